/**
 * How a check tells what it has found: as monitoring plugins do, in a line that says how it is, with the details below
 * it; or as data, where that is asked for.
 */
import { Effect, Option } from "effect"
import { output as outputFlag, query } from "../flags/GlobalFlags.ts"
import { makeOutput, type Output } from "../output/Output.ts"
import { ignoreReaderGone } from "../output/OutputFailed.ts"
import { columnsOf, type Row } from "../output/Rows.ts"
import { makeTable } from "../output/Table.ts"
import { CheckConcluded } from "./CheckConcluded.ts"
import type { Severity } from "./Finding.ts"

export interface CheckReport {
  /** What the line says behind how it is. */
  readonly summary: string
  /** What can be drawn as a curve, by name, each at least 0. */
  readonly performance: Readonly<Record<string, PerformanceValue>>
  /** Each of them is told by itself. */
  readonly details: ReadonlyArray<Row & { readonly severity: Severity }>
  /** All of it, and more. */
  readonly data: Row
}

/** A number, and which is the greatest there can be; `alarm` says what it means if it is more than 0. */
export interface PerformanceValue {
  readonly value: number
  readonly most?: number
  readonly alarm?: Severity
}

/** `value;warn;crit;min;max`, by the guidelines for the development of monitoring plugins. */
const performanceText = ([name, { value, most, alarm }]: [string, PerformanceValue]) => {
  const thresholds = { warning: "0;", critical: ";0" }
  return `${name}=${value};${alarm === undefined ? ";" : thresholds[alarm]};0;${most ?? ""}`
}

const statuses = ["OK", "WARNING", "CRITICAL"] as const

const codeOf = (details: CheckReport["details"]) =>
  details.some(({ severity }) => severity === "critical") ? 2 : details.length > 0 ? 1 : 0

const asText = ({ summary, performance, details }: CheckReport, colors: boolean): string => {
  const curves = Object.entries(performance).map(performanceText).join(" ")
  const line = `ODJ ${statuses[codeOf(details)]} - ${summary} | ${curves}\n`
  if (details.length === 0) return line
  // Monitors read what stands behind a `|` as curves, in any line.
  return line + makeTable(columnsOf(details), colors)(details).replaceAll("|", "/")
}

/** Where a check is told, made before anything is sent. */
export interface CheckOutput {
  readonly output: Output
  readonly isText: boolean
  readonly isQueried: boolean
}

export const makeCheckOutput = Effect.gen(function* () {
  const output = yield* makeOutput
  const isQueried = Option.isSome(yield* query)
  const isText = output.format === "table" || Option.isNone(yield* outputFlag)
  return { output, isQueried, isText: isText && !isQueried }
})

/** Tells a report, and ends with the exit code that it means. */
export const conclude = Effect.fnUntraced(function* (
  { output, isText, isQueried }: CheckOutput,
  report: CheckReport,
) {
  const exitCode = codeOf(report.details)
  const { format } = output
  const data = { status: statuses[exitCode], exitCode, summary: report.summary, ...report.data }
  const isWhole = isQueried || format === "json"
  yield* ignoreReaderGone(
    isText ? output.text(asText(report, output.colors)) : output.one(isWhole ? data : report.details),
  )
  if (exitCode !== 0) return yield* new CheckConcluded({ exitCode })
})
