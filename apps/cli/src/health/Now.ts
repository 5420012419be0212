/** `--now`: the instant that ages are counted from, for what-if and for tests; by default the current time. */
import { UsageInvalid } from "@odj/command-line"
import { DateTimeOffset } from "@odj/domain"
import { Effect, Option, Schema } from "effect"
import { Flag } from "effect/cli"
import { currentTime } from "../flags/CurrentTime.ts"

export const nowFlag = Flag.String("now").pipe(
  Flag.withMetavar("timestamp"),
  Flag.withDescription("Count ages from this time instead of the current time, such as 2026-01-31T12:00:00Z"),
  Flag.optional,
)

const decode = Schema.decodeUnknownOption(DateTimeOffset)

const invalid = UsageInvalid.of("--now", "Use a date and time with an offset, such as 2026-01-31T12:00:00Z")

/** The given instant, or the current one. */
export const readNow = Effect.fnUntraced(function* (given: Option.Option<string>) {
  if (Option.isNone(given) || given.value === "now") return yield* currentTime
  return yield* Effect.mapError(Effect.fromOption(decode(given.value)), () => invalid)
})
