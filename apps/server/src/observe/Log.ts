/**
 * The log on standard error: one line for each entry, as JSON or as text.
 *
 * A line break in a value is escaped, so nothing that a client sends can begin a line.
 */
import { Cause, Clock, Context, Effect, Layer, Logger, type LogLevel, Record, References } from "effect"

export interface LogSettings {
  readonly format: "json" | "text"
  /** Entries below this level are dropped. */
  readonly level: LogLevel.LogLevel
}

/** The levels that can be set, the least important first. */
export const levels = { debug: "Debug", info: "Info", warn: "Warn", error: "Error" } as const

export type Level = keyof typeof levels

/** How much may wait for a slow reader of standard error, in bytes. Entries beyond that are dropped and counted. */
const maxWaiting = 1_048_576

const textOf = (item: unknown) =>
  item instanceof Error
    ? `${item.name}: ${item.message}`
    : typeof item === "string"
      ? item
      : JSON.stringify(item)

const stackOf = (message: ReadonlyArray<unknown>, cause: Cause.Cause<unknown>) =>
  cause.reasons.length > 0
    ? Cause.pretty(cause)
    : message.flatMap((item) => (item instanceof Error ? [item.stack] : []))[0]

/** JSON in which no character breaks a line or controls a terminal. */
const escaped = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[\u007f-\u009f\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  )

const plain = /^[\w./:@$,+-]+$/

const quoted = (value: unknown) => (typeof value === "string" && plain.test(value) ? value : escaped(value))

/** An entry of the log: time, level and message, then its annotations, then the stack of an error. */
export interface LogEntry {
  /** By the clock of the program, such as `2026-01-31T12:00:00.000Z`. */
  readonly time: string
  /** `debug`, `info`, `warn`, `error` or `fatal`. */
  readonly level: string
  /** `request` for a request. */
  readonly message: string
  readonly stack?: string
  readonly [annotation: string]: unknown
}

/** The time is that of the program, even if a test has moved the clock of the server. */
const entryLogger = Effect.map(Clock.Clock, (clock) =>
  Logger.make(({ logLevel, message, cause, fiber }): LogEntry => {
    const items = [message].flat()
    const fields = { ...fiber.getRef(References.CurrentLogAnnotations), stack: stackOf(items, cause) }
    return {
      time: new Date(clock.currentTimeMillisUnsafe()).toISOString(),
      level: logLevel.toLowerCase(),
      message: items.map(textOf).join(" "),
      ...Record.filter(fields, (value) => value !== undefined),
    }
  }),
)

const formatted =
  (format: LogSettings["format"]) =>
  (entry: LogEntry): string => {
    if (format === "json") return escaped(entry)
    const { time, level, message: text, ...fields } = entry
    return [
      time,
      level.toUpperCase().padEnd(5),
      escaped(text).slice(1, -1),
      ...Object.entries(fields).map(([name, value]) => `${name}=${quoted(value)}`),
    ].join(" ")
  }

/** Drops entries while too much waits, and then logs how many were dropped. */
const withLimit = (logger: Logger.Logger<unknown, void>): Logger.Logger<unknown, void> => {
  let dropped = 0
  return Logger.make((entry) => {
    if (process.stderr.writableLength > maxWaiting) {
      dropped++
      return
    }
    if (dropped > 0) {
      const message = `Dropped ${dropped} entries of the log: standard error was read too slowly`
      dropped = 0
      logger.log({ ...entry, message, logLevel: "Warn", cause: Cause.empty })
    }
    logger.log(entry)
  })
}

export const internalError = "Internal error, please report it:"

/** Logs what Node.js would print as text: its warnings, and an exception that ends the process. */
const nodeProblems = Layer.effectDiscard(
  Effect.gen(function* () {
    const run = Effect.runSyncWith(yield* Effect.context<never>())
    const warn = (warning: Error) => run(Effect.logWarning(warning))
    const crash = (error: unknown) => {
      run(Effect.logFatal(internalError, error))
      process.exit(1)
    }
    const others = process.listeners("warning")
    yield* Effect.acquireRelease(
      Effect.sync(() =>
        process.removeAllListeners("warning").on("warning", warn).on("uncaughtException", crash),
      ),
      () =>
        Effect.sync(() => {
          process.off("warning", warn).off("uncaughtException", crash)
          for (const other of others) process.on("warning", other)
        }),
    )
  }),
)

const withLogger = (
  write: (entries: Logger.Logger<unknown, LogEntry>) => Logger.Logger<unknown, void>,
  level: LogLevel.LogLevel,
) =>
  Effect.map(entryLogger, (entries) =>
    Context.make(Logger.CurrentLoggers, new Set([write(entries)])).pipe(
      Context.add(References.MinimumLogLevel, level),
    ),
  )

/** The services of the log on standard error. */
export const toStderr = ({ format, level }: LogSettings) =>
  withLogger((entries) => withLimit(Logger.withConsoleError(Logger.map(entries, formatted(format)))), level)

/** The services of a log whose entries a function gets. */
export const toFunction = (write: (entry: LogEntry) => void, level: LogLevel.LogLevel) =>
  withLogger((entries) => Logger.map(entries, write), level)

/** The log of a process on standard error. As JSON, it has also what Node.js would print as text. */
export const layer = (settings: LogSettings) =>
  Layer.provideMerge(
    settings.format === "json" ? nodeProblems : Layer.empty,
    Layer.effectContext(toStderr(settings)),
  )
