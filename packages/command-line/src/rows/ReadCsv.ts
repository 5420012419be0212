/**
 * Reads CSV (RFC 4180) as rows. Its first row names the columns.
 *
 * An empty field without quotes has no value: it is null if the property may be null, and otherwise absent. The empty string
 * is `""`. Excel, PowerShell and `odj export` all write it so.
 */
import { propertyNames, propertyOf } from "@odj/domain"
import { Result } from "effect"
import { type CsvField, csvRecords } from "./CsvRecords.ts"
import { isIgnored, propertyNamed } from "./PropertyNames.ts"
import type { Row } from "./Row.ts"

/** What precedes the row with the names: blank lines, PowerShell's `#TYPE`, and Excel's `sep=`. */
const preamble = /^(?:[ \t]*(?:#TYPE[^\r\n]*|sep=(?<separator>[^\r\n])[ \t]*)?(?:\r\n|\n|\r))*/i

/** The first separator outside quotes. */
const separatorAfterName = /^(?:"(?:[^"]|"")*"|[^,;\t\r\n"])*([,;\t])/

/** The text of the first row that is searched for a separator, and that is shown if it names no column. */
const [maxSearched, maxShown] = [10_000, 60]

/** The problem with the names of the columns, if any. A column without a name has to be empty. */
const problemOfColumns = (
  names: ReadonlyArray<CsvField>,
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
const inputOf = (names: ReadonlyArray<CsvField>, fields: ReadonlyArray<CsvField>) =>
  Object.fromEntries(
    fields.flatMap((field, index) => {
      const name = names[index] ?? `(column ${index + 1})`
      return field === null && !isNullable(name) ? [] : [[name, field]]
    }),
  )

/** The problem with the number of fields, if any. Fields without a column have to be empty. */
const problemOfFields = (
  names: ReadonlyArray<CsvField>,
  fields: ReadonlyArray<CsvField>,
): string | undefined => {
  const width = names.findLastIndex((name) => name !== null) + 1
  const nameless = fields.findIndex((field, index) => field && (names[index] ?? null) === null)
  if (nameless !== -1 && nameless < width) {
    return `Field ${nameless + 1} has a value, but its column has no name`
  }
  return nameless === -1 && fields.length >= width
    ? undefined
    : `The row has ${fields.length} ${fields.length === 1 ? "field" : "fields"} instead of ${width}`
}

const rowOf = (names: ReadonlyArray<CsvField>, fields: ReadonlyArray<CsvField>, row: number): Row => {
  const message = problemOfFields(names, fields)
  return {
    row,
    input: inputOf(names, fields),
    problems: message === undefined ? [] : [{ path: [], message }],
  }
}

const isBlank = (fields: ReadonlyArray<CsvField>) =>
  fields.every((field) => field === null || field.trim() === "")

/** Reads rows of CSV. Fails with the reason if the whole text is unreadable. */
export const readCsv = (
  text: string,
  ignoreUnknown: boolean | undefined,
): Result.Result<ReadonlyArray<Row>, string> => {
  const [before = "", separator] = preamble.exec(text) ?? []
  const skipped = before.split(/\r\n|\n|\r/).length - 1
  const start = text.slice(before.length, before.length + maxSearched)
  const records = csvRecords(text, before.length, separator ?? separatorAfterName.exec(start)?.[1] ?? ",")
  if (Result.isFailure(records)) return Result.fail(records.failure)
  const [first, ...others] = records.success
  if (first === undefined) return Result.fail("It is empty: the first row has to name the columns")
  const names = first.map((name) => name || null)
  const problem = problemOfColumns(names, ignoreUnknown)
  if (problem !== undefined) return Result.fail(problem)
  return Result.succeed(
    others.flatMap((fields, index) => (isBlank(fields) ? [] : [rowOf(names, fields, skipped + index + 2)])),
  )
}
