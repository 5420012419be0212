/**
 * One call of the service, and its response: how every operation asks.
 *
 * A call is one request, which is retried as `RetryPolicy` decides and the store's `RetryBudget` allows; of a batch, only
 * what was refused unprocessed. Whatever ends it, the response or the failure is that of one attempt, as if it had been
 * the only one.
 */
import { type ConnectorStoreRefused, ConnectorStoreUnavailable } from "@odj/core"
import { Duration, Effect, identity, Option, Random, Redacted, Result } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import type { Tokens } from "../credential/BearerToken.ts"
import { type Attempt, sendingBy } from "./Attempt.ts"
import { afterUnknown, isUnprocessed } from "./AttemptOutcome.ts"
import type { Operation } from "./Operation.ts"
import { type OutcomeUnknown, outcomeUnknown } from "./ResponseFailure.ts"
import * as RetryBudget from "./RetryBudget.ts"
import { limitAfter, waitBeforeRetry } from "./RetryPolicy.ts"
import type { ServiceResponse } from "./ServiceResponse.ts"
import { windowOf } from "./WriteWindow.ts"

/** A request that asks for several writes, of which the service may refuse some unprocessed. */
export interface Batch {
  readonly url: string
  /** The request for those that are left: all of them at first. */
  readonly request: () => HttpClientRequest.HttpClientRequest
  /** How many are left. */
  readonly writes: () => number
  /** Makes an attempt, learns from it which are left, and says how it ended for them. */
  readonly attempted: (attempt: Effect.Effect<Attempt>) => Effect.Effect<Attempt>
}

/**
 * Asks the service. Fails if no response comes: with `ConnectorStoreUnavailable` if the request was certainly not sent,
 * or else with the failure of an operation whose outcome is unknown.
 *
 * `isRepeatable` says whether the request may be carried out twice. It runs once the outcome of an attempt is unknown. By
 * default, all requests but creates may.
 */
export type Exchange = <O extends Operation>(
  operation: O,
  asked: HttpClientRequest.HttpClientRequest | Batch,
  isRepeatable?: Effect.Effect<boolean>,
) => Effect.Effect<ServiceResponse, ConnectorStoreRefused | ConnectorStoreUnavailable | OutcomeUnknown<O>>

/** What stays the same in all attempts of a call. */
interface Call {
  readonly operation: Operation
  readonly batch: Batch
  /** How many writes there were at first. */
  readonly allWrites: number
  readonly clientRequestId: string
  /** Where the token comes from; `undefined` if the request bears none. */
  readonly tokens: Tokens | undefined
  readonly isRepeatable: Effect.Effect<boolean>
}

/** How far a call has got. */
interface Progress {
  readonly attempts: number
  /** How long attempts and waits took, in milliseconds. */
  readonly spent: number
  readonly token: Redacted.Redacted | undefined
  readonly isTokenRenewed: boolean
  /** The last attempt whose outcome is unknown. */
  readonly unknown: Attempt | undefined
}

/** A request that asks for one thing, as a batch. */
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
    // Without this a service may compress its response as it likes.
    "accept-encoding": "identity",
    "client-request-id": clientRequestId,
    ...(token !== undefined && { authorization: `Bearer ${Redacted.value(token)}` }),
  })

/** How long it takes, in whole milliseconds, and what comes of it. */
const timed = <A, E, R>(self: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.timed(self), ([took, value]) => [Math.floor(Duration.toMillis(took)), value] as const)

/** Another token in place of one that was refused; nothing if there is none, or if there was another one already. */
const otherToken = Effect.fnUntraced(function* (
  { tokens }: Call,
  { token, isTokenRenewed }: Progress,
  claims: string | undefined,
) {
  if (tokens === undefined || token === undefined || isTokenRenewed) return undefined
  const other = yield* tokens.renewed(token, claims)
  return Redacted.value(other) === Redacted.value(token) ? undefined : other
})

/** Whether the service has said when to come back: it is up, and knows what it can take. */
const isInvited = ({ kind, retryAfter }: Attempt) => isUnprocessed(kind) && retryAfter !== undefined

/** What a call comes to: its last attempt, or the one before whose outcome the last leaves unknown. */
const conclusion = ({ operation }: Call, { unknown }: Progress, last: Attempt): Attempt =>
  unknown === undefined || last.kind === "Unknown"
    ? last
    : Result.getSuccess(last.response).pipe(
        Option.flatMap((response) => afterUnknown(operation, response)),
        Option.match({
          onNone: () => unknown,
          onSome: (response) => ({ ...last, response: Result.succeed(response) }),
        }),
      )

