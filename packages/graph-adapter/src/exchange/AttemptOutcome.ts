/** The outcome of one attempt of a request, which decides whether there is a retry. */
import { Duration, Option } from "effect"
import { claimsOf } from "./ClaimsChallenge.ts"
import type { Operation } from "./Operation.ts"
import type { ServiceResponse } from "./ServiceResponse.ts"

/**
 * The state of the request after an attempt, as far as it is known.
 *
 * | kind | |
 * |---|---|
 * | `Final` | the service has decided, and would decide the same again |
 * | `Throttled` | it was refused unprocessed: too many requests |
 * | `TokenRefused` | it was refused unprocessed: the service wants another token |
 * | `InProgress` | it was refused unprocessed: an earlier request with the same key is still in flight |
 * | `NeverSent` | it was not sent: the service was unreachable, perhaps only for a moment |
 * | `Impossible` | it can't be sent: a retry would fail in the same way |
 * | `Unknown` | it may have been processed: the response is missing or unreadable, or reports an internal error |
 */
export type OutcomeKind =
  | "Final"
  | "Throttled"
  | "TokenRefused"
  | "InProgress"
  | "NeverSent"
  | "Impossible"
  | "Unknown"

export interface AttemptOutcome {
  readonly kind: OutcomeKind
  /** How long the service asks to wait. */
  readonly retryAfter?: Duration.Duration | undefined
  /** The claims that the service requires of another token. */
  readonly claims?: string | undefined
}

/** Whether the service has responded that it did not process the request. */
export const isUnprocessed = (kind: OutcomeKind): boolean =>
  kind === "Throttled" || kind === "TokenRefused" || kind === "InProgress"

/** The statuses of an internal error or a timeout, in the service or in a proxy before it. */
const broken: ReadonlySet<number> = new Set([408, 500, 502, 503, 504])

/** Whether a success should have a readable body and does not. */
const isUnreadable = (operation: Operation, response: ServiceResponse) =>
  response.isSuccess && response.status !== 204 && operation !== "delete" && !response.isReadable

/** The outcome of an attempt that got a response. */
export const outcomeOf = (operation: Operation, response: ServiceResponse): AttemptOutcome => {
  const { status, headers, retryAfter } = response
  if (isUnreadable(operation, response)) return { kind: "Unknown" }
  if (status === 401) return { kind: "TokenRefused", claims: claimsOf(headers["www-authenticate"]) }
  if (response.isInProgress) return { kind: "InProgress", retryAfter }
  if (response.isThrottled) return { kind: "Throttled", retryAfter }
  return broken.has(status) ? { kind: "Unknown", retryAfter } : { kind: "Final" }
}

/**
 * The common outcome of several requests of a batch, all refused unprocessed: `Throttled` with the longest wait, or
 * `TokenRefused` if all of them need another token.
 */
export const commonOutcome = (refused: ReadonlyArray<AttemptOutcome>): AttemptOutcome => {
  const waits = refused.flatMap(({ retryAfter }) => retryAfter ?? [])
  return refused.some(({ kind }) => kind !== "TokenRefused")
    ? { kind: "Throttled", retryAfter: waits.length > 0 ? waits.reduce(Duration.max) : undefined }
    : { kind: "TokenRefused", claims: refused.find(({ claims }) => claims !== undefined)?.claims }
}

/**
 * Decides what the last response means after an earlier attempt whose outcome is unknown. `None` if the response says
 * nothing about that attempt: then the call fails as that attempt did.
 *
 * | operation | last response | means |
 * |---|---|---|
 * | read | any | what it says |
 * | create, update, delete | a success | what it says |
 * | delete | 404 | a success: the connector is gone |
 * | update | 404 | what it says |
 * | create, update, delete | anything else, or none | nothing: the earlier attempt may have been processed |
 */
export const afterUnknown = (
  operation: Operation,
  response: ServiceResponse,
): Option.Option<ServiceResponse> => {
  const isMissing = response.status === 404
  if (operation === "delete" && isMissing) return Option.some(response.with({ status: 204 }))
  const isConclusive = operation === "read" || response.isSuccess || (operation === "update" && isMissing)
  return isConclusive ? Option.some(response) : Option.none()
}
