/**
 * Writes the report of a check: as a monitoring plugin does, in one line with the details below it; as data with
 * `--output` or `--query`; or as metrics.
 */
import { count, UsageInvalid } from "@odj/command-line"
import type { Found, FoundList } from "@odj/core/health"
import type { DateTimeOffset } from "@odj/domain"
import { Effect, Iterable, Option } from "effect"
import { output as outputFlag, query } from "../flags/GlobalFlags.ts"
import type { ColumnStyles } from "../output/Column.ts"
import { makeOutput, type Output } from "../output/Output.ts"
import { ignoreBrokenPipe } from "../output/OutputFailed.ts"
import { columnsOf, type Row, rowsOf } from "../output/Rows.ts"
import { checkMetrics, type Metric, metricLines } from "../text/Metrics.ts"
import { oneLine } from "../text/OneLine.ts"
import { CheckExit } from "./CheckExit.ts"
import { epochSeconds } from "./EpochSeconds.ts"
import { tooFew } from "./MinCount.ts"
import { worstText } from "./WorstText.ts"

export interface CheckReport<Item extends Found> {
  readonly command: string
  readonly now: DateTimeOffset
  /** The number of connectors. */
  readonly total: number
  readonly minCount: Option.Option<number>
  /** The text of the first line, after the status. */
  readonly summary: string
  /** Performance data by name; no value is negative. */
  readonly performance: Readonly<Record<string, PerformanceValue>>
  /** The problems and notes. */
  readonly found: FoundList<Item>
  /** What is wrong with one, in a few words. The first line has it after the name. */
  readonly wrong: (item: Item) => string
  readonly remedy: (item: Item) => string
  /** One as data. */
  readonly dataOf: (item: Item) => object
  /** The properties of the report with these data, and that of each. */
  readonly lists: ReadonlyArray<string>
  readonly listOf: (item: Item) => string
  /** The properties that the text shows. */
  readonly columns: ColumnStyles
  /** The settings of the check. */
  readonly settings: Row
  readonly metrics: ReadonlyArray<Metric>
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

const codeOf = ({ critical, warning }: FoundList<Found>["counts"]): 0 | 1 | 2 =>
  critical > 0 ? 2 : warning > 0 ? 1 : 0

const statusOf = <Item extends Found>({ total, minCount, summary, found, wrong }: CheckReport<Item>) => {
  const few = tooFew(total, minCount)
  const names = worstText(found, wrong)
  const named = names === "" ? summary : `${summary}: ${names}`
  if (few === undefined) return { text: named, exitCode: codeOf(found.counts) }
  return { text: total === 0 ? few.clause : `${few.clause}; ${named}`, exitCode: few.exitCode }
}

/** Monitoring systems cut long output. */
const mostRows = 100

const detailsText = <Item extends Found>(
  { found, dataOf, remedy, columns }: CheckReport<Item>,
  { table, paragraph }: Output,
) => {
  const shown = found.worst()
  if (shown.length === 0) return ""
  const { critical, warning, note } = found.counts
  const left = critical + warning + note - shown.length
  const more = left > 0 ? `and ${count(left)} more; -o json for all\n` : ""
  const remedies = Array.from(new Set(shown.map(remedy)), (text) => paragraph(oneLine(text)))
  const rows = rowsOf(shown.map(dataOf))
  return `${table(rows, columns)}${more}\nWhat to do:\n${remedies.join("")}`
}

/** The output of a check, made before anything is sent. */
export interface CheckOutput {
  readonly output: Output
  /** Text for a person or a monitoring system, metrics, the data that a query selects, or all data. */
  readonly kind: "text" | "metrics" | "queried" | "data"
  /** How many findings it has at most. */
  readonly limit: number
}

const readKind = Effect.gen(function* () {
  const isQueried = Option.isSome(yield* query)
  const format = Option.getOrElse(yield* outputFlag, () => "table" as const)
  if (format === "prometheus") {
    if (isQueried) return yield* UsageInvalid.sentence("Omit --query: -o prometheus writes all metrics.")
    return "metrics" as const
  }
  if (isQueried) return "queried" as const
  return format === "table" || format === "wide" ? ("text" as const) : ("data" as const)
})

export const makeCheckOutput = Effect.gen(function* () {
  const output = yield* makeOutput
  const kind = yield* readKind
  return { output, kind, limit: kind === "text" ? mostRows : Number.POSITIVE_INFINITY }
})

const metricsOf = <Item extends Found>(
  { command, now, total, metrics }: CheckReport<Item>,
  exitCode: number,
): ReadonlyArray<Metric> => [
  ...checkMetrics(command, epochSeconds(now), exitCode),
  { name: "odj_connectors", help: "Number of connectors.", samples: [[{ command }, total]] },
  ...metrics,
]

/** The lists of the report, with their items. */
const listsOf = <Item extends Found>({ found, lists, listOf }: CheckReport<Item>) =>
  lists.map((name) => [name, found.worst().filter((item) => listOf(item) === name)] as const)

/** The properties of all data. Items of the same list have the same. */
const propertiesOf = <Item extends Found>(report: CheckReport<Item>) =>
  columnsOf(rowsOf(listsOf(report).flatMap(([, items]) => items.slice(0, 1).map(report.dataOf))))

/** The same text as that of `JSON.stringify`, in pieces: the data may be large. */
const jsonText = function* <Item extends Found>(head: Row, report: CheckReport<Item>) {
  yield JSON.stringify(head, null, 2).slice(0, -2)
  for (const [name, items] of listsOf(report)) {
    yield `,\n  "${name}": [`
    let before = "\n    "
    for (const item of items) {
      yield before + JSON.stringify(report.dataOf(item), null, 2).replaceAll("\n", "\n    ")
      before = ",\n    "
    }
    yield items.length > 0 ? "\n  ]" : "]"
  }
  yield "\n}\n"
}

/** The length of the texts that are written at once. */
const batchLength = 32_768

/** Writes pieces of text, many at once. */
const writeAll = Effect.fnUntraced(function* ({ text }: Output, pieces: Iterable<string>) {
  let batch = ""
  for (const piece of pieces) {
    batch += piece
    if (batch.length < batchLength) continue
    yield* text(batch)
    batch = ""
  }
  yield* text(batch)
})

/**
 * Writes a report. Fails with the report's exit code unless the code is 0. Metrics are complete whatever they say, so they
 * succeed.
 */
export const writeReport = Effect.fnUntraced(function* <Item extends Found>(
  { output, kind }: CheckOutput,
  report: CheckReport<Item>,
) {
  const { now, total, found, dataOf, performance, settings } = report
  const { text: summary, exitCode } = statusOf(report)
  if (kind === "metrics") {
    return yield* ignoreBrokenPipe(writeAll(output, metricLines(metricsOf(report, exitCode))))
  }
  const head = { status: statuses[exitCode], exitCode, summary, now, total, ...settings }
  const write = () => {
    if (kind === "text") {
      const values = Object.entries({ ...performance, connectors: { value: total } }).map(performanceText)
      const line = `ODJ ${statuses[exitCode]} - ${summary.replaceAll("|", "/")} | ${values.join(" ")}\n`
      // A monitoring system reads the text after a `|` on any line as performance data.
      return output.text(line + detailsText(report, output).replaceAll("|", "/"))
    }
    if (kind === "queried") {
      const lists = listsOf(report).map(([name, items]) => [name, items.map(dataOf)])
      return output.one({ ...head, ...Object.fromEntries(lists) })
    }
    return output.format === "json"
      ? writeAll(output, jsonText(head, report))
      : output.rows(Iterable.map(found.worst(), dataOf), propertiesOf(report))
  }
  yield* ignoreBrokenPipe(write())
  if (exitCode !== 0) return yield* new CheckExit({ exitCode })
})
