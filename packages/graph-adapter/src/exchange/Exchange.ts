/**
 * Calls the service and returns its response: every operation goes through here.
 *
 * A call is one request, retried as `RetryPolicy` decides and as the store's `RetryBudget` allows. A retry of a batch
 * has only the requests that were refused unprocessed. A call returns the response or failure of one of its attempts.
 */
import { type ConnectorStoreRefused, ConnectorStoreUnavailable } from "@odj/core"
import { Clock, Duration, Effect, identity, Option, Random, Redacted, Result } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { type Attempt, sendingBy } from "./Attempt.ts"
import { afterUnknown, isUnprocessed } from "./AttemptOutcome.ts"
import type { Operation } from "./Operation.ts"
import { type OutcomeUnknown, outcomeUnknown } from "./ResponseFailure.ts"
import * as RetryBudget from "./RetryBudget.ts"
import { isSettled, limitAfter, waitBeforeRetry } from "./RetryPolicy.ts"
import type { ServiceResponse } from "./ServiceResponse.ts"
import type { Tokens } from "./Tokens.ts"
import { writeRateLimitOf } from "./WriteRateLimit.ts"

/** A request with several writes. The service may refuse some of them unprocessed. */
export interface Batch {
  readonly url: string
  /** The request with the writes that remain: all of them at first. */
  readonly request: () => HttpClientRequest.HttpClientRequest
  /** How many writes remain. */
  readonly writes: () => number
  /** Makes an attempt, records which writes remain, and returns the outcome of the attempt for the remaining writes. */
  readonly attempted: (attempt: Effect.Effect<Attempt>) => Effect.Effect<Attempt>
}

/**
 * Calls the service. Without a response it fails: with `ConnectorStoreUnavailable` if the request was certainly not
 * sent, otherwise with the failure of an operation whose outcome is unknown.
 *
 * `isRepeatable` decides whether the request may be processed twice. It runs only when the outcome of an attempt is
 * unknown. By default, all requests except creates may be processed twice.
 */
export type Exchange = <O extends Operation>(
  operation: O,
  request: HttpClientRequest.HttpClientRequest | Batch,
  isRepeatable?: Effect.Effect<boolean>,
) => Effect.Effect<ServiceResponse, ConnectorStoreRefused | ConnectorStoreUnavailable | OutcomeUnknown<O>>

/** The part of a call that is the same for all its attempts. */
interface Call {
  readonly batch: Batch
  /** How many writes the first attempt has. */
  readonly allWrites: number
  /** The source of the token; `undefined` if the request has none. */
  readonly tokens: Tokens | undefined
  readonly isRepeatable: Effect.Effect<boolean>
}

/** The state of a call before an attempt. */
interface Progress {
  readonly attempts: number
  /** The duration of the attempts and waits so far, in milliseconds. */
  readonly spent: number
  readonly token: Redacted.Redacted | undefined
  readonly isTokenRenewed: boolean
  /** The last attempt whose outcome is unknown. */
  readonly unknown: Attempt | undefined
}

/** A single request as a batch. */
const batchOfOne = (request: HttpClientRequest.HttpClientRequest): Batch => ({
  url: request.url,
  request: () => request,
  writes: () => 1,
  attempted: identity,
})

const withHeaders = (
  request: HttpClientRequest.HttpClientRequest,
  clientRequestId: string,
  token: Redacted.Redacted | undefined,
) =>
  HttpClientRequest.setHeaders(request, {
    accept: request.headers.accept ?? "application/json",
    // Without this header a service may compress its response in any way.
    "accept-encoding": "identity",
    "client-request-id": clientRequestId,
    ...(token !== undefined && { authorization: `Bearer ${Redacted.value(token)}` }),
  })

/** Runs an effect, and returns its duration in whole milliseconds with its value. */
const timed = <A, E, R>(self: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.timed(self), ([took, value]) => [Math.floor(Duration.toMillis(took)), value] as const)

/** Another token in place of a refused one; `undefined` if there is none, or if the token was replaced before. */
const otherToken = Effect.fnUntraced(function* (
  { tokens }: Call,
  { token, isTokenRenewed }: Progress,
  claims: string | undefined,
) {
  if (tokens === undefined || token === undefined || isTokenRenewed) return undefined
  const other = yield* tokens.renewed(token, claims)
  return Redacted.value(other) === Redacted.value(token) ? undefined : other
})

/** Whether the service has requested a time for the retry. Such a service is running, and knows its own limits. */
const hasRetryTime = ({ kind, retryAfter }: Attempt) => isUnprocessed(kind) && retryAfter !== undefined

