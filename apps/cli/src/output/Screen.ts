/** The terminal that a table is cut to. */
import type { DateTimeOffset } from "@odj/domain"
import { Config, Effect, Terminal } from "effect"
import { currentTime } from "../flags/CurrentTime.ts"

export interface Screen {
  /** The number of its columns. */
  readonly width: number
  /** The time at which it is read. */
  readonly now: DateTimeOffset
}

/** The width if neither the terminal nor the environment says one. */
const defaultWidth = 80

/** The width of the terminal. The variable `COLUMNS` goes before what the terminal says, as in POSIX. */
export const readWidth = Effect.gen(function* () {
  const given = yield* Effect.orElseSucceed(Config.withDefault(Config.String("COLUMNS"), ""), () => "")
  const { columns } = yield* Terminal.Terminal
  return (/^[1-9]\d{0,5}$/.test(given) ? Number(given) : yield* columns) || defaultWidth
})

export const readScreen = Effect.gen(function* () {
  return { width: yield* readWidth, now: yield* currentTime } satisfies Screen
})
