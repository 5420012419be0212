/** Timestamps as seen from now: `3 min ago`. */
import { DateTimeOffset, heartbeat } from "@odj/domain"
import { Duration } from "effect"

const minute = 60
const hour = 60 * minute
const day = 24 * hour

/** Whole seconds, minutes, hours up to two days, or days. */
const amount = (seconds: number): string => {
  if (seconds < minute) return `${seconds} s`
  if (seconds < hour) return `${Math.floor(seconds / minute)} min`
  return seconds < 2 * day ? `${Math.floor(seconds / hour)} h` : `${Math.floor(seconds / day)} days`
}

/**
 * The last contact of a connector, as seen at `now`: `3 min ago`, `in 2 days`; its date in UTC if it was a hundred days ago
 * or earlier; `never` if there was none. Text that is not a timestamp stays as it is.
 */
export const relativeTime = (timestamp: string, now: DateTimeOffset): string => {
  if (!DateTimeOffset.is(timestamp)) return timestamp
  const { age } = heartbeat({ lastConnectionDateTime: timestamp }, now)
  if (age === undefined) return "never"
  const seconds = Math.trunc(Duration.toSeconds(age))
  if (seconds < 0) return `in ${amount(-seconds)}`
  return seconds < 100 * day ? `${amount(seconds)} ago` : DateTimeOffset.sortKey(timestamp).slice(0, 10)
}
