/**
 * One request to the service, and its answer: how every operation asks.
 *
 * A request is sent once and never again, within limits of time and size.
 */
import type { ConnectorStoreUnavailable } from "@odj/core"
import { ByteSize, Clock, Effect, type Option, type Redacted, Stream } from "effect"
import { HttpClient, HttpClientRequest, type HttpClientResponse } from "effect/http"
import type { Answer, Unanswered } from "./ServiceAnswer.ts"
import { fromTransport } from "./TransportFailure.ts"

/** How long the service may take to answer; after that, what became of the request is unknown. */
const timeLimit = "30 seconds"

/** No answer of this API is larger; a larger one counts as one that can't be read. */
const answerLimit = ByteSize.mebibytes(4)

const utf8 = new TextDecoder("utf-8", { fatal: true })

/** The body, if it arrives whole and is text. */
const readBody = (response: HttpClientResponse.HttpClientResponse): Effect.Effect<Option.Option<string>> =>
  response.stream.pipe(
    Stream.limitBytes<unknown, never>(answerLimit, () => Stream.fail("larger than the limit")),
    Stream.mkUint8Array,
    Effect.flatMap((bytes) => Effect.try(() => utf8.decode(bytes))),
    Effect.option,
  )

/** Asks the service: fails where no answer comes, which is `Unanswered` unless the request was certainly not sent. */
export type Exchange = <E>(
  request: HttpClientRequest.HttpClientRequest,
  Unanswered: Unanswered<E>,
) => Effect.Effect<Answer, ConnectorStoreUnavailable | E>

/** Gives every request an id of its own, and the bearer token, which is asked once for it. */
export const make = Effect.fnUntraced(function* (token: Effect.Effect<Redacted.Redacted>) {
  // In a scope, the connection closes whenever the answer is given up, even one that nobody has begun to read.
  const client = HttpClient.withScope(yield* HttpClient.HttpClient)

  const exchange: Exchange = Effect.fnUntraced(function* (request, Unanswered) {
    const clientRequestId = crypto.randomUUID()
    const signed = request.pipe(
      HttpClientRequest.setHeaders({
        accept: "application/json",
        // Without this a service may compress its answer as it likes.
        "accept-encoding": "identity",
        "client-request-id": clientRequestId,
      }),
      HttpClientRequest.bearerToken(yield* token),
    )
    const answer = Effect.gen(function* () {
      const response = yield* client.execute(signed)
      return {
        status: response.status,
        headers: response.headers,
        body: yield* readBody(response),
        receivedAt: yield* Clock.currentTimeMillis,
        clientRequestId,
      }
    })
    return yield* answer.pipe(
      Effect.scoped,
      Effect.provideService(HttpClient.TracerPropagationEnabled, false),
      Effect.mapError((error) => fromTransport(error, clientRequestId, Unanswered)),
      Effect.timeoutOrElse({
        duration: timeLimit,
        orElse: () =>
          Effect.fail(
            new Unanswered({ message: `No answer within ${timeLimit}`, requestId: clientRequestId }),
          ),
      }),
    )
  })
  return exchange
})
