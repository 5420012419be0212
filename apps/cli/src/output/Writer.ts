/** The output formats, as functions from values to text. */
import { Effect } from "effect"
import type { OutputFormat } from "../flags/GlobalFlags.ts"
import { type Column, propertyColumns } from "./Column.ts"
import { record } from "./Record.ts"
import { cellOf, columnsOf, isRow, type Row, rowsOf, textOf } from "./Rows.ts"
import { makeTable, type Table } from "./Table.ts"

/** Writes one result: a single value, or a list that arrives in pieces. */
export interface Writer {
  /** A single value. */
  readonly one: (value: unknown) => string
  /** The next values of a list; at least one. */
  readonly some: (values: ReadonlyArray<unknown>) => string
  /** The end of a list. */
  readonly end: () => string
}

const json = (): Writer => {
  let before = "["
  return {
    one: (value) => `${JSON.stringify(value ?? null, null, 2)}\n`,
    some: (values) =>
      values
        .map((value) => {
          const text = `${before}\n  ${JSON.stringify(value, null, 2).replaceAll("\n", "\n  ")}`
          before = ","
          return text
        })
        .join(""),
    end: () => (before === "[" ? "[]\n" : "\n]\n"),
  }
}

const ndjson: Writer = {
  one: (value) => `${JSON.stringify(value ?? null)}\n`,
  some: (values) => values.map((value) => `${JSON.stringify(value)}\n`).join(""),
  end: () => "",
}

/** Writes rows. An empty list calls `rows` once with no rows, so the header is written. */
const rowWriter = (rows: (rows: ReadonlyArray<Row>) => string): Writer => {
  let isEmpty = true
  return {
    one: (value) => rows(rowsOf(value)),
    some: (values) => {
      isEmpty = false
      return rows(rowsOf(values))
    },
    end: () => (isEmpty ? rows([]) : ""),
  }
}

/** An empty field without quotes is null; the empty string is `""`. */
const csv = (stringify: typeof import("csv-stringify/sync").stringify, given?: ReadonlyArray<string>) => {
  let columns: ReadonlyArray<string> | undefined
  return rowWriter((rows) => {
    const head = columns === undefined
    const names = columns ?? given ?? columnsOf(rows)
    columns = names
    const records = rows.map((row) => names.map((name) => cellOf(row, name)))
    return (
      (head && names.length > 0 ? stringify([[...names]]) : "") + stringify(records, { quoted_string: true })
    )
  })
}

/** The table of all properties. */
const table = ({ properties, colors }: WriterOptions) => {
  let table: Table | undefined
  return rowWriter((rows) => {
    table ??= makeTable(propertyColumns(properties ?? columnsOf(rows)), { colors })
    return table(rows)
  })
}

/** The table on a terminal. It has no header without rows. */
const fittedTable = ({ columns, colors }: WriterOptions, width: number): Writer => {
  const options = { colors, width }
  const columnsFor = (rows: ReadonlyArray<Row>) => columns ?? propertyColumns(columnsOf(rows))
  let table: Table | undefined
  return {
    one: (value) =>
      rowsOf(value)
        .map((row) => record(row, columnsFor([row]), options))
        .join(""),
    some: (values) => {
      const rows = rowsOf(values)
      table ??= makeTable(columnsFor(rows), options)
      return table(rows)
    },
    end: () => "",
  }
}

const escapes: Readonly<Record<string, string>> = { "\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r" }

/** A value without quotes, in which `\t`, `\n`, `\r` and `\\` stand for what would break the line or the field. */
const bare = (value: unknown) =>
  (textOf(value) ?? "").replace(/[\\\t\n\r]/g, (character) => escapes[character] ?? character)

const tsvLine = (value: unknown, properties?: ReadonlyArray<string>) => {
  if (Array.isArray(value)) return `${value.map(bare).join("\t")}\n`
  if (!isRow(value)) return `${bare(value)}\n`
  const fields = properties === undefined ? Object.values(value) : properties.map((name) => value[name])
  return `${fields.map(bare).join("\t")}\n`
}

/** A line for each value, with its fields separated by tabs. */
const tsv = ({ properties }: WriterOptions): Writer => ({
  one: (value) => (value === null || value === undefined ? "" : tsvLine(value, properties)),
  some: (values) => values.map((value) => tsvLine(value, properties)).join(""),
  end: () => "",
})

const none: Writer = { one: () => "", some: () => "", end: () => "" }

export interface WriterOptions {
  /** The names of the properties; by default those of the first rows. */
  readonly properties?: ReadonlyArray<string>
  readonly colors: boolean
  /** The width of the terminal that a table is truncated to. */
  readonly width?: number | undefined
  /** The columns on a terminal; by default the properties. */
  readonly columns?: ReadonlyArray<Column> | undefined
}

/** The writer of a format, for one result. */
export const writerOf = (format: OutputFormat, options: WriterOptions): Effect.Effect<Writer> => {
  switch (format) {
    case "json":
      return Effect.sync(json)
    case "ndjson":
      return Effect.succeed(ndjson)
    case "csv":
      return Effect.map(
        Effect.promise(() => import("csv-stringify/sync")),
        ({ stringify }) => csv(stringify, options.properties),
      )
    case "tsv":
      return Effect.succeed(tsv(options))
    case "table": {
      const { width } = options
      return Effect.sync(() => (width === undefined ? table(options) : fittedTable(options, width)))
    }
    case "wide":
      return Effect.sync(() => table(options))
    case "none":
      return Effect.succeed(none)
  }
}
