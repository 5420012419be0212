/**
 * Writes the report of a check: as a monitoring plugin does, in one line with the details below it, or as data with
 * `--output` or `--query`.
 */
import { Effect, Option } from "effect"
import { output as outputFlag, query } from "../flags/GlobalFlags.ts"
import type { Column } from "../output/Column.ts"
import { makeOutput, type Output } from "../output/Output.ts"
import { ignoreBrokenPipe } from "../output/OutputFailed.ts"
import type { Row } from "../output/Rows.ts"
import { CheckExit } from "./CheckExit.ts"
import type { Severity } from "./Finding.ts"

export interface CheckReport {
  /** The text of the first line, after the status. */
  readonly summary: string
  /** Performance data by name; no value is negative. */
  readonly performance: Readonly<Record<string, PerformanceValue>>
  /** One row for each problem. */
  readonly details: ReadonlyArray<Row & { readonly severity: Severity }>
  /** The columns of the details on a terminal. */
  readonly columns: ReadonlyArray<Column>
  /** The report as data. */
  readonly data: Row
}

/** A number and its maximum, if any. A number above 0 has the severity `alarm`. */
export interface PerformanceValue {
  readonly value: number
  readonly max?: number
  readonly alarm?: Severity
}

/** `value;warn;crit;min;max`. Source: the Monitoring Plugins Development Guidelines. */
const performanceText = ([name, { value, max, alarm }]: [string, PerformanceValue]) => {
  const thresholds = { warning: "0;", critical: ";0" }
  return `${name}=${value};${alarm === undefined ? ";" : thresholds[alarm]};0;${max ?? ""}`
}

const statuses = ["OK", "WARNING", "CRITICAL"] as const

const codeOf = (details: CheckReport["details"]) =>
  details.some(({ severity }) => severity === "critical") ? 2 : details.length > 0 ? 1 : 0

const asText = ({ summary, performance, details, columns }: CheckReport, output: Output): string => {
  const performanceData = Object.entries(performance).map(performanceText).join(" ")
  const line = `ODJ ${statuses[codeOf(details)]} - ${summary} | ${performanceData}\n`
  if (details.length === 0) return line
  // A monitoring system reads the text after a `|` on any line as performance data.
  return line + output.table(details, columns).replaceAll("|", "/")
}

/** The output of a check, made before anything is sent. */
export interface CheckOutput {
  readonly output: Output
  readonly isText: boolean
  readonly isQueried: boolean
}

export const makeCheckOutput = Effect.gen(function* () {
  const output = yield* makeOutput
  const isQueried = Option.isSome(yield* query)
  const isText = output.format === "table" || output.format === "wide" || Option.isNone(yield* outputFlag)
  return { output, isQueried, isText: isText && !isQueried }
})

/** Writes a report. Fails with the report's exit code unless the code is 0. */
export const writeReport = Effect.fnUntraced(function* (
  { output, isText, isQueried }: CheckOutput,
  report: CheckReport,
) {
  const exitCode = codeOf(report.details)
  const { format } = output
  const data = { status: statuses[exitCode], exitCode, summary: report.summary, ...report.data }
  const isWhole = isQueried || format === "json"
  yield* ignoreBrokenPipe(
    isText ? output.text(asText(report, output)) : output.one(isWhole ? data : report.details),
  )
  if (exitCode !== 0) return yield* new CheckExit({ exitCode })
})
