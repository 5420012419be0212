/** How one attempt of a request ended, as far as it decides whether there is another one. */
import { Duration, Option } from "effect"
import { claimsOf } from "./ClaimsChallenge.ts"
import type { Operation } from "./Operation.ts"
import type { ServiceResponse } from "./ServiceResponse.ts"

/**
 * What is known of the request.
 *
 * | kind | |
 * |---|---|
 * | `Final` | the service has decided, and would decide the same again |
 * | `Throttled` | it was refused unprocessed: there are too many |
 * | `TokenRefused` | it was refused unprocessed: the service wants another token |
 * | `InProgress` | it was refused unprocessed: an earlier one that counts as the same is still in flight |
 * | `NeverSent` | the service was unreachable, and may be reachable the next time |
 * | `Impossible` | the service is unreachable, and stays so |
 * | `Unknown` | it may have been carried out: the response did not come, can't be read, or says that something broke |
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
  /** The wait that the service has asked for. */
  readonly retryAfter?: Duration.Duration | undefined
  /** What the service wants to see in another token. */
  readonly claims?: string | undefined
}

/** Whether the service has responded that it has not begun. */
export const isUnprocessed = (kind: OutcomeKind): boolean =>
  kind === "Throttled" || kind === "TokenRefused" || kind === "InProgress"

/** The statuses that say that something broke, or took too long, on the way or in the service. */
const broken: ReadonlySet<number> = new Set([408, 500, 502, 503, 504])

/** Whether a success has to say more than that it is one, and what it says can't be read. */
const isUnreadable = (operation: Operation, response: ServiceResponse) =>
  response.isSuccess && response.status !== 204 && operation !== "delete" && !response.isReadable

/** How an attempt ended that has a response, and what the response asks for. */
export const outcomeOf = (operation: Operation, response: ServiceResponse): AttemptOutcome => {
  const { status, headers, retryAfter } = response
  if (isUnreadable(operation, response)) return { kind: "Unknown" }
  if (status === 401) return { kind: "TokenRefused", claims: claimsOf(headers["www-authenticate"]) }
  if (response.isInProgress) return { kind: "InProgress", retryAfter }
  if (response.isThrottled) return { kind: "Throttled", retryAfter }
  return broken.has(status) ? { kind: "Unknown", retryAfter } : { kind: "Final" }
}

/**
 * How those of a batch ended that were refused unprocessed, of which there is at least one: `Throttled` with the longest
 * of their waits, unless all of them want another token.
 */
export const togetherOf = (refused: ReadonlyArray<AttemptOutcome>): AttemptOutcome => {
  const waits = refused.flatMap(({ retryAfter }) => retryAfter ?? [])
  return refused.some(({ kind }) => kind !== "TokenRefused")
    ? { kind: "Throttled", retryAfter: waits.length > 0 ? waits.reduce(Duration.max) : undefined }
    : { kind: "TokenRefused", claims: refused.find(({ claims }) => claims !== undefined)?.claims }
}

/**
 * Decides what the last response means after an attempt whose outcome is unknown; `None` if it says nothing of that one,
 * whose failure is then that of the call.
 *
 * | operation | last response | means |
 * |---|---|---|
 * | read | any | what it says |
 * | create, update, delete | a success | what it says |
 * | delete | 404 | that it is done: there is nothing left to delete |
 * | update | 404 | what it says |
 * | create, update, delete | anything else, or none | nothing: what was not done this time may have been done before |
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
