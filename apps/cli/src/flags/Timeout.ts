/** The flag `--timeout`, which limits the time of the whole command. */
import { Duration, Option } from "effect"
import { Flag, GlobalFlag } from "effect/cli"

const units = { "": Duration.seconds, s: Duration.seconds, m: Duration.minutes, h: Duration.hours } as const

/** Reads `30s`, `2m`, `1h`, or seconds without a unit. */
const readDuration = (text: string): Option.Option<Duration.Duration> => {
  const [, count, unit] = /^(\d{1,6}(?:\.\d{1,3})?)([smh]?)$/.exec(text) ?? []
  return count === undefined ? Option.none() : Option.some(units[unit as keyof typeof units](Number(count)))
}

export const timeout = GlobalFlag.Setting("timeout")({
  flag: Flag.String("timeout").pipe(
    Flag.withMetavar("duration"),
    Flag.withDescription(
      "End the whole command after this time: 30s, 2m or 1h (default: 30s for stale and doctor, none for others). 0 is no limit",
    ),
    Flag.filterMap(readDuration, () => "Use a duration such as 30s, 2m or 1h."),
    Flag.optional,
  ),
})
