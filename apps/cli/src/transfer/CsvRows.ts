/**
 * Connectors as CSV (RFC 4180), with a first row that names the columns.
 *
 * An empty field without quotes has no value: it is null if the property may be null, and otherwise absent. The empty
 * text is `""`. So every field with a value is written in quotes, and any text is read back unchanged, line breaks and
 * quotes included.
 */
import { type ConnectorProperty, type DomainJoinConnector, propertyNames, propertyOf } from "@odj/domain"
import { type CsvError, parse } from "csv-parse/sync"
import { stringify } from "csv-stringify/sync"
import { Result } from "effect"
import type { Row } from "./Row.ts"

type Field = string | null

const isColumn = (name: Field): name is ConnectorProperty => propertyNames.some((column) => column === name)

/** The problem with the names of the columns, if any. */
const problemOfColumns = (names: ReadonlyArray<Field>): string | undefined => {
  const unknown = names.find((name) => !isColumn(name))
  if (unknown !== undefined) {
    return `Unknown column ${JSON.stringify(unknown ?? "")} in the first row (known: ${propertyNames.join(", ")})`
  }
  const repeated = names.find((name, index) => names.indexOf(name) < index)
  if (repeated !== undefined) return `The column ${repeated} occurs twice`
  const missing = propertyNames.filter(
    (column) => propertyOf(column).onCreate === "required" && !names.includes(column),
  )
  if (missing.length === 0) return undefined
  return `Missing ${missing.length === 1 ? "column" : "columns"} ${missing.join(", ")} in the first row`
}

/** The fields of a row by column name, without those that have no value. */
const inputOf = (names: ReadonlyArray<Field>, fields: ReadonlyArray<Field>) =>
  Object.fromEntries(
    fields.flatMap((field, index) => {
      const name = names[index] ?? `(column ${index + 1})`
      return field === null && !(isColumn(name) && propertyOf(name).isNullable) ? [] : [[name, field]]
    }),
  )

const rowOf = (names: ReadonlyArray<Field>, fields: ReadonlyArray<Field>, row: number): Row => ({
  row,
  input: inputOf(names, fields),
  problems:
    fields.length === names.length
      ? []
      : [{ path: [], message: `Expected ${names.length} fields, found ${fields.length}` }],
})

const isBlank = (fields: ReadonlyArray<Field>) => fields.length === 1 && fields[0] === null

/** The separator of the first row, if it is another than a comma. */
const otherSeparator = (text: string): string | undefined => {
  const [names = ""] = text.split(/[\r\n]/, 1)
  if (names.includes(",")) return undefined
  return names.includes(";") ? "semicolons" : names.includes("\t") ? "tabs" : undefined
}

/** The sentence for an error of the parser. */
const problemOf = ({ code, lines, records, message }: CsvError): string => {
  switch (code) {
    case "CSV_INVALID_CLOSING_QUOTE":
      return `Invalid CSV in line ${lines}: a closing quote must be followed by a comma or the end of the line. Write a quote inside a field as "".`
    case "INVALID_OPENING_QUOTE":
      return `Invalid CSV in line ${lines}: a field with a quote must be in quotes. Write the quote inside it as "".`
    case "CSV_QUOTE_NOT_CLOSED":
      return `Invalid CSV: the quote that opens a field in row ${Number(records) + 1} is never closed`
    default:
      return `Invalid CSV: ${message}`
  }
}

/** Reads rows of CSV. Fails with the reason if the whole text is unreadable. */
export const readCsv = (text: string): Result.Result<ReadonlyArray<Row>, string> => {
  const separator = otherSeparator(text)
  if (separator !== undefined) {
    return Result.fail(`The columns are separated by ${separator}; odj needs commas`)
  }
  let records: ReadonlyArray<ReadonlyArray<Field>>
  try {
    records = parse(text, {
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      cast: (value, { quoting }): Field => (value === "" && !quoting ? null : value),
    }) as ReadonlyArray<ReadonlyArray<unknown>> as ReadonlyArray<ReadonlyArray<Field>>
  } catch (error) {
    return Result.fail(problemOf(error as CsvError))
  }
  const [names, ...others] = records
  if (names === undefined) return Result.fail("It is empty: the first row has to name the columns")
  const problem = problemOfColumns(names)
  if (problem !== undefined) return Result.fail(problem)
  return Result.succeed(
    others.flatMap((fields, index) => (isBlank(fields) ? [] : [rowOf(names, fields, index + 2)])),
  )
}

const write = (records: ReadonlyArray<ReadonlyArray<Field>>) =>
  stringify([...records], { quoted_string: true })

export const csvHeader = `${propertyNames.join(",")}\n`

export const writeCsv = (connectors: ReadonlyArray<DomainJoinConnector>): string =>
  write(connectors.map((connector) => propertyNames.map((column) => connector[column])))
