/** Prints that a check has failed: the line of a monitoring plugin, or metrics with the reason on standard error. */
import { Clock, Console, Effect } from "effect"
import { fitLines } from "../text/FitLine.ts"
import { checkMetrics, metricLines } from "../text/Metrics.ts"
import { printError } from "../text/PrintError.ts"
import { Reporting } from "./Reporting.ts"

/** Prints the reason, whose further lines say more. */
export const printUnknown = Effect.fnUntraced(function* (reason: string) {
  const { metrics } = yield* Reporting
  // A monitoring system reads the text after a `|` on any line as performance data.
  const lines = `ODJ UNKNOWN - ${reason.replaceAll("|", "/")}`.split("\n")
  if (metrics === undefined) return yield* Console.log(fitLines(lines, process.stdout.columns))
  const seconds = (yield* Clock.currentTimeMillis) / 1000
  const written = Array.from(metricLines(checkMetrics(metrics, seconds, undefined)))
  yield* Console.log(written.join("").trimEnd())
  yield* printError(reason.split("\n"))
})
