/**
 * Connectors as CSV (RFC 4180), with a first row that names the columns.
 *
 * A field without quotes and with nothing in it says that there is no value: `null` for a property that may
 * be null, left out for any other. The empty text is a pair of quotes. So every field that has a value is written in quotes, and a
 * text comes back to the character, whatever line breaks, quotes or formulas are in it.
 */
import { type ConnectorProperty, type DomainJoinConnector, propertyNames, propertyOf } from "@odj/domain"
import { parse } from "csv-parse/sync"
import { stringify } from "csv-stringify/sync"
import { Result } from "effect"
import type { Row } from "./Row.ts"

type Field = string | null

const isColumn = (name: Field): name is ConnectorProperty => propertyNames.some((column) => column === name)

/** What is wrong with the names of the columns, if anything is. */
const problemOfColumns = (names: ReadonlyArray<Field>): string | undefined => {
  const unknown = names.find((name) => !isColumn(name))
  if (unknown !== undefined) {
    return `Expected columns named ${propertyNames.join(", ")} in the first row, found ${JSON.stringify(unknown ?? "")}`
  }
  const repeated = names.find((name, index) => names.indexOf(name) < index)
  if (repeated !== undefined) return `Expected the column ${repeated} once, found it again`
  const missing = propertyNames.find(
    (column) => propertyOf(column).onCreate === "required" && !names.includes(column),
  )
  return missing === undefined ? undefined : `Expected a column named ${missing}`
}

/** A row's fields under the columns' names, without those that have no value. */
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

/** Reads rows of CSV, or says what makes it unreadable as a whole. */
export const readCsv = (text: string): Result.Result<ReadonlyArray<Row>, string> => {
  let records: ReadonlyArray<ReadonlyArray<Field>>
  try {
    records = parse(text, {
      record_delimiter: ["\r\n", "\n", "\r"],
      relax_column_count: true,
      cast: (value, { quoting }): Field => (value === "" && !quoting ? null : value),
    }) as ReadonlyArray<ReadonlyArray<unknown>> as ReadonlyArray<ReadonlyArray<Field>>
  } catch (error) {
    return Result.fail(`Expected CSV: ${(error as Error).message}`)
  }
  const [names = [], ...others] = records
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
