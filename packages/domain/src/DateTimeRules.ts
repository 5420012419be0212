/** The rules for the text of a `DateTimeOffset`, and a sentence for each rule that a text breaks. */
import { day, daysInMonth, month, utc, year } from "./DateTimeParts.ts"

/** All rules except those of the calendar: the day exists in its month, and the year is from 0001 to 9999, also in UTC. */
export const grammar =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,12})?)?(?:[Zz]|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))$/

/** The grammar without its ranges, so that each rule can be checked by itself. */
const shape = /^(\d{4,})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-](\d\d):(\d\d))?$/i

const isRealDay = (text: string) => day(text) <= 28 || day(text) <= daysInMonth(year(text), month(text))

const isInRange = (text: string) => {
  const y = year(text)
  if (y > 1 && y < 9999) return true
  const [[utcYear]] = utc(text)
  return y >= 1 && utcYear >= 1 && utcYear <= 9999
}

/** Whether the text keeps every rule. */
export const keepsRules = (text: string): boolean => grammar.test(text) && isRealDay(text) && isInRange(text)

/** A sentence for each rule that the text breaks. Call it only with a text that breaks one. */
export const brokenRules = (text: string): ReadonlyArray<string> => {
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
