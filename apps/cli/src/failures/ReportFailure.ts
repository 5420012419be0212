/** Reports a failure as text, as JSON, or as the line of a monitoring plugin. */
import type { ServiceReport } from "@odj/core"
import { Console, Effect, Predicate } from "effect"
import { Reporting } from "../flags/Reporting.ts"
import { printUnknown } from "../flags/Unknown.ts"
import { masking } from "../requests/KnownSecrets.ts"
import { jsonLine, oneLine } from "../text/OneLine.ts"
import type { FailureReport } from "./FailureReport.ts"
import { type Failure, reportOf } from "./FailureTable.ts"

/** The ids by which the operator of the service finds the request. */
const idText = ({ requestId, clientRequestId, activityId }: ServiceReport): string => {
  const given = [
    ...(requestId === undefined ? [] : [`request ${requestId}`]),
    ...(clientRequestId === undefined || clientRequestId === requestId
      ? []
      : [`client request ${clientRequestId}`]),
    ...(activityId === undefined ? [] : [`activity ${activityId}`]),
  ]
  return given.length === 0 ? "" : ` (${given.join(", ")})`
}

const asText = ({ lines, remedy, summary, service }: FailureReport) => {
  const [first = "", ...others] = lines
  const reported = [service === undefined ? first : first + idText(service), ...others]
  return [...reported, remedy, summary].filter(Predicate.isNotUndefined).map(oneLine)
}

type Mask = (text: string) => string

/** Masks every text in a value that JSON can have. */
const maskTexts = (value: unknown, mask: Mask): unknown =>
  JSON.parse(JSON.stringify(value), (_, part: unknown) => (Predicate.isString(part) ? mask(part) : part))

const asJson = (
  code: string,
  { exitCode, lines, remedy, reason, service, problems, unreadable, counts }: FailureReport,
  mask: Mask,
) =>
  jsonLine({
    error: {
      code,
      message: mask(lines.join("\n")),
      reason,
      serviceCode: service?.code && mask(service.code),
      requestId: service?.requestId && mask(service.requestId),
      clientRequestId: service?.clientRequestId,
      activityId: service?.activityId && mask(service.activityId),
      host: service?.host,
      problems,
      unreadable: unreadable && maskTexts(unreadable, mask),
      counts,
      remedy,
      exitCode,
    },
  })

/**
 * Reports a failure as {@link Reporting} says, and returns the exit code. The line of a monitoring plugin goes to standard
 * output, everything else to standard error.
 */
export const reportFailure = Effect.fnUntraced(function* (failure: Failure) {
  const report = reportOf(failure)
  if (report.lines.length === 0) return report.exitCode
  const { json, monitoring } = yield* Reporting
  if (report.isReported && !json) return report.exitCode
  // A service may repeat secrets in its message.
  const mask = yield* masking
  const exitCode = monitoring ? 3 : report.exitCode
  const [first = "", ...others] = asText(report).map(mask)
  if (json) yield* Console.error(asJson(failure._tag, { ...report, exitCode }, mask))
  else if (monitoring) yield* printUnknown([first, ...others].join("\n"))
  else yield* Console.error([first, ...others].join("\n"))
  return exitCode
})
