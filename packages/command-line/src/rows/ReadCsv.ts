/**
 * Reads CSV (RFC 4180) as rows. Its first row names the columns.
 *
 * An empty field without quotes has no value: it is null if the property may be null, and otherwise absent. The empty string
 * is `""`. Excel, PowerShell and `odj export` all write it so.
 */
import { propertyNames, propertyOf } from "@odj/domain"
import { type CsvError, parse } from "csv-parse/sync"
import { Result } from "effect"
import { isIgnored, propertyNamed } from "./PropertyNames.ts"
import type { Row } from "./Row.ts"

type Field = string | null

/** What precedes the row with the names: blank lines, PowerShell's `#TYPE`, and Excel's `sep=`. */
const preamble = /^(?:[ \t]*(?:#TYPE[^\r\n]*|sep=(?<separator>[^\r\n])[ \t]*)?(?:\r\n|\n|\r))*/i

/** The first separator outside quotes. */
const separatorAfterName = /^(?:"(?:[^"]|"")*"|[^,;\t\r\n"])*([,;\t])/

/** The text of the first row that is searched for a separator, and that is shown if it names no column. */
const [maxSearched, maxShown] = [10_000, 60]

/** Without the byte order mark that files have inside after they were joined. A mark that is text is in quotes. */
const withoutMark = (field: string) => (field.startsWith("\ufeff") ? field.slice(1) : field)

/** The problem with the names of the columns, if any. A column without a name has to be empty. */
const problemOfColumns = (
  names: ReadonlyArray<Field>,
  ignoreUnknown: boolean | undefined,
): string | undefined => {
  const padded = names.find((name) => name !== null && name !== name.trim() && propertyNamed(name.trim()))
  if (padded !== undefined) {
    return `The column ${JSON.stringify(padded)} has spaces around its name. Remove the spaces around all separators: in a value, they are part of it`
  }
  if (!names.some((name) => name !== null && propertyNamed(name))) {
    const start = JSON.stringify(names.find((name) => name !== null)?.slice(0, maxShown) ?? "")
    return `The first row has none of the columns ${propertyNames.join(", ")}, separated by commas, semicolons or tabs. It begins with ${start}`
  }
  const unknown = names.find((name) => name !== null && !propertyNamed(name) && !isIgnored(name))
  if (unknown !== undefined && !ignoreUnknown) {
    const remedy = ignoreUnknown === undefined ? "" : ". To ignore it, pass --ignore-unknown"
    return `Unknown column ${JSON.stringify(unknown)} in the first row (known: ${propertyNames.join(", ")})${remedy}`
  }
  const found = names.map((name) => (name === null ? undefined : (propertyNamed(name) ?? name)))
  const repeated = found.find((name, index) => name !== undefined && found.indexOf(name) < index)
  if (repeated !== undefined) return `The column ${repeated} occurs twice`
  const missing = propertyNames.filter(
    (column) => propertyOf(column).onCreate === "required" && !found.includes(column),
  )
  if (missing.length === 0) return undefined
  return `Missing ${missing.length === 1 ? "column" : "columns"} ${missing.join(", ")} in the first row`
}

const isNullable = (name: string): boolean => {
  const property = propertyNamed(name)
  return property !== undefined && propertyOf(property).isNullable
}

/** The fields of a row by column name, without those that have no value. */
const inputOf = (names: ReadonlyArray<Field>, fields: ReadonlyArray<Field>) =>
  Object.fromEntries(
    fields.flatMap((field, index) => {
      const name = names[index] ?? `(column ${index + 1})`
      return field === null && !isNullable(name) ? [] : [[name, field]]
    }),
  )

/** The problem with the number of fields, if any. Fields without a column have to be empty. */
const problemOfFields = (names: ReadonlyArray<Field>, fields: ReadonlyArray<Field>): string | undefined => {
  const width = names.findLastIndex((name) => name !== null) + 1
  const nameless = fields.findIndex((field, index) => field && (names[index] ?? null) === null)
  if (nameless !== -1 && nameless < width) {
    return `Field ${nameless + 1} has a value, but its column has no name`
  }
  return nameless === -1 && fields.length >= width
    ? undefined
    : `The row has ${fields.length} ${fields.length === 1 ? "field" : "fields"} instead of ${width}`
}

const rowOf = (names: ReadonlyArray<Field>, fields: ReadonlyArray<Field>, row: number): Row => {
  const message = problemOfFields(names, fields)
  return {
    row,
    input: inputOf(names, fields),
    problems: message === undefined ? [] : [{ path: [], message }],
  }
}

const isBlank = (fields: ReadonlyArray<Field>) =>
  fields.every((field) => field === null || field.trim() === "")

/** The sentence for an error of the parser. */
const problemOf = ({ code, lines, records, message }: CsvError, skipped: number): string => {
  const line = skipped + Number(lines)
  switch (code) {
    case "CSV_INVALID_CLOSING_QUOTE":
      return `Invalid CSV in line ${line}: a closing quote must be followed by a separator or the end of the line. Write a quote inside a field as ""`
    case "INVALID_OPENING_QUOTE":
      return `Invalid CSV in line ${line}: a field with a quote must be in quotes. Write the quote inside it as ""`
    case "CSV_QUOTE_NOT_CLOSED":
      return `Invalid CSV: the quote that opens a field in row ${skipped + Number(records) + 1} is never closed`
    default:
      return `Invalid CSV: ${message}`
  }
}

/** Reads rows of CSV. Fails with the reason if the whole text is unreadable. */
export const readCsv = (
  text: string,
  ignoreUnknown: boolean | undefined,
): Result.Result<ReadonlyArray<Row>, string> => {
  const [before = "", separator] = preamble.exec(text) ?? []
  const skipped = before.split(/\r\n|\n|\r/).length - 1
  const table = text.slice(before.length)
  let records: ReadonlyArray<ReadonlyArray<Field>>
  try {
    records = parse(table, {
      delimiter: separator ?? separatorAfterName.exec(table.slice(0, maxSearched))?.[1] ?? ",",
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      cast: (value, { quoting, index }): Field =>
        quoting ? value : (index === 0 ? withoutMark(value) : value) || null,
    }) as ReadonlyArray<ReadonlyArray<unknown>> as ReadonlyArray<ReadonlyArray<Field>>
  } catch (error) {
    return Result.fail(problemOf(error as CsvError, skipped))
  }
  const [first, ...others] = records
  if (first === undefined) return Result.fail("It is empty: the first row has to name the columns")
  const names = first.map((name) => name || null)
  const problem = problemOfColumns(names, ignoreUnknown)
  if (problem !== undefined) return Result.fail(problem)
  return Result.succeed(
    others.flatMap((fields, index) => (isBlank(fields) ? [] : [rowOf(names, fields, skipped + index + 2)])),
  )
}
