/**
 * One call of the service, and its answer: how every operation asks.
 *
 * A call is one request, which is sent again as `Resending` decides and the store's `RetryBudget` allows. Whatever ends
 * it, the answer or the failure is that of one attempt, as if it had been the only one.
 */
import { type ConnectorStoreRefused, ConnectorStoreUnavailable, CreateOutcomeUnknown } from "@odj/core"
import { Clock, Effect, Option, Random, Redacted, Result } from "effect"
import { HttpClient, HttpClientRequest } from "effect/http"
import { attemptsOf, type Outcome } from "./Attempt.ts"
import type { Tokens } from "./BearerToken.ts"
import { claimsOf } from "./ClaimsChallenge.ts"
import { afterLost, limitAfter, waitBeforeNext } from "./Resending.ts"
import * as RetryBudget from "./RetryBudget.ts"
import type { Answer, Unanswered } from "./ServiceAnswer.ts"

/** What there is instead of an answer; a request of unknown outcome must not be sent again blindly. */
type NoAnswer = CreateOutcomeUnknown | ConnectorStoreUnavailable

/** Asks the service: fails where no answer comes, which is `Unanswered` unless the request was certainly not sent. */
export type Exchange = <E extends NoAnswer>(
  request: HttpClientRequest.HttpClientRequest,
  Unanswered: Unanswered<E>,
) => Effect.Effect<Answer, ConnectorStoreRefused | ConnectorStoreUnavailable | E>

/** Whether it does no harm to carry the request out twice: by what it is, or by the key that it bears. */
const isRepeatable = (request: HttpClientRequest.HttpClientRequest, Unanswered: Unanswered<unknown>) =>
  Unanswered !== CreateOutcomeUnknown || request.headers["idempotency-key"] !== undefined

/** The claims that the service wants, if the answer refuses the token. */
const refusalOf = ({ answer }: Outcome): Option.Option<{ readonly claims: string | undefined }> =>
  Result.getSuccess(answer).pipe(
    Option.filter(({ status }) => status === 401),
    Option.map(({ headers }) => ({ claims: claimsOf(headers["www-authenticate"]) })),
  )

const bearing = (
  request: HttpClientRequest.HttpClientRequest,
  clientRequestId: string,
  token: Redacted.Redacted | undefined,
) =>
  HttpClientRequest.setHeaders(request, {
    accept: "application/json",
    // Without this a service may compress its answer as it likes.
    "accept-encoding": "identity",
    "client-request-id": clientRequestId,
    ...(token !== undefined && { authorization: `Bearer ${Redacted.value(token)}` }),
  })

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
 * the origin alone.
 *
 * How long the credential takes for a token is not counted: it may be waiting for somebody to sign in. What is answered
 * with a 401 was not carried out. The credential is asked once more then, and if it gives another token, that is tried.
 */
export const make = Effect.fnUntraced(function* (origin: string, tokens?: Tokens) {
  // In a scope, the connection closes whenever the answer is given up, even one that nobody has begun to read.
  const attempt = attemptsOf(HttpClient.withScope(yield* HttpClient.HttpClient))
  const budget = RetryBudget.make()

  const call = Effect.fnUntraced(function* (
    request: HttpClientRequest.HttpClientRequest,
    clientRequestId: string,
    isRepeatable: boolean,
  ) {
    const tokensHere = request.url.startsWith(`${origin}/`) ? tokens : undefined
    let token = tokensHere && (yield* tokensHere.current)
    let isRenewed = false
    let spent = 0
    let attempts = 0
    let lost: Outcome | undefined
    budget.deposit()
    while (true) {
      const begun = yield* Clock.currentTimeMillis
      const outcome = yield* attempt(
        bearing(request, clientRequestId, token),
        clientRequestId,
        limitAfter(spent),
      )
      spent += (yield* Clock.currentTimeMillis) - begun
      const refusal = refusalOf(outcome)
      if (tokensHere && token && !isRenewed && Option.isSome(refusal)) {
        isRenewed = true
        const other = yield* tokensHere.renewed(token, refusal.value.claims)
        if (!isSame(token, other)) {
          token = other
          continue
        }
      }
      attempts++
      if (outcome.fate === "Answered") return conclusion(request.method, lost, outcome)
      const wait = waitBeforeNext(outcome, { attempts, spent, isRepeatable }, yield* Random.next)
      if (wait === undefined || !budget.withdraw()) return conclusion(request.method, lost, outcome)
      if (outcome.fate === "Lost") lost = outcome
      yield* Effect.sleep(wait)
      spent += wait
    }
  })

  const exchange: Exchange = Effect.fnUntraced(function* (request, Unanswered) {
    const clientRequestId = crypto.randomUUID()
    const { fate, answer } = yield* call(request, clientRequestId, isRepeatable(request, Unanswered))
    if (Result.isSuccess(answer)) return answer.success
    const message = answer.failure
    return yield* fate === "Lost"
      ? Effect.fail(new Unanswered({ message, requestId: clientRequestId, clientRequestId }))
      : new ConnectorStoreUnavailable({ message })
  })
  return exchange
})
