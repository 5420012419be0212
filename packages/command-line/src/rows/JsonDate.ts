/** The date that Windows PowerShell's `ConvertTo-Json` writes: `/Date(1483257516667)/`, in milliseconds since 1970. */

const pattern = /^\/Date\((-?\d+)(?:([+-])(\d\d)(\d\d))?\)\/$/

/** Whether it looks like such a date. */
export const isJsonDate = (value: unknown): value is string =>
  typeof value === "string" && value.startsWith("/Date(")

/** The range of a JavaScript date, in milliseconds. Inside it, a whole number of milliseconds is exact. */
const maxTime = 8.64e15

/**
 * The same instant as a `DateTimeOffset`, with the offset if one is given: the offset changes only how the instant is
 * written. A text of another form is returned unchanged.
 */
export const fromJsonDate = (text: string): string => {
  const [, milliseconds, sign, hours, minutes] = pattern.exec(text) ?? []
  if (milliseconds === undefined) return text
  const offset = sign === undefined ? 0 : Number(`${sign}1`) * (Number(hours) * 60 + Number(minutes)) * 60_000
  const local = Number(milliseconds) + offset
  if (Math.abs(local) > maxTime) return text
  const written = new Date(local).toISOString()
  return sign === undefined ? written : `${written.slice(0, -1)}${sign}${hours}:${minutes}`
}
