/** Converts any result to rows of named cells, for tables, CSV and TSV. */
import { Predicate } from "effect"

export type Row = Readonly<Record<string, unknown>>

/** The column of a value that is not an object. */
const valueColumn = "value"

export const isRow = (value: unknown): value is Row => Predicate.isObject(value) && !Array.isArray(value)

/** One row for each value of a list, one for any other value, and none for null. */
export const rowsOf = (value: unknown): ReadonlyArray<Row> =>
  value === null || value === undefined
    ? []
    : (Array.isArray(value) ? value : [value]).map((item) => (isRow(item) ? item : { [valueColumn]: item }))

/** The names of all columns, in the order of their first appearance. */
export const columnsOf = (rows: ReadonlyArray<Row>): ReadonlyArray<string> => {
  const names = new Set<string>()
  for (const row of rows) for (const name of Object.keys(row)) names.add(name)
  return Array.from(names)
}

/** A value as text, or null if there is none. */
export const textOf = (value: unknown): string | null =>
  value === null || value === undefined || Predicate.isString(value) ? (value ?? null) : JSON.stringify(value)

/** A cell as text, or null if it has no value. */
export const cellOf = (row: Row, column: string): string | null => textOf(row[column])
