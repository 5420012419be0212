/** What a service's answer to a create means. */
import {
  ConnectorAlreadyExists,
  ConnectorStoreRefused,
  ConnectorStoreThrottled,
  type CreateFailure,
  CreateOutcomeUnknown,
} from "@odj/core"
import type { DomainJoinConnector, NewDomainJoinConnector } from "@odj/domain"
import { decodeEntity, decodeError } from "@odj/graph-wire"
import { Option, Result } from "effect"
import { retryAfter } from "./RetryAfter.ts"

/** An answer as it came in. */
export interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, string | undefined>>
  /** `None` where the body did not arrive whole, or is no text. */
  readonly body: Option.Option<string>
  /** When it came in, in milliseconds since 1970, for a wait that is given as a date. */
  readonly receivedAt: number
}

const parse = Option.liftThrowable((text: string): unknown => JSON.parse(text))

/**
 * Reads an answer as a connector or a failure.
 *
 * | answer | reads as |
 * |---|---|
 * | 200, 201 with an entity, of the given id if one was given | the connector |
 * | 409, where an id was given | `ConnectorAlreadyExists` |
 * | 429; 503 with `Retry-After` | `ConnectorStoreThrottled` |
 * | another 4xx but 408 | `ConnectorStoreRefused` |
 * | anything else: 5xx, 408, a redirect, a success that can't be read or names another id | `CreateOutcomeUnknown` |
 *
 * `clientRequestId` is the id that the request was sent with; it is reported where the service names none of its own.
 */
export const interpret = (
  connector: NewDomainJoinConnector,
  { status, headers, body, receivedAt }: Answer,
  clientRequestId: string,
): Result.Result<DomainJoinConnector, CreateFailure> => {
  const isSuccess = status === 200 || status === 201
  const entity = isSuccess ? Option.flatMap(Option.flatMap(body, parse), decodeEntity) : Option.none()
  if (Option.isSome(entity)) {
    const { id } = entity.value
    if (connector.id === undefined || connector.id === id) return Result.succeed(entity.value)
    const message = `The service answered with another id than the one given: ${id}`
    return Result.fail(
      new CreateOutcomeUnknown({ message, requestId: headers["request-id"] || clientRequestId }),
    )
  }

  const error = decodeError(Option.getOrElse(body, () => ""))
  const report = {
    ...error,
    message: error.message ?? describe(status, headers["content-type"]),
    requestId: error.requestId ?? (headers["request-id"] || clientRequestId),
  }
  const wait = retryAfter(headers["retry-after"], receivedAt)
  if (status === 409 && connector.id !== undefined)
    return Result.fail(new ConnectorAlreadyExists({ id: connector.id }))
  if (status === 429 || (status === 503 && wait !== undefined)) {
    return Result.fail(
      new ConnectorStoreThrottled({ ...report, ...(wait !== undefined && { retryAfter: wait }) }),
    )
  }
  return status >= 400 && status < 500 && status !== 408
    ? Result.fail(new ConnectorStoreRefused(report))
    : Result.fail(new CreateOutcomeUnknown(report))
}

const describe = (status: number, contentType = "no content type") => `HTTP ${status}, ${contentType}`
