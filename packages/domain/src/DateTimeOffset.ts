/**
 * A point in time as OData writes it: the text as given, to the last digit and with its offset.
 *
 * The text is the value. It never passes through a JS `Date`, which would keep three of its twelve fraction digits and
 * lose its offset; what needs the instant reads it from the text, exactly.
 */
import { type Brand, DateTime, Equivalence, Option, Order, Schema } from "effect"

/** Text that keeps every rule of {@link DateTimeOffset}. */
export type DateTimeOffset = string & Brand.Brand<"DateTimeOffset">

const grammar =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,12})?)?(?:[Zz]|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))$/

/** The same without the ranges, so that each rule can say for itself that it is broken. */
const shape = /^(\d{4,})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-](\d\d):(\d\d))?$/i

const isLeapYear = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

const daysOf = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

const daysInMonth = (year: number, month: number) =>
  month === 2 && isLeapYear(year) ? 29 : (daysOf[month - 1] ?? 0)

/** The number that the two digits at `index` write; reading them so costs no substring. */
const two = (text: string, index: number) => text.charCodeAt(index) * 10 + text.charCodeAt(index + 1) - 528

// The parts of a text that keeps the grammar.
const year = (text: string) => two(text, 0) * 100 + two(text, 2)
const month = (text: string) => two(text, 5)
const day = (text: string) => two(text, 8)
const minuteOfDay = (text: string) => two(text, 11) * 60 + two(text, 14)
const hasSecond = (text: string) => text[16] === ":"
const isUtc = (text: string) => text.endsWith("Z") || text.endsWith("z")

/** The digits after the point. */
const fraction = (text: string) => (text[19] === "." ? text.slice(20, isUtc(text) ? -1 : -6) : "")

/** Minutes east of UTC. */
const offset = (text: string) => {
  if (isUtc(text)) return 0
  const minutes = two(text, text.length - 5) * 60 + two(text, text.length - 2)
  return text.at(-6) === "-" ? -minutes : minutes
}

type CalendarDate = readonly [year: number, month: number, day: number]

const dayBefore = ([y, m, d]: CalendarDate): CalendarDate =>
  d > 1 ? [y, m, d - 1] : m > 1 ? [y, m - 1, daysInMonth(y, m - 1)] : [y - 1, 12, 31]

const dayAfter = ([y, m, d]: CalendarDate): CalendarDate =>
  d < daysInMonth(y, m) ? [y, m, d + 1] : m < 12 ? [y, m + 1, 1] : [y + 1, 1, 1]

/** Where the instant lies in UTC: its date, and the minute of that day. */
const utc = (text: string): readonly [date: CalendarDate, minute: number] => {
  const minute = minuteOfDay(text) - offset(text)
  const date: CalendarDate = [year(text), month(text), day(text)]
  if (minute < 0) return [dayBefore(date), minute + minutesPerDay]
  if (minute >= minutesPerDay) return [dayAfter(date), minute - minutesPerDay]
  return [date, minute]
}

const minutesPerDay = 1440

const isRealDay = (text: string) => day(text) <= 28 || day(text) <= daysInMonth(year(text), month(text))

const isInRange = (text: string) => {
  const y = year(text)
  if (y > 1 && y < 9999) return true
  const [[utcYear]] = utc(text)
  return y >= 1 && utcYear >= 1 && utcYear <= 9999
}

/** Every rule that the text breaks, a sentence each. */
const brokenRules = (text: string): ReadonlyArray<string> => {
  const parts = shape.exec(text)
  if (parts === null) return ["Expected a date and time like 2016-12-31T23:58:36.6670033-08:00"]
  const [
    ,
    y = "",
    mo,
    d,
    hour,
    minute,
    second = "00",
    digits = "",
    zone,
    offsetHour = "00",
    offsetMinute = "00",
  ] = parts
  const isYear = y.length === 4 && y !== "0000"
  const isMonth = Number(mo) >= 1 && Number(mo) <= 12
  const isDay = Number(d) >= 1 && Number(d) <= (isMonth ? daysInMonth(Number(y), Number(mo)) : 31)
  const isOffset = Number(offsetMinute) <= 59 && Number(offsetHour) * 60 + Number(offsetMinute) <= 14 * 60
  const rules: ReadonlyArray<readonly [keeps: boolean, rule: string]> = [
    [isYear, "Expected a year from 0001 to 9999"],
    [isMonth, "Expected a month from 01 to 12"],
    [isDay, "Expected a day that the month has"],
    [Number(hour) <= 23, "Expected an hour from 00 to 23"],
    [Number(minute) <= 59, "Expected a minute from 00 to 59"],
    [Number(second) <= 59, "Expected a second from 00 to 59: leap seconds are not accepted"],
    [digits.length <= 12, "Expected at most 12 fraction digits"],
    [zone !== undefined, "Expected a time zone: Z, or an offset like -08:00"],
    [isOffset, "Expected an offset from -14:00 to +14:00"],
  ]
  const broken = rules.filter(([keeps]) => !keeps).map(([, rule]) => rule)
  return broken.length > 0 ? broken : ["Expected an instant whose year in UTC is from 0001 to 9999"]
}

const check = (text: string) =>
  grammar.test(text) && isRealDay(text) && isInRange(text) ? undefined : brokenRules(text)

