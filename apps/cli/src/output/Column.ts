/** The columns of a table, and how they fit a terminal. */
import { displayWidth } from "../text/DisplayWidth.ts"
import { oneLine } from "../text/OneLine.ts"
import { cellOf, type Row } from "./Rows.ts"

export interface Column {
  /** The header. */
  readonly name: string
  readonly cell: (row: Row) => string | null
  /** A width that later pages may need even if the first one does not. Default: 0. */
  readonly usual?: number
  /** Before this column gets narrower, optional columns are left out. Default: 1. */
  readonly least?: number
  /** Whether the column may be left out. Default: it may not. */
  readonly isOptional?: boolean
}

/** The width of a GUID: a part of an id is of no use. */
export const idWidth = 36

/** How a property is shown on a terminal. */
export interface ColumnStyle extends Omit<Column, "cell"> {
  /** The text of a property that is null. Default: none. */
  readonly absent?: string
  /** The property that is shown in place of an empty one. Default: none. */
  readonly instead?: string
}

/** The properties of a table, in this order. */
export type ColumnStyles = Readonly<Record<string, ColumnStyle>>

export const styledColumns = (styles: ColumnStyles): ReadonlyArray<Column> =>
  Object.entries(styles).map(([property, { absent = null, instead = property, ...style }]) => ({
    ...style,
    cell: (row) => cellOf(row, property) || cellOf(row, instead) || (row[property] === null ? absent : null),
  }))

/** Columns with the names and the values of properties. */
export const propertyColumns = (names: ReadonlyArray<string>): ReadonlyArray<Column> =>
  names.map((name) => ({
    name: oneLine(name),
    cell: (row) => cellOf(row, name),
    least: name === "id" ? idWidth : 1,
  }))

/** Text on one line, and the number of cells of a terminal that it takes. */
export interface Cell {
  readonly text: string
  readonly width: number
}

export const cellIn = (column: Column, row: Row): Cell => {
  const text = oneLine(column.cell(row) ?? "")
  return { text, width: displayWidth(text) }
}

/** What is between two columns. */
export const gap = "  "

/** The width of a line with columns of these widths. */
export const lineWidth = (widths: ReadonlyArray<number>): number =>
  widths.reduce((sum, width) => sum + width, gap.length * (widths.length - 1))

/** A column with its width. */
export interface Sized {
  readonly column: Column
  readonly width: number
}

/**
 * Fits columns to the width of a terminal. Optional ones are left out, the last one first, until the others have room. Then
 * the widest ones get narrower, to one width for all of them.
 */
export const fit = (columns: ReadonlyArray<Sized>, width: number): ReadonlyArray<Sized> => {
  const leasts = columns.map(({ column, width }) => Math.min(width, column.least ?? 1))
  const isTooNarrow = lineWidth(leasts) > width
  const optional = columns.findLastIndex(({ column }) => column.isOptional === true)
  if (isTooNarrow && optional !== -1) return fit(columns.toSpliced(optional, 1), width)
  const narrowed = (limit: number) =>
    columns.map((sized, index) => ({
      ...sized,
      width: Math.min(sized.width, Math.max(limit, isTooNarrow ? 1 : (leasts[index] ?? 1))),
    }))
  let limit = width
  while (limit > 1 && lineWidth(narrowed(limit).map(({ width }) => width)) > width) limit--
  return narrowed(limit)
}
