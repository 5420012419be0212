/** What a service's answer says, and the failures that it can mean whatever was asked. */
import { ConnectorStoreFull, ConnectorStoreRefused, ConnectorStoreThrottled } from "@odj/core"
import { decodeError, type ServiceError } from "@odj/graph-wire"
import { Option } from "effect"
import { type Asked, refusalReason } from "./RefusalReason.ts"
import { retryAfter } from "./RetryAfter.ts"

/** An answer as it came in. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  /** `None` where the body did not arrive whole, or is no text. */
  readonly body: Option.Option<string>
  /** When it came in, in milliseconds since 1970, for a wait that is given as a date. */
  readonly receivedAt: number
  /** The id that the request was sent with; it is reported where the service names none of its own. */
  readonly clientRequestId: string
}

/** What is known of a failure. */
export interface Report {
  readonly code?: string
  readonly message: string
  readonly requestId: string
  readonly clientRequestId: string
  readonly activityId?: string
}

/**
 * The failure that it is for a request to get no answer that can be read: `CreateOutcomeUnknown` for a create,
 * `ConnectorStoreUnavailable` for all that may be asked again.
 */
export type Unanswered<E> = new (report: Report) => E

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

/** The JSON of the body, if it is any. */
export const jsonOf = ({ body }: Answer): Option.Option<unknown> => Option.flatMap(body, parse)

/** What the service says of an error in the body, as far as it does. */
const errorOf = ({ body }: Answer): ServiceError => decodeError(Option.getOrElse(body, () => ""))

/** Whether a create was not begun, since another one that counts as the same is under way. */
export const isInProgress = (answer: Answer): boolean =>
  answer.status === 409 && errorOf(answer).code === "RequestInProgress"

/** Whether a create was refused because its idempotency key is that of another connector. */
export const isKeyReused = (answer: Answer): boolean =>
  answer.status === 422 && errorOf(answer).code === "IdempotencyKeyReused"

/** A report in our own words. */
export const reportOf = ({ headers, clientRequestId }: Answer, message: string): Report => ({
  message,
  requestId: headers["request-id"] || clientRequestId,
  clientRequestId,
})

const describe = ({ status, headers }: Answer) =>
  `HTTP ${status}, ${headers["content-type"] ?? "no content type"}`

/** The codes with which a service says in a 503 that it has not begun, since there is too much to do. */
const throttlingCodes: ReadonlySet<string> = new Set([
  "TooManyRequests",
  "activityLimitReached",
  "ApplicationThrottled",
])

/**
 * Reads an answer that is not what was asked for as a failure, in the service's own words as far as it has any.
 *
 * | answer | reads as |
 * |---|---|
 * | 429; 503 with `Retry-After`, or with a code that says that there are too many requests | `ConnectorStoreThrottled` |
 * | 507 | `ConnectorStoreFull` |
 * | another 4xx but 408; 501 | `ConnectorStoreRefused`, with the reason that {@link refusalReason} finds |
 * | anything else: 5xx, 408, a redirect, a success that can't be read | `Unanswered` |
 */
export const failureOf = <E>(
  answer: Answer,
  Unanswered: Unanswered<E>,
  asked: Asked = "anything",
): ConnectorStoreThrottled | ConnectorStoreRefused | ConnectorStoreFull | E => {
  const { status, headers, receivedAt } = answer
  const error = errorOf(answer)
  const { clientRequestId } = answer
  const report: Report = { ...reportOf(answer, describe(answer)), ...error, clientRequestId }
  const wait = retryAfter(headers["retry-after"], receivedAt)
  const isPostponed = wait !== undefined || throttlingCodes.has(error.code ?? "")
  if (status === 429 || (status === 503 && isPostponed)) {
    return new ConnectorStoreThrottled({ ...report, ...(wait !== undefined && { retryAfter: wait }) })
  }
  if (status === 507) return new ConnectorStoreFull(report)
  const isRefusal = (status >= 400 && status < 500 && status !== 408) || status === 501
  if (!isRefusal) return new Unanswered(report)
  const reason = refusalReason(asked, status, error)
  return new ConnectorStoreRefused({ ...report, ...(reason !== undefined && { reason }) })
}
