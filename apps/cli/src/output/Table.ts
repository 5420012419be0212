/**
 * A table for people: columns as wide as what is in them, as a terminal shows it.
 *
 * It is laid out page by page, so that the first page need not wait for the last one; a column that has become wider
 * stays so.
 */
import { CliOutput } from "effect/cli"
import { oneLine } from "../text/OneLine.ts"
import { cellOf, type Row } from "./Rows.ts"

type Paint = (text: string) => string

const painted =
  (code: number): Paint =>
  (text) =>
    `\u001b[${code}m${text}\u001b[0m`

const bold = painted(1)

/** The colours of words that say how something is, wherever they stand. */
const colours: Readonly<Record<string, Paint>> = {
  active: painted(32),
  error: painted(33),
  warning: painted(33),
  inactive: painted(31),
  critical: painted(31),
}

const gap = "  "

/** A line of cells, of which the last one is not filled up. */
const line = (cells: ReadonlyArray<string>, widths: ReadonlyArray<number>, paint: (cell: string) => Paint) =>
  cells
    .map((cell, index) => {
      const filling = " ".repeat(Math.max(0, (widths[index] ?? 0) - CliOutput.displayWidth(cell)))
      return paint(cell)(cell) + (index === cells.length - 1 ? "" : filling)
    })
    .join(gap)
    .trimEnd()

const plain = (): Paint => (text) => text

/** Lays out page after page of one table; the first call writes the names of the columns. */
export const makeTable = (columns: ReadonlyArray<string>, colors: boolean) => {
  let widths: ReadonlyArray<number> | undefined
  return (rows: ReadonlyArray<Row>): string => {
    const page = rows.map((row) => columns.map((column) => oneLine(cellOf(row, column) ?? "")))
    const names = columns.map(oneLine)
    const isFirst = widths === undefined
    const wide = columns.map((_, index) =>
      [names, ...page].reduce(
        (width, cells) => Math.max(width, CliOutput.displayWidth(cells[index] ?? "")),
        widths?.[index] ?? 0,
      ),
    )
    widths = wide
    const head = isFirst && names.length > 0 ? [line(names, wide, colors ? () => bold : plain)] : []
    const paint = colors ? (cell: string) => colours[cell] ?? plain() : plain
    return [...head, ...page.map((cells) => line(cells, wide, paint))].map((text) => `${text}\n`).join("")
  }
}
