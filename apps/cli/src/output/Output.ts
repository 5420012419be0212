/**
 * Writes the result of a command to standard output, in the form that `--output` and `--query` ask for.
 *
 * It is made before anything is sent, so that what is wrong with the flags is said before.
 */
import { type DomainJoinConnector, propertyNames } from "@odj/domain"
import { Config, Effect, Option, type PlatformError, Predicate, Stdio, Stream } from "effect"
import { type OutputFormat, output, query } from "../flags/GlobalFlags.ts"
import { systemReason } from "../text/SystemReason.ts"
import { OutputFailed } from "./OutputFailed.ts"
import { readQuery } from "./Query.ts"
import { writerOf } from "./Writer.ts"

/** Writes the result. Fails where standard output does not take it, or the query can't be applied to it. */
export interface Output {
  readonly format: OutputFormat
  readonly colors: boolean
  /** One connector, or other data. */
  readonly one: (value: unknown) => Effect.Effect<void, OutputFailed, Stdio.Stdio>
  /** Connectors as they come; with a query, once all are there. */
  readonly many: <E, R>(
    connectors: Stream.Stream<DomainJoinConnector, E, R>,
  ) => Effect.Effect<void, E | OutputFailed, R | Stdio.Stdio>
  /** Text as it is. */
  readonly text: (text: string) => Effect.Effect<void, OutputFailed, Stdio.Stdio>
}

const failed = (error: PlatformError.PlatformError) => {
  const { cause } = error.reason
  const readerGone = Predicate.hasProperty(cause, "code") && cause.code === "EPIPE"
  return new OutputFailed({ reason: systemReason(error), readerGone })
}

const write = Effect.fnUntraced(function* (text: string) {
  if (text === "") return
  const { stdout } = yield* Stdio.Stdio
  yield* Effect.mapError(Stream.run(Stream.make(text), stdout()), failed)
})

const canColor = Effect.gen(function* () {
  const { stdoutIsTerminal } = yield* Stdio.Stdio
  if (!(yield* stdoutIsTerminal)) return false
  const environment = Config.all({
    noColor: Config.withDefault(Config.String("NO_COLOR"), ""),
    terminal: Config.withDefault(Config.String("TERM"), ""),
  })
  return yield* Effect.match(environment, {
    onSuccess: ({ noColor, terminal }) => noColor === "" && terminal !== "dumb",
    onFailure: () => false,
  })
})

/** What the flags ask for. Fails with `UsageInvalid` where the query is none. */
export const makeOutput = Effect.gen(function* () {
  const { stdoutIsTerminal } = yield* Stdio.Stdio
  const byDefault = (yield* stdoutIsTerminal) ? "table" : "json"
  const format = Option.getOrElse(yield* output, (): OutputFormat => byDefault)
  const expression = yield* query
  const find = Option.isSome(expression) ? yield* readQuery(expression.value) : undefined
  const colors = yield* canColor

  const one = Effect.fnUntraced(function* (value: unknown) {
    const found = find === undefined ? value : yield* find(value)
    const writer = yield* writerOf(format, { colors })
    if (!Array.isArray(found)) return yield* write(writer.one(found))
    yield* write((found.length > 0 ? writer.some(found) : "") + writer.end())
  })

  const stream = Effect.fnUntraced(function* <E, R>(connectors: Stream.Stream<DomainJoinConnector, E, R>) {
    const writer = yield* writerOf(format, { columns: propertyNames, colors })
    yield* Stream.runForEachArray(connectors, (page) => write(writer.some(page)))
    yield* write(writer.end())
  })

  const many: Output["many"] = (connectors) =>
    find === undefined ? stream(connectors) : Effect.flatMap(Stream.runCollect(connectors), one)

  const made: Output = { format, colors, one, many, text: write }
  return made
})
