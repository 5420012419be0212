/** Times and spans of time in words. */
import { Duration } from "effect"

const units = [
  ["d", 86_400_000],
  ["h", 3_600_000],
  ["min", 60_000],
  ["s", 1_000],
] as const

/** A span of time in its largest unit, rounded down, such as `3 h`. */
export const spanText = (milliseconds: number): string => {
  const [unit, size] = units.find(([, size]) => milliseconds >= size) ?? units[3]
  return `${Math.floor(milliseconds / size)} ${unit}`
}

/** A duration as {@link spanText} writes it. */
export const durationText = (duration: Duration.Duration): string => spanText(Duration.toMillis(duration))

/** Such as `3 h ago`, or `in 2 d`. The page's time may be ten seconds behind what the server has just set. */
export const ageText = (milliseconds: number): string => {
  if (milliseconds < 1_000 && milliseconds > -15_000) return "now"
  return milliseconds < 0 ? `in ${spanText(-milliseconds)}` : `${spanText(milliseconds)} ago`
}
