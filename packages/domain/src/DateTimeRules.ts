/** The rules for the text of a `DateTimeOffset`, and a sentence for each rule that a text breaks. */
import {
  day,
  daysInMonth,
  hasZone,
  hour,
  minute,
  month,
  offset,
  offsetMinute,
  second,
  utc,
  year,
} from "./DateTimeParts.ts"

/** All rules except those of the calendar: the day exists in its month, and the year is from 0001 to 9999, also in UTC. */
export const grammar =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,12})?)?(?:[Zz]|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))$/

/** The grammar without its ranges, so that each rule can be checked by itself. */
const shape = /^\d{4,}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d)?$/i

const isRealDay = (text: string) => day(text) <= 28 || day(text) <= daysInMonth(year(text), month(text))

const isInRange = (text: string) => {
  const y = year(text)
  if (y > 1 && y < 9999) return true
  const [[utcYear]] = utc(text)
  return y >= 1 && utcYear >= 1 && utcYear <= 9999
}

/** Whether the text keeps every rule. */
export const keepsRules = (text: string): boolean => grammar.test(text) && isRealDay(text) && isInRange(text)

const isMonth = (text: string) => month(text) >= 1 && month(text) <= 12

const isDay = (text: string) =>
  day(text) >= 1 && day(text) <= (isMonth(text) ? daysInMonth(year(text), month(text)) : 31)

const isOffset = (text: string) => Math.abs(offset(text)) <= 14 * 60 && offsetMinute(text) <= 59

/**
 * The rules with their sentences. `text` has the shape, and its year has the last four of its digits; `surplus` is the number
 * of the others.
 */
const rules: ReadonlyArray<readonly [keeps: (text: string, surplus: number) => boolean, rule: string]> = [
  [(text, surplus) => surplus === 0 && year(text) >= 1, "Expected a year from 0001 to 9999"],
  [isMonth, "Expected a month from 01 to 12"],
  [isDay, "Expected a day that the month has"],
  [(text) => hour(text) <= 23, "Expected an hour from 00 to 23"],
  [(text) => minute(text) <= 59, "Expected a minute from 00 to 59"],
  [(text) => second(text) <= "59", "Expected a second from 00 to 59: leap seconds are not accepted"],
  [(text) => !/\.\d{13}/.test(text), "Expected at most 12 fraction digits"],
  [hasZone, "Expected a time zone: Z, or an offset like -08:00"],
  [(text) => !hasZone(text) || isOffset(text), "Expected an offset from -14:00 to +14:00"],
]

/** A sentence for each rule that the text breaks. Call it only with a text that breaks one. */
export const brokenRules = (text: string): ReadonlyArray<string> => {
  if (!shape.test(text)) return ["Expected a date and time like 2016-12-31T23:58:36.6670033-08:00"]
  const surplus = text.indexOf("-") - 4
  const parts = text.slice(surplus)
  const broken = rules.filter(([keeps]) => !keeps(parts, surplus)).map(([, rule]) => rule)
  return broken.length > 0 ? broken : ["Expected an instant whose year in UTC is from 0001 to 9999"]
}
