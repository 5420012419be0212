/** What a test asks of a clock, read and checked: times, and how far the clock moves. */
import { DateTimeOffset } from "@odj/domain"
import { Data, Duration, Option, Schema } from "effect"

/** The clock can't be moved like this; the message says why. The clock has not moved. */
export class TimeInvalid extends Data.TaggedError("TimeInvalid")<{ readonly message: string }> {}

const earliest = Date.UTC(1970)
const latest = Date.UTC(9999, 11, 31, 23, 59, 59, 999)

/** A clock can be set to the years 1970 to 9999; `time` is in milliseconds since 1970. */
export const isClockTime = (time: number): boolean => time >= earliest && time <= latest

const isTimestamp = Schema.is(DateTimeOffset)

/** The texts of a time that mean the same instant on every machine. */
const readText = (text: string) => {
  const timestamp = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text
  return isTimestamp(timestamp) ? Date.parse(timestamp) : Number.NaN
}

const shown = (value: unknown) => (typeof value === "string" ? JSON.stringify(value) : String(value))

/** Returns the time without a fraction of a millisecond. Throws {@link TimeInvalid} outside of the years 1970 to 9999. */
export const checkTime = (time: number, given: unknown = time): number => {
  if (isClockTime(time)) return Math.trunc(time)
  throw new TimeInvalid({
    message: `The clock can't be set to ${shown(given)}. Give a time from 1970 to 9999, such as 2026-01-31T12:00:00Z.`,
  })
}

/** A time in milliseconds since 1970. Throws {@link TimeInvalid}. */
export const readTime = (time: Date | string): number =>
  checkTime(time instanceof Date ? time.getTime() : readText(time), time)

/** How far to move a clock forward from a time, in milliseconds. Throws {@link TimeInvalid}. */
export const readAdvance = (duration: Duration.Input, now: number): number => {
  const millis = Number.isNaN(duration)
    ? Number.NaN
    : Option.match(Duration.fromInput(duration), { onNone: () => Number.NaN, onSome: Duration.toMillis })
  if (millis >= 0 && now + millis <= latest) return Math.trunc(millis)
  const reason = Number.isNaN(millis)
    ? 'Give milliseconds, or a text such as "6 days".'
    : millis < 0
      ? "It is negative. To go back, set the clock."
      : "The time would be after the year 9999."
  throw new TimeInvalid({ message: `The clock can't be advanced by ${shown(duration)}. ${reason}` })
}
