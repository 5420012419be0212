/**
 * A table for people, written page by page, so that the first page does not wait for the last.
 *
 * Without a width, each column is as wide as its widest cell, and never gets narrower. With one, the first page decides the
 * columns and their widths, and wider cells of later pages are cut.
 */
import { cut, displayWidth } from "../text/DisplayWidth.ts"
import { bold, paintOf } from "./Colors.ts"
import { type Cell, type Column, cellIn, fit, gap, type Sized } from "./Column.ts"
import type { Row } from "./Rows.ts"

export interface TableOptions {
  readonly colors: boolean
  /** The width of the terminal. */
  readonly width?: number | undefined
}

/** Lays out the next rows of a table. The first ones come after the header. */
export type Table = (rows: ReadonlyArray<Row>) => string

type Paint = (cell: string) => (text: string) => string

/** A line of cells, padded except for the last one. */
const line = (cells: ReadonlyArray<Cell>, widths: ReadonlyArray<number>, paint: Paint | undefined) =>
  cells
    .map(({ text, width: own }, index) => {
      const width = widths[index] ?? own
      const shown = own > width ? cut(text, width) : text
      const padding = index === cells.length - 1 ? "" : " ".repeat(Math.max(0, width - own))
      return (paint === undefined ? shown : paint(text)(shown)) + padding
    })
    .join(gap)
    .trimEnd()

export const makeTable = (columns: ReadonlyArray<Column>, { colors, width }: TableOptions): Table => {
  let sized: ReadonlyArray<Sized> = columns.map((column) => ({
    column,
    width: Math.max(displayWidth(column.name), column.usual ?? 0),
  }))
  let hasHeader = false
  const widen = (page: ReadonlyArray<ReadonlyArray<Cell>>) => {
    sized = sized.map((one, index) => ({
      ...one,
      width: page.reduce((width, cells) => Math.max(width, cells[index]?.width ?? 0), one.width),
    }))
  }
  const cellsOf = (rows: ReadonlyArray<Row>) =>
    rows.map((row) => sized.map(({ column }) => cellIn(column, row)))
  return (rows) => {
    const isFirst = !hasHeader
    hasHeader = true
    if (isFirst && width !== undefined) {
      widen(cellsOf(rows))
      sized = fit(sized, width)
    }
    const page = cellsOf(rows)
    if (width === undefined) widen(page)
    const widths = sized.map(({ width }) => width)
    const names = sized.map(({ column: { name } }) => ({ text: name, width: displayWidth(name) }))
    const head = isFirst && names.length > 0 ? [line(names, widths, colors ? () => bold : undefined)] : []
    const paint = colors ? paintOf : undefined
    return [...head, ...page.map((cells) => line(cells, widths, paint))].map((text) => `${text}\n`).join("")
  }
}
