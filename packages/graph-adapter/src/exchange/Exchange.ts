/**
 * One call of the service, and its answer: how every operation asks.
 *
 * A call is one request, which is sent again as `Resending` decides and the store's `RetryBudget` allows; of a batch,
 * only what was refused unprocessed. Whatever ends it, the answer or the failure is that of one attempt, as if it had
 * been the only one.
 */
import { type ConnectorStoreRefused, ConnectorStoreUnavailable, CreateOutcomeUnknown } from "@odj/core"
import { Effect, identity, Option, Random, Redacted, Result } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import type { Tokens } from "../credential/BearerToken.ts"
import { attemptsOf, type Outcome } from "./Attempt.ts"
import { monotonicMillis } from "./MonotonicTime.ts"
import { afterLost, isUnprocessed, limitAfter, waitBeforeNext } from "./Resending.ts"
import * as RetryBudget from "./RetryBudget.ts"
import type { Answer, Unanswered } from "./ServiceAnswer.ts"
import { windowOf } from "./WriteWindow.ts"

/** What there is instead of an answer; a request of unknown outcome must not be sent again blindly. */
type NoAnswer = CreateOutcomeUnknown | ConnectorStoreUnavailable

/** A request that asks for several writes, of which the service may refuse some unprocessed. */
export interface Batch {
  /** The request for those that are left: all of them at first. */
  readonly request: () => HttpClientRequest.HttpClientRequest
  /** How many are left. */
  readonly writes: () => number
  /** Makes an attempt, learns from it which are left, and says how it ended for them. */
  readonly attempted: (attempt: Effect.Effect<Outcome>) => Effect.Effect<Outcome>
}

/**
 * Asks the service: fails where no answer comes, which is `Unanswered` unless the request was certainly not sent.
 *
 * `isRepeatable` finds out whether it does no harm to carry the request out twice, once that may be; without it, that is
 * so of all but creates.
 */
export type Exchange = <E extends NoAnswer>(
  asked: HttpClientRequest.HttpClientRequest | Batch,
  Unanswered: Unanswered<E>,
  isRepeatable?: Effect.Effect<boolean>,
) => Effect.Effect<Answer, ConnectorStoreRefused | ConnectorStoreUnavailable | E>

const isCreate = (Unanswered: Unanswered<unknown>): boolean => Unanswered === CreateOutcomeUnknown

/** A request that asks for one thing, as a batch. */
const whole = (request: HttpClientRequest.HttpClientRequest): Batch => ({
  request: () => request,
  writes: () => 1,
  attempted: identity,
})

const bearing = (
  request: HttpClientRequest.HttpClientRequest,
  clientRequestId: string,
  token: Redacted.Redacted | undefined,
) =>
  HttpClientRequest.setHeaders(request, {
    accept: request.headers.accept ?? "application/json",
    // Without this a service may compress its answer as it likes.
    "accept-encoding": "identity",
    "client-request-id": clientRequestId,
    ...(token !== undefined && { authorization: `Bearer ${Redacted.value(token)}` }),
  })

/** Whether the service has said when to come back: it is up, and knows what it can take. */
const isInvited = ({ fate, retryAfter }: Outcome) => isUnprocessed(fate) && retryAfter !== undefined

const isSame = (one: Redacted.Redacted, other: Redacted.Redacted) =>
  Redacted.value(one) === Redacted.value(other)

/** What a call comes to: its last attempt, or the one before of which the last leaves open what became of it. */
const conclusion = (method: string, lost: Outcome | undefined, last: Outcome): Outcome =>
  lost === undefined || last.fate === "Lost"
    ? last
    : Result.getSuccess(last.answer).pipe(
        Option.flatMap((answer) => afterLost(method, answer)),
        Option.match({
          onNone: () => lost,
          onSome: (answer) => ({ ...last, answer: Result.succeed(answer) }),
        }),
      )

/**
 * Gives every call an id of its own, under which an operator finds all its attempts, and a bearer token, which goes to
 * the base's origin alone. Every attempt of a write waits for its place in the service's window.
 *
 * That wait is not counted, nor how long the credential takes for a token: it may be waiting for somebody to sign in.
 * What is answered with a 401 was not carried out. The credential is asked once more then, and if it gives another
 * token, that is tried.
 */
export const make = Effect.fnUntraced(function* (baseUrl: URL, tokens?: Tokens) {
  // In a scope, the connection closes whenever the answer is given up, even one that nobody has begun to read.
  const attempt = attemptsOf(HttpClient.withScope(yield* HttpClient.HttpClient))
  const budget = RetryBudget.make()
  const mayWrite = windowOf(baseUrl)

  const call = Effect.fnUntraced(function* (
    batch: Batch,
    clientRequestId: string,
    findOut: Effect.Effect<boolean>,
  ) {
    const all = batch.writes()
    let request = batch.request()
    const tokensHere = URL.parse(request.url)?.origin === baseUrl.origin ? tokens : undefined
    let token = tokensHere && (yield* tokensHere.current)
    let isRenewed = false
    let spent = 0
    let lost: Outcome | undefined
    budget.deposit()
    for (let attempts = 1; ; attempts++) {
      // Last before the attempt: what is let through has to go at once.
      if (request.method !== "GET") yield* mayWrite(batch.writes())
      const begun = yield* monotonicMillis
      const outcome = yield* batch.attempted(
        attempt(bearing(request, clientRequestId, token), clientRequestId, limitAfter(spent)),
      )
      const { fate, claims } = outcome
      const concluded = conclusion(request.method, lost, outcome)
      const ended = yield* monotonicMillis
      spent += ended - begun
      let isRepeatable = false
      if (fate === "Lost") {
        const orElse = () => Effect.succeed(false)
        isRepeatable = yield* Effect.timeoutOrElse(findOut, { duration: limitAfter(spent), orElse })
        spent += (yield* monotonicMillis) - ended
      }
      const wait = waitBeforeNext(outcome, { attempts, spent, isRepeatable }, yield* Random.next)
      if (wait === undefined) return concluded
      if (fate === "TokenRefused") {
        if (!(tokensHere && token) || isRenewed) return concluded
        isRenewed = true
        const other = yield* tokensHere.renewed(token, claims)
        if (isSame(token, other)) return concluded
        token = other
      } else if (!isInvited(outcome) && !budget.withdraw(batch.writes() / all)) return concluded
      if (fate === "Lost") lost = outcome
      yield* Effect.sleep(wait)
      spent += wait
      request = batch.request()
    }
  })

  const exchange: Exchange = Effect.fnUntraced(function* (
    asked,
    Unanswered,
    isRepeatable = Effect.succeed(!isCreate(Unanswered)),
  ) {
    const clientRequestId = crypto.randomUUID()
    const batch = HttpClientRequest.isHttpClientRequest(asked) ? whole(asked) : asked
    const { fate, answer } = yield* call(batch, clientRequestId, isRepeatable)
    if (Result.isSuccess(answer)) return answer.success
    const message = answer.failure
    return yield* fate === "Lost"
      ? Effect.fail(new Unanswered({ message, requestId: clientRequestId, clientRequestId }))
      : new ConnectorStoreUnavailable({ message })
  })
  return exchange
})