/** The attempt that decides a call: the last one, or an earlier one whose outcome is still unknown. */
const decidingAttempt = (operation: Operation, unknown: Attempt | undefined, last: Attempt): Attempt =>
  unknown === undefined || last.kind === "Unknown"
    ? last
    : Result.getSuccess(last.response).pipe(
        Option.flatMap((response) => afterUnknown(operation, response)),
        Option.match({
          onNone: () => unknown,
          onSome: (response) => ({ ...last, response: Result.succeed(response) }),
        }),
      )

/** The response of the attempt that decides a call, or the failure of the call without one. */
const resultOf = <O extends Operation>(operation: O, { kind, response }: Attempt, clientRequestId: string) =>
  Result.mapError(response, ({ message, host, reason }) =>
    kind === "Unknown"
      ? outcomeUnknown(operation, { message, host, clientRequestId }, reason)
      : new ConnectorStoreUnavailable({ report: { message, host }, ...(reason !== undefined && { reason }) }),
  )

/**
 * Gives every call an id, by which an operator finds all attempts of the call. Gives it a bearer token, which is sent
 * only to the origin of the base URL. Every attempt of a write waits until the service's rate limit permits it.
 *
 * The time limit of a call includes neither that wait nor the time for a token: a person may be signing in. After a
 * 401, which means that the request was not processed, the credential is asked for another token. If there is one, the
 * request is retried. No wait before a retry is longer than `maxWait` milliseconds: instead, there is no retry.
 */
export const make = Effect.fnUntraced(function* (
  baseUrl: URL,
  newRequestId: () => string,
  tokens?: Tokens,
  maxWait?: number,
) {
  const sendOnce = sendingBy(yield* HttpClient.HttpClient)
  const budget = RetryBudget.make()
  const waitToWrite = writeRateLimitOf(baseUrl)

  /** Whether a request whose outcome is unknown may be processed twice, and how long it took to find out. */
  const mayRepeat = ({ isRepeatable }: Call, spent: number) => {
    const orElse = () => Effect.succeed(false)
    return timed(Effect.timeoutOrElse(isRepeatable, { duration: limitAfter(spent), orElse }))
  }

  /**
   * Waits for the retry that follows an attempt, and returns the state that it begins with. `undefined` if there is no
   * retry: because of the policy, because there is no other token after a refused one, or because the budget is used
   * up.
   */
  const retryAfter = Effect.fnUntraced(function* (call: Call, progress: Progress, last: Attempt) {
    const { kind, claims } = last
    const [took, isRepeatable] = kind === "Unknown" ? yield* mayRepeat(call, progress.spent) : [0, false]
    const spent = progress.spent + took
    const { attempts } = progress
    const wait = waitBeforeRetry(last, { attempts, spent, isRepeatable, maxWait }, yield* Random.next)
    if (wait === undefined) return undefined
    if (kind === "TokenRefused") {
      const token = yield* otherToken(call, progress, claims)
      return token && { ...progress, spent, token, isTokenRenewed: true }
    }
    if (!hasRetryTime(last) && !budget.withdraw(call.batch.writes() / call.allWrites)) return undefined
    yield* Effect.sleep(wait)
    return { ...progress, spent: spent + wait, unknown: kind === "Unknown" ? last : progress.unknown }
  })

  const exchange: Exchange = Effect.fnUntraced(function* (
    operation,
    request,
    isRepeatable = Effect.succeed(operation !== "create"),
  ) {
    const batch = HttpClientRequest.isHttpClientRequest(request) ? batchOfOne(request) : request
    const url = new URL(batch.url)
    const call: Call = {
      batch,
      allWrites: batch.writes(),
      tokens: url.origin === baseUrl.origin ? tokens : undefined,
      isRepeatable,
    }
    const clientRequestId = newRequestId()
    const clock = yield* Clock.Clock
    const token = call.tokens && (yield* call.tokens.current)
    budget.deposit()
    let progress: Progress = { attempts: 0, spent: 0, token, isTokenRenewed: false, unknown: undefined }
    for (;;) {
      const sent = withHeaders(batch.request(), clientRequestId, progress.token)
      // The last step before the attempt: a write that the rate limit permits must be sent at once.
      if (operation !== "read") yield* waitToWrite(batch.writes())
      const start = clock.monotonicTimeNanosUnsafe()
      const limit = limitAfter(progress.spent)
      const last = yield* batch.attempted(sendOnce(operation, sent, url, clientRequestId, limit))
      const spent = progress.spent + Number((clock.monotonicTimeNanosUnsafe() - start) / 1_000_000n)
      progress = { ...progress, attempts: progress.attempts + 1, spent }
      const retry: Progress | undefined = isSettled(last)
        ? undefined
        : yield* retryAfter(call, progress, last)
      if (retry === undefined) {
        const deciding = decidingAttempt(operation, progress.unknown, last)
        return yield* Effect.fromResult(resultOf(operation, deciding, clientRequestId))
      }
      progress = retry
    }
  })
  return exchange
})
