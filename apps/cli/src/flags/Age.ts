/** Ages as people write them: `90m`, `5d`. */
import { UsageInvalid } from "@odj/command-line"
import { DateTimeOffset } from "@odj/domain"
import { DateTime, Duration, Effect, Option } from "effect"

const units = { m: Duration.minutes, h: Duration.hours, d: Duration.days, w: Duration.weeks } as const

/** Reads the age that a flag gives. */
export const readAge = (flag: string, text: string): Effect.Effect<Duration.Duration, UsageInvalid> => {
  const [, count, unit] = /^(\d{1,6})([mhdw])$/.exec(text) ?? []
  return count === undefined
    ? UsageInvalid.of(flag, "Use minutes, hours, days or weeks, such as 90m, 12h, 5d or 2w")
    : Effect.succeed(units[unit as keyof typeof units](Number(count)))
}

/** The instant that is as long ago as the flag says. */
export const instantBefore = Effect.fnUntraced(function* (flag: string, text: string) {
  const age = yield* readAge(flag, text)
  const instant = DateTimeOffset.fromDateTime(DateTime.subtractDuration(yield* DateTime.now, age))
  return Option.isSome(instant) ? instant.value : yield* UsageInvalid.of(flag, "Use a shorter age")
})
