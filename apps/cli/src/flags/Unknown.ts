/** Prints that a check has failed: the line of a monitoring plugin, or metrics with the reason on standard error. */
import { Clock, Console, Effect } from "effect"
import { checkMetrics, metricLines } from "../text/Metrics.ts"
import { Reporting } from "./Reporting.ts"

/** Prints the reason, whose further lines say more. */
export const printUnknown = Effect.fnUntraced(function* (reason: string) {
  const { metrics } = yield* Reporting
  // A monitoring system reads the text after a `|` on any line as performance data.
  if (metrics === undefined) return yield* Console.log(`ODJ UNKNOWN - ${reason.replaceAll("|", "/")}`)
  const seconds = (yield* Clock.currentTimeMillis) / 1000
  const lines = Array.from(metricLines(checkMetrics(metrics, seconds, undefined)))
  yield* Console.log(lines.join("").trimEnd())
  yield* Console.error(reason)
})