/**
 * Gives every call an id of its own, under which an operator finds all its attempts, and a bearer token, which goes to
 * the base's origin alone. Every attempt of a write waits for its place in the service's window.
 *
 * That wait is not counted, nor how long the credential takes for a token: it may be waiting for somebody to sign in.
 * What is refused with a 401 was not carried out. The credential is asked once more then, and if it gives another token,
 * that is tried.
 */
export const make = Effect.fnUntraced(function* (baseUrl: URL, tokens?: Tokens) {
  // In a scope, the connection closes whenever the response is given up, even one that nobody has begun to read.
  const sendOnce = sendingBy(HttpClient.withScope(yield* HttpClient.HttpClient))
  const budget = RetryBudget.make()
  const mayWrite = windowOf(baseUrl)

  /** Makes an attempt, and says how far the call has got with it. */
  const attempt = Effect.fnUntraced(function* (call: Call, before: Progress) {
    const { operation, batch, clientRequestId } = call
    const { attempts, spent, token } = before
    const request = withHeaders(batch.request(), clientRequestId, token)
    // Last before the attempt: what is let through has to go at once.
    if (operation !== "read") yield* mayWrite(batch.writes())
    const sent = sendOnce(operation, request, clientRequestId, limitAfter(spent))
    const [took, last] = yield* timed(batch.attempted(sent))
    return { last, progress: { ...before, attempts: attempts + 1, spent: spent + took } }
  })

  /** Whether a request whose outcome is unknown may be carried out twice, and how long it took to find out. */
  const mayRepeat = ({ isRepeatable }: Call, spent: number) => {
    const orElse = () => Effect.succeed(false)
    return timed(Effect.timeoutOrElse(isRepeatable, { duration: limitAfter(spent), orElse }))
  }

  /**
   * Waits for the retry that follows an attempt, and returns what it begins with. Nothing, if the attempt was the last:
   * the policy says so, no other token can be had in place of one that was refused, or the budget is used up.
   */
  const retryAfter = Effect.fnUntraced(function* (call: Call, progress: Progress, last: Attempt) {
    const { kind, claims } = last
    const [asking, isRepeatable] = kind === "Unknown" ? yield* mayRepeat(call, progress.spent) : [0, false]
    const spent = progress.spent + asking
    const { attempts } = progress
    const wait = waitBeforeRetry(last, { attempts, spent, isRepeatable }, yield* Random.next)
    if (wait === undefined) return undefined
    if (kind === "TokenRefused") {
      const token = yield* otherToken(call, progress, claims)
      return token && { ...progress, spent, token, isTokenRenewed: true }
    }
    if (!isInvited(last) && !budget.withdraw(call.batch.writes() / call.allWrites)) return undefined
    yield* Effect.sleep(wait)
    return { ...progress, spent: spent + wait, unknown: kind === "Unknown" ? last : progress.unknown }
  })

  /** Makes attempts until one is the last. */
  const carryOut = Effect.fnUntraced(function* (call: Call) {
    const token = call.tokens && (yield* call.tokens.current)
    budget.deposit()
    let next: Progress = { attempts: 0, spent: 0, token, isTokenRenewed: false, unknown: undefined }
    for (;;) {
      const { last, progress } = yield* attempt(call, next)
      const retry: Progress | undefined = yield* retryAfter(call, progress, last)
      if (retry === undefined) return conclusion(call, progress, last)
      next = retry
    }
  })

  const exchange: Exchange = Effect.fnUntraced(function* (
    operation,
    asked,
    isRepeatable = Effect.succeed(operation !== "create"),
  ) {
    const clientRequestId = crypto.randomUUID()
    const batch = HttpClientRequest.isHttpClientRequest(asked) ? batchOfOne(asked) : asked
    const isOurs = URL.parse(batch.url)?.origin === baseUrl.origin
    const { kind, response } = yield* carryOut({
      operation,
      batch,
      allWrites: batch.writes(),
      clientRequestId,
      tokens: isOurs ? tokens : undefined,
      isRepeatable,
    })
    if (Result.isSuccess(response)) return response.success
    const message = response.failure
    return yield* kind === "Unknown"
      ? Effect.fail(outcomeUnknown(operation, { message, requestId: clientRequestId, clientRequestId }))
      : new ConnectorStoreUnavailable({ report: { message } })
  })
  return exchange
})
