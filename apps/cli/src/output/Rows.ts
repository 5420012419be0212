/** Converts any result to rows of named cells, for tables and CSV. */
import { Predicate } from "effect"

export type Row = Readonly<Record<string, unknown>>

/** The column of a value that is not an object. */
const valueColumn = "value"

const isRow = (value: unknown): value is Row => Predicate.isObject(value) && !Array.isArray(value)

/** One row for each value of a list, one for any other value, and none for null. */
export const rowsOf = (value: unknown): ReadonlyArray<Row> =>
  value === null || value === undefined
    ? []
    : (Array.isArray(value) ? value : [value]).map((item) => (isRow(item) ? item : { [valueColumn]: item }))

/** The names of all columns, in the order of their first appearance. */
export const columnsOf = (rows: ReadonlyArray<Row>): ReadonlyArray<string> =>
  Array.from(new Set(rows.flatMap(Object.keys)))

/** A cell as text, or null if it has no value. */
export const cellOf = (row: Row, column: string): string | null => {
  const value = row[column] ?? null
  return value === null || Predicate.isString(value) ? value : JSON.stringify(value)
}
