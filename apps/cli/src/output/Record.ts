/** One row as a table on a terminal: on one line if it fits, else with a line for each property, uncut. */
import { displayWidth } from "../text/DisplayWidth.ts"
import { bold, paintOf } from "./Colors.ts"
import { type Column, cellIn, gap, lineWidth } from "./Column.ts"
import type { Row } from "./Rows.ts"
import { makeTable, type TableOptions } from "./Table.ts"

/** The columns with no room for later pages. */
const withoutUsual = (columns: ReadonlyArray<Column>) => columns.map((column) => ({ ...column, usual: 0 }))

export const record = (
  row: Row,
  columns: ReadonlyArray<Column>,
  { colors, width }: TableOptions & { readonly width: number },
): string => {
  const fields = columns.map((column) => ({ name: column.name, cell: cellIn(column, row) }))
  const line = lineWidth(fields.map(({ name, cell }) => Math.max(displayWidth(name), cell.width)))
  if (line <= width) return makeTable(withoutUsual(columns), { colors })([row])
  const longest = Math.max(...fields.map(({ name }) => displayWidth(name)))
  return fields
    .map(({ name, cell: { text } }) => {
      const padding = " ".repeat(longest - displayWidth(name))
      return colors
        ? `${bold(name)}${padding}${gap}${paintOf(text)(text)}\n`
        : `${name}${padding}${gap}${text}\n`
    })
    .join("")
}
