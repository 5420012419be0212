/** Any result as rows of named cells, for the formats that know nothing else. */
import { Predicate } from "effect"

export type Row = Readonly<Record<string, unknown>>

/** What a row is called that has no names of its own: a text, a number, a list. */
const single = "value"

const isRow = (value: unknown): value is Row => Predicate.isObject(value) && !Array.isArray(value)

/** A list has a row for each of its values, and nothing has none. */
export const rowsOf = (value: unknown): ReadonlyArray<Row> =>
  value === null || value === undefined
    ? []
    : (Array.isArray(value) ? value : [value]).map((item) => (isRow(item) ? item : { [single]: item }))

/** Every name that a row has, in the order in which they come up. */
export const columnsOf = (rows: ReadonlyArray<Row>): ReadonlyArray<string> =>
  Array.from(new Set(rows.flatMap(Object.keys)))

/** A cell as text: null where there is no value. */
export const cellOf = (row: Row, column: string): string | null => {
  const value = row[column] ?? null
  return value === null || Predicate.isString(value) ? value : JSON.stringify(value)
}
