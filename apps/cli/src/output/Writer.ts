/** The output formats, as functions from values to text. */
import { Effect } from "effect"
import type { OutputFormat } from "../flags/GlobalFlags.ts"
import { cellOf, columnsOf, type Row, rowsOf } from "./Rows.ts"
import { makeTable } from "./Table.ts"

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

/** An empty field without quotes is null; the empty text is `""`. */
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

const table = (colors: boolean, given?: ReadonlyArray<string>) => {
  let write: ((rows: ReadonlyArray<Row>) => string) | undefined
  return rowWriter((rows) => {
    write ??= makeTable(given ?? columnsOf(rows), colors)
    return write(rows)
  })
}

const none: Writer = { one: () => "", some: () => "", end: () => "" }

export interface WriterOptions {
  /** The names of the columns; by default those of the first rows. */
  readonly columns?: ReadonlyArray<string>
  readonly colors: boolean
}

/** The writer of a format, for one result. */
export const writerOf = (format: OutputFormat, { columns, colors }: WriterOptions): Effect.Effect<Writer> => {
  switch (format) {
    case "json":
      return Effect.sync(json)
    case "ndjson":
      return Effect.succeed(ndjson)
    case "csv":
      return Effect.map(
        Effect.promise(() => import("csv-stringify/sync")),
        ({ stringify }) => csv(stringify, columns),
      )
    case "table":
      return Effect.sync(() => table(colors, columns))
    case "none":
      return Effect.succeed(none)
  }
}