const schema = Schema.String.annotate({ message: "Expected text with a date and time" })
  .check(
    Schema.makeFilter(check, {
      expected: "a date and time with its offset",
      // A pattern knows no calendar, so that it accepts a little more than decoding does.
      toJsonSchema: () => [{ format: "date-time", pattern: grammar.source }, true],
      // Generated data is drawn from the grammar; what the calendar refuses is discarded.
      arbitraryConstraint: { patterns: [{ source: grammar.source, flags: "" }] },
    }),
  )
  .pipe(Schema.brand("DateTimeOffset"))

const pad = (value: number, width: number) => String(value).padStart(width, "0")

const sortKey = (self: DateTimeOffset): string => {
  const second = hasSecond(self) ? self.slice(17, 19) : "00"
  const tail = `:${second}.${fraction(self).padEnd(12, "0")}Z`
  if (offset(self) === 0) return `${self.slice(0, 10)}T${self.slice(11, 16)}${tail}`
  const [[year, month, day], minute] = utc(self)
  const time = `${pad(Math.floor(minute / 60), 2)}:${pad(minute % 60, 2)}`
  return `${pad(year, 4)}-${pad(month, 2)}-${pad(day, 2)}T${time}${tail}`
}

const toDateTime = (self: DateTimeOffset): Option.Option<DateTime.Zoned> =>
  /^\d{0,3}0*$/.test(fraction(self))
    ? DateTime.makeZoned(`${sortKey(self).slice(0, 23)}Z`, {
        timeZone: DateTime.zoneMakeOffset(offset(self) * 60_000),
      })
    : Option.none()

const fromDateTime = (dateTime: DateTime.DateTime): Option.Option<DateTimeOffset> =>
  DateTime.isZoned(dateTime) && DateTime.zonedOffset(dateTime) % 60_000 !== 0
    ? Option.none()
    : decode(DateTime.formatIsoOffset(dateTime))

export interface Statics {
  /** Earlier instants come first; the offset they are written with does not matter. */
  readonly Order: Order.Order<DateTimeOffset>
  /** The same instant, to the twelfth digit, whatever the offset and the trailing zeros. */
  readonly Equivalence: Equivalence.Equivalence<DateTimeOffset>
  /**
   * The instant as text of fixed width in UTC, such as `2017-01-01T07:58:36.667003300000Z`: always 33 characters, 12
   * fraction digits. Two keys compare, character by character, as their instants do.
   */
  readonly sortKey: (self: DateTimeOffset) => string
  /**
   * The instant with its offset as Effect's `DateTime`, which counts whole milliseconds: `None` for an instant that
   * has digits beyond them.
   */
  readonly toDateTime: (self: DateTimeOffset) => Option.Option<DateTime.Zoned>
  /**
   * A `DateTime` as text, with `Z` for `DateTime.Utc` and the offset in force for `DateTime.Zoned`: `None` where the
   * literal can't hold it, which is a year outside 0001 to 9999, or an offset that has seconds or exceeds 14 hours.
   */
  readonly fromDateTime: (dateTime: DateTime.DateTime) => Option.Option<DateTimeOffset>
}

/**
 * The literal of OData's `Edm.DateTimeOffset`, in the range of .NET's type of that name.
 *
 * | rule | accepted | refused |
 * |---|---|---|
 * | date, `T`, time | `2016-12-31T23:58:36Z`, `2016-12-31t23:58:36z` | `2016-12-31 23:58:36Z`, `20161231T235836Z` |
 * | a year from 0001 to 9999 | `0001-01-01T00:00:00Z` | `0000-01-01T00:00:00Z`, `10000-01-01T00:00:00Z` |
 * | a month from 01 to 12 | `2016-12-31T00:00:00Z` | `2016-13-01T00:00:00Z` |
 * | a day that the month has | `2016-02-29T00:00:00Z` | `2015-02-29T00:00:00Z`, `2016-04-31T00:00:00Z` |
 * | an hour from 00 to 23 | `2016-12-31T23:59:59Z` | `2016-12-31T24:00:00Z` |
 * | a minute from 00 to 59 | `2016-12-31T23:59Z` | `2016-12-31T23:60Z` |
 * | a second from 00 to 59, if any | `2016-12-31T23:58Z` | `2016-12-31T23:59:60Z` |
 * | a fraction of 1 to 12 digits, if any | `2016-12-31T23:58:36.123456789012Z` | `2016-12-31T23:58:36.1234567890123Z` |
 * | a time zone | `2016-12-31T23:58:36Z`, `2016-12-31T23:58:36-08:00` | `2016-12-31T23:58:36` |
 * | an offset from -14:00 to +14:00 | `2016-12-31T23:58:36+14:00` | `2016-12-31T23:58:36+14:01`, `2016-12-31T23:58:36+01:60` |
 * | an instant whose year in UTC is from 0001 to 9999 | `9999-12-31T23:59:59-00:00` | `9999-12-31T23:59:59-01:00` |
 *
 * Decoding fails with the rules that are broken, a sentence each. Encoding gives the text back.
 *
 * Sources: the rule `dateTimeOffsetValue` of OData's ABNF; .NET's `DateTimeOffset` for the ranges, since a service
 * written in it refuses what lies outside them.
 */
export const DateTimeOffset = Schema.make<typeof schema & Statics>(schema.ast, {
  Order: Order.mapInput(Order.String, sortKey),
  Equivalence: Equivalence.mapInput(Equivalence.String, sortKey),
  sortKey,
  toDateTime,
  fromDateTime,
} satisfies Statics)

const decode = Schema.decodeUnknownOption(DateTimeOffset)
