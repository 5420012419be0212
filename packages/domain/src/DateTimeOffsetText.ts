/**
 * The functions on a `DateTimeOffset` that need no schema. The package exports them as `date-time-offset`.
 *
 * A schema adds tens of kilobytes to a browser's bundle. This module imports no schema and calls nothing when it is
 * loaded, so that a bundle contains only the functions that are used.
 */
import type * as effect from "effect"
import { DateTime, Option } from "effect"
import { fraction, offset, second, utc } from "./DateTimeParts.ts"
import { keepsRules } from "./DateTimeRules.ts"

/** Text that keeps every rule of the schema `DateTimeOffset`. */
export type DateTimeOffset = string & effect.Brand.Brand<"DateTimeOffset">

/** Whether the text keeps every rule. */
export const is = (text: string): text is DateTimeOffset => keepsRules(text)

const pad = (value: number, width: number) => String(value).padStart(width, "0")

/**
 * The instant in UTC as text of fixed width, such as `2017-01-01T07:58:36.667003300000Z`: always 33 characters, with 12
 * fraction digits. Compared character by character, sort keys have the order of their instants.
 */
export const sortKey = (self: DateTimeOffset): string => {
  const tail = `:${second(self)}.${fraction(self).padEnd(12, "0")}Z`
  if (offset(self) === 0) return `${self.slice(0, 10)}T${self.slice(11, 16)}${tail}`
  const [[year, month, day], minute] = utc(self)
  const time = `${pad(Math.floor(minute / 60), 2)}:${pad(minute % 60, 2)}`
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}T${time}${tail}`
}

/**
 * Orders timestamps by their instants, to the twelfth digit. Offsets do not matter.
 *
 * @example
 * ```ts
 * import * as DateTimeOffset from "@odj/domain/date-time-offset"
 *
 * const texts = ["2017-01-01T00:00:00Z", "2017-01-01T00:00:00+01:00", "yesterday"]
 * console.log(texts.filter(DateTimeOffset.is).sort(DateTimeOffset.Order)[0]) // => 2017-01-01T00:00:00+01:00
 * ```
 */
export const Order: effect.Order.Order<DateTimeOffset> = (self, that) => {
  const left = sortKey(self)
  const right = sortKey(that)
  return left < right ? -1 : left > right ? 1 : 0
}

/** Whether two timestamps have the same instant, to the twelfth digit. Offsets and trailing zeros do not matter. */
export const Equivalence: effect.Equivalence.Equivalence<DateTimeOffset> = (self, that) =>
  sortKey(self) === sortKey(that)

/**
 * The instant and the offset as Effect's `DateTime`, which counts whole milliseconds. Returns `None` if the instant is not
 * a whole number of milliseconds.
 */
export const toDateTime = (self: DateTimeOffset): Option.Option<DateTime.Zoned> =>
  /^\d{0,3}0*$/.test(fraction(self))
    ? DateTime.makeZoned(`${sortKey(self).slice(0, 23)}Z`, {
        timeZone: DateTime.zoneMakeOffset(offset(self) * 60_000),
      })
    : Option.none()

/**
 * A `DateTime` as text: `DateTime.Utc` with `Z`, `DateTime.Zoned` with its offset at that instant. Returns `None` if the year
 * is not from 0001 to 9999, or if the offset has seconds or exceeds 14 hours.
 */
export const fromDateTime = (dateTime: DateTime.DateTime): Option.Option<DateTimeOffset> => {
  if (DateTime.isZoned(dateTime) && DateTime.zonedOffset(dateTime) % 60_000 !== 0) return Option.none()
  const text = DateTime.formatIsoOffset(dateTime)
  return is(text) ? Option.some(text) : Option.none()
}
