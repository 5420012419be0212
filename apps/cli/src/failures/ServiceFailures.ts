/** The reports of the failures for which a service gives a reason, as rows of the table of failures. */
import {
  type ConnectorStoreFull,
  type ConnectorStoreRefused,
  type ConnectorStoreThrottled,
  type ConnectorStoreUnavailable,
  type CreateOutcomeUnknown,
  type RefusalReason,
  reportText,
  type ServiceReport,
  type UnavailabilityReason,
} from "@odj/core"
import { Duration } from "effect"
import type { FailureReport } from "./FailureReport.ts"
import { outages } from "./Outages.ts"
import { type Refusal, refusals } from "./Refusals.ts"
import { signInRefusal } from "./SignInRefusals.ts"

/** What to do about a failure after which nothing was changed. */
const tryAgain = (wait: Duration.Duration | undefined) =>
  `Nothing was changed. Try again ${wait === undefined ? "later" : `in ${Duration.format(wait)}`}.`

const refused: Refusal = { exitCode: 4, meaning: "The service refused the request" }

const noResponse = "No usable response from the service"

/** The report of a failure that a service reported: first what it means, then the service's message. */
const service = (
  { exitCode, meaning, remedy }: Refusal,
  report: ServiceReport,
  reason?: RefusalReason | UnavailabilityReason,
): FailureReport => ({
  exitCode,
  lines: [`${meaning}: ${reportText(report)}`],
  remedy,
  reason,
  service: report,
})

export const serviceFailures = {
  ConnectorStoreRefused: ({ reason, report }: ConnectorStoreRefused) => {
    if (reason === undefined) return service(refused, report)
    const described = service(refusals[reason], report, reason)
    switch (reason) {
      case "SignInRequired": {
        const { sentence, remedy } = signInRefusal(report.code)
        return { ...described, remedy, ...(sentence !== undefined && { lines: [sentence] }) }
      }
      case "CredentialInvalid": {
        const code = report.code === undefined ? "" : ` (${report.code})`
        return { ...described, lines: [`${report.message}${code}`] }
      }
      case "ListTooLong":
        return { ...described, lines: [report.message] }
      default:
        return described
    }
  },
  ConnectorStoreThrottled: (failure: ConnectorStoreThrottled) =>
    service(
      {
        exitCode: 5,
        meaning: "The service is too busy",
        remedy: tryAgain(failure.retryAfter),
      },
      failure.report,
    ),
  ConnectorStoreUnavailable: (failure: ConnectorStoreUnavailable) => {
    const { reason, report, retryAfter } = failure
    if (retryAfter !== undefined) {
      const remedy = tryAgain(retryAfter)
      return service({ exitCode: 5, meaning: "The service is unavailable", remedy }, report)
    }
    if (reason === undefined) {
      const remedy = "Try again. If that does not help, check --url; --debug logs the requests and responses."
      return service({ exitCode: 5, meaning: noResponse, remedy }, report)
    }
    const described = service({ exitCode: 5, meaning: noResponse, remedy: outages[reason] }, report, reason)
    return reason === "ResponseUnusable" ? described : { ...described, lines: [report.message] }
  },
  ConnectorStoreFull: (failure: ConnectorStoreFull) =>
    service(
      {
        exitCode: 5,
        meaning: "The service or database is full",
        remedy: "Nothing was changed. Free some space for it, then try again.",
      },
      failure.report,
    ),
  CreateOutcomeUnknown: (failure: CreateOutcomeUnknown) =>
    service(
      {
        exitCode: 6,
        meaning: "It is unknown whether the connector was created",
        remedy: "Look for it with `odj list` before you create it again.",
      },
      failure.report,
    ),
} satisfies Record<string, (failure: never) => FailureReport>
