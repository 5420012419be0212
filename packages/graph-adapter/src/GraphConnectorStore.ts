/**
 * A `ConnectorStore` over Microsoft Graph, or any service that speaks its dialect.
 *
 * A create is sent once and never again: the service can't tell the second of two equal creates from another
 * connector. What became of it is said plainly instead.
 */
import { ConnectorStore, type CreateFailure, CreateOutcomeUnknown } from "@odj/core"
import type { NewDomainJoinConnector } from "@odj/domain"
import { collectionPath, encodeNew } from "@odj/graph-wire"
import { ByteSize, Clock, Effect, Layer, type Option, type Redacted, Stream } from "effect"
import { HttpBody, HttpClient, HttpClientRequest, type HttpClientResponse } from "effect/http"
import { interpret } from "./CreateAnswer.ts"
import { fromTransport } from "./TransportFailure.ts"

/** Where the service is, and how to sign in to it. */
export interface Settings {
  /** The root of the API's version, such as `https://graph.microsoft.com/beta`. */
  readonly baseUrl: URL
  /** Gives the bearer token, one that a header can carry; asked once for every request. */
  readonly token: Effect.Effect<Redacted.Redacted>
}

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

const make = Effect.fnUntraced(function* ({ baseUrl, token }: Settings) {
  // In a scope, the connection closes whenever the answer is given up, even one that nobody has begun to read.
  const client = HttpClient.withScope(yield* HttpClient.HttpClient)
  const collectionUrl = new URL(baseUrl)
  collectionUrl.pathname = `${baseUrl.pathname.replace(/\/+$/, "")}/${collectionPath}`

  const create = Effect.fn("GraphConnectorStore.create")(function* (connector: NewDomainJoinConnector) {
    const clientRequestId = crypto.randomUUID()
    const request = HttpClientRequest.post(collectionUrl, {
      headers: {
        accept: "application/json",
        // Without this a service may compress its answer as it likes.
        "accept-encoding": "identity",
        "client-request-id": clientRequestId,
      },
      body: HttpBody.text(encodeNew(connector), "application/json"),
    }).pipe(HttpClientRequest.bearerToken(yield* token))

    const answer = Effect.gen(function* () {
      const response = yield* client.execute(request)
      return {
        status: response.status,
        headers: response.headers,
        body: yield* readBody(response),
        receivedAt: yield* Clock.currentTimeMillis,
      }
    })
    return yield* answer.pipe(
      Effect.scoped,
      Effect.provideService(HttpClient.TracerPropagationEnabled, false),
      Effect.mapError((error): CreateFailure => fromTransport(error, clientRequestId)),
      Effect.timeoutOrElse({
        duration: timeLimit,
        orElse: () =>
          new CreateOutcomeUnknown({ message: `No answer within ${timeLimit}`, requestId: clientRequestId }),
      }),
      Effect.flatMap((answer) => Effect.fromResult(interpret(connector, answer, clientRequestId))),
    )
  })

  return ConnectorStore.of({ create })
})

/** The store at the given address. Needs an `HttpClient` that neither follows redirects nor sends again on its own. */
export const layer = (settings: Settings): Layer.Layer<ConnectorStore, never, HttpClient.HttpClient> =>
  Layer.effect(ConnectorStore, make(settings))
