/** The failures that a service's response can mean, whatever the request was. */
import {
  ConnectorStoreFull,
  ConnectorStoreRefused,
  ConnectorStoreThrottled,
  ConnectorStoreUnavailable,
  CreateOutcomeUnknown,
  type ServiceReport,
  type UnavailabilityReason,
} from "@odj/core"
import type { ServiceError } from "@odj/graph-wire"
import { Option, Struct } from "effect"
import { challengeOf } from "./ClaimsChallenge.ts"
import type { Operation } from "./Operation.ts"
import { refusalReason } from "./RefusalReason.ts"
import { describe } from "./ResponseText.ts"
import type { Report, ServiceResponse } from "./ServiceResponse.ts"

/** The failure of an operation whose outcome is unknown. All operations but creates may be repeated. */
export type OutcomeUnknown<O extends Operation> = O extends "create"
  ? CreateOutcomeUnknown
  : ConnectorStoreUnavailable

const unavailable = (report: ServiceReport, reason: UnavailabilityReason | undefined) =>
  new ConnectorStoreUnavailable({ report, ...(reason !== undefined && { reason }) })

export const outcomeUnknown = <O extends Operation>(
  operation: O,
  report: Report,
  reason?: UnavailabilityReason,
): OutcomeUnknown<O> => {
  const failure = operation === "create" ? new CreateOutcomeUnknown({ report }) : unavailable(report, reason)
  return failure as OutcomeUnknown<O>
}

/** The service's error, or that in its challenge, with the claims that the challenge requires. */
const errorOf = ({ error, headers }: ServiceResponse): ServiceError => {
  const { claims, ...challenge } = challengeOf(headers["www-authenticate"])
  const found = error.message === undefined ? { ...error, ...challenge } : error
  if (claims === undefined) return found
  const message =
    found.message === undefined
      ? `The service requires claims that the token lacks: ${claims}`
      : `${found.message} (required claims: ${claims})`
  return { ...found, message }
}

/** RFC 6585: a network that wants a sign-in intercepted the request, which never reached the service. */
const networkSignInRequired = 511

/**
 * Translates an unsuccessful or unexpected response into a failure, with the service's own message if it has one.
 *
 * | response | reads as |
 * |---|---|
 * | a redirect: nothing was changed, and a create stored nothing, since this API redirects no request that it has processed | `ConnectorStoreUnavailable` |
 * | 407, of a proxy; 511, of a network that intercepts requests | `ConnectorStoreUnavailable` |
 * | 429; 503 with `Retry-After`, or with a code for too many requests | `ConnectorStoreThrottled` |
 * | 507 | `ConnectorStoreFull` |
 * | any other 4xx except 408; 501 | `ConnectorStoreRefused`, with the reason that {@link refusalReason} finds |
 * | anything else: 5xx, 408, a success that can't be read | {@link outcomeUnknown} |
 */
export const failureOf = <O extends Operation>(
  operation: O,
  response: ServiceResponse,
):
  | ConnectorStoreThrottled
  | ConnectorStoreRefused
  | ConnectorStoreFull
  | ConnectorStoreUnavailable
  | OutcomeUnknown<O> => {
  const { status, retryAfter, host } = response
  if (response.isRedirect || status === networkSignInRequired)
    return unavailable({ ...response.report(describe(response)), host }, "ResponseUnusable")
  if (status === 407) return unavailable({ message: describe(response), host }, "ProxyCredentialsRequired")
  const error = errorOf(response)
  const described = response.report(error.message ?? describe(response))
  // The description names the host, and a gateway must not show it to its callers.
  const report: Report = {
    ...Struct.pick(error, ["code", "activityId"]),
    ...described,
    ...(error.message === undefined && { host }),
  }
  if (response.isThrottled) {
    return new ConnectorStoreThrottled({ report, ...(retryAfter !== undefined && { retryAfter }) })
  }
  if (status === 507) return new ConnectorStoreFull({ report })
  const isRefusal = (status >= 400 && status < 500 && status !== 408) || status === 501
  if (!isRefusal) {
    // Without a body, it may be the service's own response, cut short.
    const isForeign =
      response.isSuccess && (Option.isSome(response.body) || response.foreignCoding !== undefined)
    return isForeign
      ? outcomeUnknown(operation, { ...report, host }, "ResponseUnusable")
      : outcomeUnknown(operation, report)
  }
  const reason = refusalReason(operation, status, error)
  return new ConnectorStoreRefused({ report, ...(reason !== undefined && { reason }) })
}
