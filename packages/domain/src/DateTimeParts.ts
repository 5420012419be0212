/**
 * The parts of a timestamp's text, read as numbers.
 *
 * Every function except `daysInMonth` takes a text with the positions of the grammar in `DateTimeRules.ts`, and a year of four
 * digits. A part may be out of its range.
 */

const isLeapYear = (year: number) => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0)

const daysOf = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]

export const daysInMonth = (year: number, month: number): number =>
  month === 2 && isLeapYear(year) ? 29 : (daysOf[month - 1] ?? 0)

/** The number of the two digits at `index`, read without making a substring. */
const two = (text: string, index: number) => text.charCodeAt(index) * 10 + text.charCodeAt(index + 1) - 528

export const year = (text: string): number => two(text, 0) * 100 + two(text, 2)
export const month = (text: string): number => two(text, 5)
export const day = (text: string): number => two(text, 8)
export const hour = (text: string): number => two(text, 11)
export const minute = (text: string): number => two(text, 14)
const minuteOfDay = (text: string) => hour(text) * 60 + minute(text)

/** The two digits of the second, `00` if the text has none. */
export const second = (text: string): string => (text[16] === ":" ? text.slice(17, 19) : "00")

const isUtc = (text: string) => text.endsWith("Z") || text.endsWith("z")

/** The digits of the fraction, empty if the text has none. */
export const fraction = (text: string): string =>
  text[19] === "." ? text.slice(20, isUtc(text) ? -1 : -6) : ""

const sign = (text: string) => text[text.length - 6]

/** Whether the text has a time zone. Only a text that is not a timestamp has none. */
export const hasZone = (text: string): boolean => isUtc(text) || sign(text) === "+" || sign(text) === "-"

/** The minutes of the offset's last two digits. */
export const offsetMinute = (text: string): number => (isUtc(text) ? 0 : two(text, text.length - 2))

/** Minutes east of UTC. */
export const offset = (text: string): number => {
  if (isUtc(text)) return 0
  const minutes = two(text, text.length - 5) * 60 + offsetMinute(text)
  return sign(text) === "-" ? -minutes : minutes
}

type CalendarDate = readonly [year: number, month: number, day: number]

const dayBefore = ([y, m, d]: CalendarDate): CalendarDate =>
  d > 1 ? [y, m, d - 1] : m > 1 ? [y, m - 1, daysInMonth(y, m - 1)] : [y - 1, 12, 31]

const dayAfter = ([y, m, d]: CalendarDate): CalendarDate =>
  d < daysInMonth(y, m) ? [y, m, d + 1] : m < 12 ? [y, m + 1, 1] : [y + 1, 1, 1]

const minutesPerDay = 1440

/** The date and the minute of the day in UTC. */
export const utc = (text: string): readonly [date: CalendarDate, minute: number] => {
  const minutes = minuteOfDay(text) - offset(text)
  const date: CalendarDate = [year(text), month(text), day(text)]
  if (minutes < 0) return [dayBefore(date), minutes + minutesPerDay]
  if (minutes >= minutesPerDay) return [dayAfter(date), minutes - minutesPerDay]
  return [date, minutes]
}
