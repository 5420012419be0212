/**
 * A hand-written copy of the rules of `DateTimeOffset`, without Effect, for the contenders.
 *
 * With odj's own rules, the time of the contenders would include Effect's schemas. With fewer rules, they would seem
 * faster than they are. `validate.ts` and `create.ts` check that both copies agree before they measure.
 */

const grammar =
  /^\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[Tt](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,12})?)?(?:[Zz]|[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00))$/

const two = (text: string, index: number) => text.charCodeAt(index) * 10 + text.charCodeAt(index + 1) - 528

const daysInMonth = (year: number, month: number) => {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31
}

/** Whether the instant of a syntactically valid text is outside the years 0001 to 9999 in UTC. */
const leavesRange = (text: string, year: number) => {
  if (year === 0) return true
  if (year !== 1 && year !== 9999) return false
  if (text.endsWith("Z") || text.endsWith("z")) return false
  const offset = two(text, text.length - 5) * 60 + two(text, text.length - 2)
  const minute = two(text, 11) * 60 + two(text, 14) + (text.at(-6) === "-" ? offset : -offset)
  const date = text.slice(5, 10)
  return year === 1 ? date === "01-01" && minute < 0 : date === "12-31" && minute >= 1440
}

/** Whether a text is valid. */
export const isDateTimeOffset = (text: string): boolean => {
  if (!grammar.test(text)) return false
  const year = two(text, 0) * 100 + two(text, 2)
  const day = two(text, 8)
  return (day <= 28 || day <= daysInMonth(year, two(text, 5))) && !leavesRange(text, year)
}

const shape = /^(\d{4,})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)?(Z|[+-](\d\d):(\d\d))?$/i

/** The problems of an invalid text, one sentence each. */
export const brokenRules = (text: string): ReadonlyArray<string> => {
  const parts = shape.exec(text)
  if (parts === null) return ["Expected a date and time like 2016-12-31T23:58:36.6670033-08:00"]
  const [, year = "", , , , , , digits = "", zone] = parts
  const [month = 0, day = 0, hour = 0, minute = 0, second = 0] = parts
    .slice(2, 7)
    .map((part) => Number(part ?? 0))
  const [offsetHour = 0, offsetMinute = 0] = parts.slice(9).map((part) => Number(part ?? 0))
  const isMonth = month >= 1 && month <= 12
  const broken: Array<string> = []
  if (year.length !== 4 || year === "0000") broken.push("Expected a year from 0001 to 9999")
  if (!isMonth) broken.push("Expected a month from 01 to 12")
  if (day < 1 || day > (isMonth ? daysInMonth(Number(year), month) : 31)) {
    broken.push("Expected a day that the month has")
  }
  if (hour > 23) broken.push("Expected an hour from 00 to 23")
  if (minute > 59) broken.push("Expected a minute from 00 to 59")
  if (second > 59) broken.push("Expected a second from 00 to 59: leap seconds are not accepted")
  if (digits.length > 12) broken.push("Expected at most 12 fraction digits")
  if (zone === undefined) broken.push("Expected a time zone: Z, or an offset like -08:00")
  if (offsetMinute > 59 || offsetHour * 60 + offsetMinute > 840) {
    broken.push("Expected an offset from -14:00 to +14:00")
  }
  return broken.length > 0 ? broken : ["Expected an instant whose year in UTC is from 0001 to 9999"]
}
