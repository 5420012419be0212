/** Reads the parts of a timestamp's text. The texts of dates and times of day have their order. */
import type { DateTimeOffset } from "./DateTimeOffsetText.ts"
import { day, fraction, hour, minute, month, offset, second, year } from "./DateTimeParts.ts"
import type { TimestampPart } from "./FilterFunctions.ts"

/** Twelve digits of a fraction and the digits before them are exact in a double, and keep their order. */
const parts: Record<TimestampPart, (text: string) => string | number> = {
  date: (text) => text.slice(0, 10),
  day,
  fractionalseconds: (text) => Number(`0.${fraction(text)}`),
  hour,
  minute,
  month,
  second: (text) => Number(second(text)),
  time: (text) => `${text.slice(11, 16)}:${second(text)}.${fraction(text).padEnd(12, "0")}`,
  totaloffsetminutes: offset,
  year,
}

/**
 * The part of a timestamp, in the timestamp's own offset.
 *
 * @example
 * ```ts
 * import { DateTimeOffset, timestampPart } from "@odj/domain"
 *
 * const timestamp = DateTimeOffset.make("2016-12-31T23:58:36.6670033-08:00")
 * console.log(timestampPart("year", timestamp)) // => 2016
 * console.log(timestampPart("fractionalseconds", timestamp)) // => 0.6670033
 * console.log(timestampPart("time", timestamp)) // => 23:58:36.667003300000
 * ```
 */
export const timestampPart = (part: TimestampPart, timestamp: DateTimeOffset): string | number =>
  parts[part](timestamp)
