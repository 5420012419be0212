/** The failures that a service's response can mean, whatever the request was. */
import {
  ConnectorStoreFull,
  ConnectorStoreRefused,
  ConnectorStoreThrottled,
  ConnectorStoreUnavailable,
  CreateOutcomeUnknown,
} from "@odj/core"
import type { Operation } from "./Operation.ts"
import { refusalReason } from "./RefusalReason.ts"
import type { Report, ServiceResponse } from "./ServiceResponse.ts"

/** The failure of an operation whose outcome is unknown. All operations but creates may be repeated. */
export type OutcomeUnknown<O extends Operation> = O extends "create"
  ? CreateOutcomeUnknown
  : ConnectorStoreUnavailable

export const outcomeUnknown = <O extends Operation>(operation: O, report: Report): OutcomeUnknown<O> => {
  const failure =
    operation === "create" ? new CreateOutcomeUnknown({ report }) : new ConnectorStoreUnavailable({ report })
  return failure as OutcomeUnknown<O>
}

/**
 * Translates an unsuccessful or unexpected response into a failure, with the service's own message if it has one.
 *
 * | response | reads as |
 * |---|---|
 * | 429; 503 with `Retry-After`, or with a code for too many requests | `ConnectorStoreThrottled` |
 * | 507 | `ConnectorStoreFull` |
 * | any other 4xx except 408; 501 | `ConnectorStoreRefused`, with the reason that {@link refusalReason} finds |
 * | anything else: 5xx, 408, a redirect, a success that can't be read | {@link outcomeUnknown} |
 */
export const failureOf = <O extends Operation>(
  operation: O,
  response: ServiceResponse,
): ConnectorStoreThrottled | ConnectorStoreRefused | ConnectorStoreFull | OutcomeUnknown<O> => {
  const { status, headers, error, retryAfter, clientRequestId } = response
  const described = response.report(`HTTP ${status}, ${headers["content-type"] ?? "no content type"}`)
  const report: Report = { ...described, ...error, clientRequestId }
  if (response.isThrottled) {
    return new ConnectorStoreThrottled({ report, ...(retryAfter !== undefined && { retryAfter }) })
  }
  if (status === 507) return new ConnectorStoreFull({ report })
  const isRefusal = (status >= 400 && status < 500 && status !== 408) || status === 501
  if (!isRefusal) return outcomeUnknown(operation, report)
  const reason = refusalReason(operation, status, error)
  return new ConnectorStoreRefused({ report, ...(reason !== undefined && { reason }) })
}
