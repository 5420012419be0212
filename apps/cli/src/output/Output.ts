/**
 * Writes the result of a command to standard output, as `--output` and `--query` say.
 *
 * A command makes its output before it sends anything, so an invalid query is refused first.
 */
import { UsageInvalid, wrapped } from "@odj/command-line"
import { type DomainJoinConnector, propertyNames } from "@odj/domain"
import { Console, Effect, Option, type PlatformError, Predicate, Stdio, Stream } from "effect"
import { type OutputFormat, output, query } from "../flags/GlobalFlags.ts"
import { Reporting } from "../flags/Reporting.ts"
import { displayWidth } from "../text/DisplayWidth.ts"
import { platformReason } from "../text/SystemReason.ts"
import { canColor } from "./Colors.ts"
import { type ColumnStyles, propertyColumns, styledColumns } from "./Column.ts"
import { connectorColumns } from "./ConnectorColumns.ts"
import { OutputFailed } from "./OutputFailed.ts"
import { readQuery } from "./Query.ts"
import { type Row, rowsOf } from "./Rows.ts"
import { readScreen } from "./Screen.ts"
import { makeTable } from "./Table.ts"
import { type WriterOptions, writerOf } from "./Writer.ts"

/** Writes the result. Fails if standard output can't be written or the query can't be applied. */
export interface Output {
  readonly format: OutputFormat
  /** Whether the result is a table, without a query. A command may write other text instead. */
  readonly isTable: boolean
  /** Writes data that is not a connector. */
  readonly one: (value: unknown) => Effect.Effect<void, OutputFailed, Stdio.Stdio>
  /** Writes a connector, or what can be read of one. */
  readonly connector: (connector: object) => Effect.Effect<void, OutputFailed, Stdio.Stdio>
  /** Writes connectors as they arrive; with a query, when all have arrived. Then runs `atEnd`. */
  readonly connectors: <E, R, E2>(
    connectors: Stream.Stream<DomainJoinConnector, E, R>,
    atEnd: Effect.Effect<void, E2>,
  ) => Effect.Effect<void, E | E2 | OutputFailed, R | Stdio.Stdio>
  /** Writes data with these properties in pieces: they may be many. `--query` is not applied. */
  readonly rows: (
    rows: Iterable<object>,
    properties: ReadonlyArray<string>,
  ) => Effect.Effect<void, OutputFailed, Stdio.Stdio>
  /** Writes text unchanged. */
  readonly text: (text: string) => Effect.Effect<void, OutputFailed, Stdio.Stdio>
  /** The text of a table with these properties. The styles are for a terminal. */
  readonly table: (rows: ReadonlyArray<Row>, styles: ColumnStyles) => string
  /** A sentence or more as text, broken into lines on a terminal. */
  readonly paragraph: (text: string) => string
}

/** How many rows of data are written at once. */
const rowsAtOnce = 100

const failed = (error: PlatformError.PlatformError) => {
  const { cause } = error.reason
  const isPipeBroken = Predicate.hasProperty(cause, "code") && cause.code === "EPIPE"
  return new OutputFailed({ reason: platformReason(error), isQuery: false, isPipeBroken })
}

const write = Effect.fnUntraced(function* (text: string) {
  if (text === "") return
  const { stdout } = yield* Stdio.Stdio
  yield* Effect.mapError(Stream.run(Stream.make(text), stdout()), failed)
})

/** The output that the flags describe. Fails with `UsageInvalid` if the query is invalid. */
export const makeOutput = Effect.gen(function* () {
  const { stdoutIsTerminal } = yield* Stdio.Stdio
  const isTerminal = yield* stdoutIsTerminal
  const given = Option.getOrElse(yield* output, () => (isTerminal ? "table" : "json"))
  if (given === "prometheus" && !(yield* Reporting).monitoring) {
    return yield* UsageInvalid.sentence("-o prometheus is only for `odj stale` and `odj doctor`.")
  }
  // A check writes its metrics as text.
  const format: OutputFormat = given === "prometheus" ? "none" : given
  const expression = yield* query
  const select = Option.isSome(expression) ? yield* readQuery(expression.value) : undefined
  const colors = yield* canColor(isTerminal)
  const screen = isTerminal && format === "table" ? yield* readScreen : undefined
  const options: WriterOptions = { colors, width: screen?.width }
  const forConnectors = { ...options, columns: screen && connectorColumns(screen.now) }

  const put = Effect.fnUntraced(function* (value: unknown, options: WriterOptions) {
    const writer = yield* writerOf(format, options)
    if (!Array.isArray(value)) return yield* write(writer.one(value))
    yield* write((value.length > 0 ? writer.some(value) : "") + writer.end())
  })

  /** Tells a person that there is nothing, as an empty table can't. */
  const reportNothing = (text: string) => (screen === undefined ? Effect.void : Console.error(text))

  const one = Effect.fnUntraced(function* (value: unknown) {
    const selected = select === undefined ? value : yield* select(value)
    yield* put(selected, options)
    if (rowsOf(selected).length === 0) yield* reportNothing("The query selects nothing.")
  })

  /** Writes a list as it arrives. Returns whether it is empty. */
  const stream = Effect.fnUntraced(function* <E, R>(
    values: Stream.Stream<object, E, R>,
    options: WriterOptions,
  ) {
    const writer = yield* writerOf(format, options)
    let isEmpty = true
    yield* Stream.runForEachArray(values, (page) => {
      isEmpty = false
      return write(writer.some(page))
    })
    yield* write(writer.end())
    return isEmpty
  })

  const connectors: Output["connectors"] = Effect.fnUntraced(function* (connectors, atEnd) {
    if (select !== undefined) {
      yield* one(yield* Stream.runCollect(connectors))
      return yield* atEnd
    }
    const isEmpty = yield* stream(connectors, { ...forConnectors, properties: propertyNames })
    yield* atEnd
    if (isEmpty) yield* reportNothing("No connectors.")
  })

  const made: Output = {
    format,
    isTable: (format === "table" || format === "wide") && select === undefined,
    one,
    connector: (connector) => (select === undefined ? put(connector, forConnectors) : one(connector)),
    connectors,
    rows: (rows, properties) =>
      Effect.asVoid(stream(Stream.fromIterable(rows, { chunkSize: rowsAtOnce }), { ...options, properties })),
    table: (rows, styles) =>
      makeTable(
        screen === undefined ? propertyColumns(Object.keys(styles)) : styledColumns(styles),
        options,
      )(rows),
    paragraph: (text) =>
      (screen === undefined ? [text] : wrapped(text, screen.width, "", "  ", displayWidth))
        .map((line) => `${line}\n`)
        .join(""),
    text: write,
  }
  return made
})
