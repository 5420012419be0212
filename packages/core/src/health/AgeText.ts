/** Ages, and other spans of time, as people read them. */
import { Duration } from "effect"

/** An age in its two largest units: `3d 4h`, `2h 5m`, `40s`. */
export const formatAge = (age: Duration.Duration): string => {
  const { days, hours, minutes, seconds } = Duration.parts(age)
  if (days > 0) return `${days}d ${hours}h`
  if (hours > 0) return `${hours}h ${minutes}m`
  return minutes > 0 ? `${minutes}m ${seconds}s` : `${seconds}s`
}

/** An age in its largest unit: `3d`, `2h`, `40s`. */
export const roundedAge = (age: Duration.Duration): string => formatAge(age).split(" ")[0] ?? ""
