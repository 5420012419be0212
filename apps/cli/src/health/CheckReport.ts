/**
 * Writes the report of a check: as a monitoring plugin does, in one line with the details below it; as data with
 * `--output` or `--query`; or as metrics.
 */
import { UsageInvalid } from "@odj/command-line"
import type { DateTimeOffset } from "@odj/domain"
import { Effect, Option } from "effect"
import { output as outputFlag, query } from "../flags/GlobalFlags.ts"
import { makeOutput, type Output } from "../output/Output.ts"
import { ignoreBrokenPipe } from "../output/OutputFailed.ts"
import { type Row, rowsOf } from "../output/Rows.ts"
import { makeTable } from "../output/Table.ts"
import { checkMetrics, type Metric, metricsText } from "../text/Metrics.ts"
import { oneLine } from "../text/OneLine.ts"
import { CheckExit } from "./CheckExit.ts"
import type { Severity } from "./Finding.ts"
import { tooFew } from "./MinCount.ts"
import { epochSeconds } from "./Now.ts"

/** A row of the details: a finding, or a stale connector. */
export interface Detail {
  readonly severity: Severity
  readonly id: string
  readonly displayName: string | null
  readonly remedy: string
}

export interface CheckReport<Found extends Detail> {
  readonly command: string
  readonly now: DateTimeOffset
  /** The number of connectors. */
  readonly total: number
  readonly minCount: Option.Option<number>
  /** The text of the first line, after the status. */
  readonly summary: string
  /** Performance data by name; no value is negative. */
  readonly performance: Readonly<Record<string, PerformanceValue>>
  /** The problems and notes, the worst first. */
  readonly found: ReadonlyArray<Found>
  /** What is wrong with one, in a few words. The first line has it after the name. */
  readonly wrong: (found: Found) => string
  /** The columns of the text. */
  readonly columns: ReadonlyArray<keyof Found & string>
  /** The report as data, in addition to what all reports have. */
  readonly data: Row
  readonly metrics: () => ReadonlyArray<Metric>
}

/** A number and its maximum, if any. A number above 0 has the severity `alarm`. */
export interface PerformanceValue {
  readonly value: number
  readonly max?: number
  readonly alarm?: "warning" | "critical"
}

/** `value;warn;crit;min;max`. Source: the Monitoring Plugins Development Guidelines. */
const performanceText = ([name, { value, max, alarm }]: [string, PerformanceValue]) => {
  const thresholds = { warning: "0;", critical: ";0" }
  return `${name}=${value};${alarm === undefined ? ";" : thresholds[alarm]};0;${max ?? ""}`
}

const statuses = ["OK", "WARNING", "CRITICAL", "UNKNOWN"] as const

const codes = { note: 0, warning: 1, critical: 2 } as const

/** A pager shows only the first line, so it names a few. */
const namedCount = 3
const longestName = 40

const shortName = ({ displayName, id }: Detail) => {
  const name = Array.from(oneLine(displayName?.trim() || id))
  return name.length > longestName ? `${name.slice(0, longestName - 1).join("")}…` : name.join("")
}

/** `HQ silent 2d, Lab silent 3h, +5` */
const worstText = <Found extends Detail>(
  problems: ReadonlyArray<Found>,
  wrong: (found: Found) => string,
): string => {
  const named = problems.slice(0, namedCount).map((found) => `${shortName(found)} ${wrong(found)}`)
  const left = problems.length - named.length
  return [...named, ...(left > 0 ? [`+${left}`] : [])].join(", ")
}

const summaryOf = <Found extends Detail>({ total, minCount, summary, found, wrong }: CheckReport<Found>) => {
  const few = tooFew(total, minCount)
  const problems = found.filter(({ severity }) => severity !== "note")
  const named = problems.length === 0 ? summary : `${summary}: ${worstText(problems, wrong)}`
  if (few === undefined) return { text: named, exitCode: codes[found[0]?.severity ?? "note"] }
  return { text: total === 0 ? few.clause : `${few.clause}; ${named}`, exitCode: few.exitCode }
}

/** Monitoring systems cut long output. */
const mostRows = 100

const detailsText = <Found extends Detail>({ found, columns }: CheckReport<Found>, colors: boolean) => {
  if (found.length === 0) return ""
  const left = found.length - mostRows
  const more = left > 0 ? `and ${left.toLocaleString("en-US")} more; -o json for all\n` : ""
  const remedies = Array.from(new Set(found.map(({ remedy }) => remedy)), (remedy) => `${remedy}\n`)
  return `${makeTable(columns, colors)(rowsOf(found.slice(0, mostRows)))}${more}\nWhat to do:\n${remedies.join("")}`
}

/** The output of a check, made before anything is sent. */
export interface CheckOutput {
  readonly output: Output
  readonly isText: boolean
  readonly isMetrics: boolean
  readonly isQueried: boolean
}

export const makeCheckOutput = Effect.gen(function* () {
  const output = yield* makeOutput
  const isQueried = Option.isSome(yield* query)
  const format = Option.getOrElse(yield* outputFlag, () => "table" as const)
  const isMetrics = format === "prometheus"
  if (isQueried && isMetrics) {
    return yield* UsageInvalid.sentence("Omit --query: -o prometheus writes all metrics.")
  }
  return { output, isMetrics, isQueried, isText: format === "table" && !isQueried }
})

/**
 * Writes a report. Fails with the report's exit code unless the code is 0. Metrics are complete whatever they say, so they
 * succeed.
 */
export const writeReport = Effect.fnUntraced(function* <Found extends Detail>(
  { output, isText, isMetrics, isQueried }: CheckOutput,
  report: CheckReport<Found>,
) {
  const { command, now, total, found, performance } = report
  const { text: summary, exitCode } = summaryOf(report)
  const { format, colors } = output
  if (isMetrics) {
    const count: Metric = {
      name: "odj_connectors",
      help: "Number of connectors.",
      samples: [[{ command }, total]],
    }
    const metrics = [...checkMetrics(command, epochSeconds(now), exitCode), count, ...report.metrics()]
    return yield* output.text(metricsText(metrics))
  }
  if (isText) {
    const values = Object.entries({ ...performance, connectors: { value: total } }).map(performanceText)
    const line = `ODJ ${statuses[exitCode]} - ${summary.replaceAll("|", "/")} | ${values.join(" ")}\n`
    // A monitoring system reads the text after a `|` on any line as performance data.
    yield* ignoreBrokenPipe(output.text(line + detailsText(report, colors).replaceAll("|", "/")))
  } else {
    const isWhole = isQueried || format === "json"
    const data = { status: statuses[exitCode], exitCode, summary, now, total, ...report.data }
    yield* ignoreBrokenPipe(output.one(isWhole ? data : found))
  }
  if (exitCode !== 0) return yield* new CheckExit({ exitCode })
})
