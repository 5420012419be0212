/**
 * A table for people. Each column is as wide as its widest cell on a terminal.
 *
 * It is laid out page by page, so the first page does not wait for the last. A column never gets narrower.
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

/** The colours of states and severities. */
const colours: Readonly<Record<string, Paint>> = {
  active: painted(32),
  error: painted(33),
  warning: painted(33),
  inactive: painted(31),
  critical: painted(31),
}

const gap = "  "

/** A line of cells, padded except for the last one. */
const line = (cells: ReadonlyArray<string>, widths: ReadonlyArray<number>, paint: (cell: string) => Paint) =>
  cells
    .map((cell, index) => {
      const padding = " ".repeat(Math.max(0, (widths[index] ?? 0) - CliOutput.displayWidth(cell)))
      return paint(cell)(cell) + (index === cells.length - 1 ? "" : padding)
    })
    .join(gap)
    .trimEnd()

const plain = (): Paint => (text) => text

/** Returns a function that lays out the next page of a table; its first call adds the header. */
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
