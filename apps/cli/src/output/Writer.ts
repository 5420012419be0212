/** The forms in which a result is written, as functions from values to text. */
import { Effect } from "effect"
import type { OutputFormat } from "../flags/GlobalFlags.ts"
import { cellOf, columnsOf, type Row, rowsOf } from "./Rows.ts"
import { makeTable } from "./Table.ts"

/** Writes one result, which is a value or a list that comes in pieces. */
export interface Writer {
  /** A single value. */
  readonly one: (value: unknown) => string
  /** The next values of a list, of which there is at least one. */
  readonly some: (values: ReadonlyArray<unknown>) => string
  /** What comes behind a list. */
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

/** Writes rows; `rows` is called with nothing where there are none, for what stands above them. */
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

/** A field without quotes and with nothing in it is null; the empty text is a pair of quotes. */
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
  /** What the columns are called; without it, as the first rows call them. */
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
