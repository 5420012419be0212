/**
 * Writes the result of a command to standard output, as `--output` and `--query` say.
 *
 * A command makes its output before it sends anything, so an invalid query is refused first.
 */
import { UsageInvalid } from "@odj/command-line"
import { type DomainJoinConnector, propertyNames } from "@odj/domain"
import { Config, Effect, Option, type PlatformError, Predicate, Stdio, Stream } from "effect"
import { type OutputFormat, output, query } from "../flags/GlobalFlags.ts"
import { Reporting } from "../flags/Reporting.ts"
import { platformReason } from "../text/SystemReason.ts"
import { OutputFailed } from "./OutputFailed.ts"
import { readQuery } from "./Query.ts"
import { writerOf } from "./Writer.ts"

/** Writes the result. Fails if standard output can't be written or the query can't be applied. */
export interface Output {
  readonly format: OutputFormat
  readonly colors: boolean
  /** Writes one connector, or other data. */
  readonly one: (value: unknown) => Effect.Effect<void, OutputFailed, Stdio.Stdio>
  /** Writes connectors as they arrive; with a query, when all have arrived. */
  readonly many: <E, R>(
    connectors: Stream.Stream<DomainJoinConnector, E, R>,
  ) => Effect.Effect<void, E | OutputFailed, R | Stdio.Stdio>
  /** Writes text unchanged. */
  readonly text: (text: string) => Effect.Effect<void, OutputFailed, Stdio.Stdio>
}

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

/** The output that the flags describe. Fails with `UsageInvalid` if the query is invalid. */
export const makeOutput = Effect.gen(function* () {
  const { stdoutIsTerminal } = yield* Stdio.Stdio
  const defaultFormat: OutputFormat = (yield* stdoutIsTerminal) ? "table" : "json"
  const given = Option.getOrElse(yield* output, () => defaultFormat)
  if (given === "prometheus" && !(yield* Reporting).monitoring) {
    return yield* UsageInvalid.sentence("-o prometheus is only for `odj stale` and `odj doctor`.")
  }
  // A check writes its metrics as text.
  const format = given === "prometheus" ? "none" : given
  const expression = yield* query
  const select = Option.isSome(expression) ? yield* readQuery(expression.value) : undefined
  const colors = yield* canColor

  const one = Effect.fnUntraced(function* (value: unknown) {
    const selected = select === undefined ? value : yield* select(value)
    const writer = yield* writerOf(format, { colors })
    if (!Array.isArray(selected)) return yield* write(writer.one(selected))
    yield* write((selected.length > 0 ? writer.some(selected) : "") + writer.end())
  })

  const stream = Effect.fnUntraced(function* <E, R>(connectors: Stream.Stream<DomainJoinConnector, E, R>) {
    const writer = yield* writerOf(format, { columns: propertyNames, colors })
    yield* Stream.runForEachArray(connectors, (page) => write(writer.some(page)))
    yield* write(writer.end())
  })

  const many: Output["many"] = (connectors) =>
    select === undefined ? stream(connectors) : Effect.flatMap(Stream.runCollect(connectors), one)

  const made: Output = { format, colors, one, many, text: write }
  return made
})
