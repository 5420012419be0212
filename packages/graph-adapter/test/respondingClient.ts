/** A client that responds from memory. */
import { Effect, Layer } from "effect"
import { HttpClient, HttpClientError, type HttpClientRequest, HttpClientResponse } from "effect/http"

/** A request, as the client received it. */
export interface Sent {
  readonly url: string
  readonly request: HttpClientRequest.HttpClientRequest
  readonly signal: AbortSignal
}

export type Responder = (sent: Sent) => Effect.Effect<Response, HttpClientError.HttpClientErrorReason>

/** The same response to every request. */
export const respond =
  (body: ConstructorParameters<typeof Response>[0], init?: ResponseInit): Responder =>
  () =>
    Effect.sync(() => new Response(body, init))

/** A failure of the transport, as Node.js and fetch report it. */
export const broken =
  (properties: object): Responder =>
  ({ request }) =>
    Effect.fail(
      new HttpClientError.TransportError({ request, cause: Object.assign(new Error("why"), properties) }),
    )

/** A client, and the requests that it was sent. */
export const clientOver = (responder: Responder) => {
  const sent: Array<Sent> = []
  const client = HttpClient.make((request, url, signal) => {
    const entry = { url: url.href, request, signal }
    sent.push(entry)
    return responder(entry).pipe(
      Effect.map((response) => HttpClientResponse.fromWeb(request, response)),
      Effect.mapError((reason) => new HttpClientError.HttpClientError({ reason })),
    )
  })
  return { sent, client: Layer.succeed(HttpClient.HttpClient, client) }
}

/** The client of a service without a metadata document, and all other requests. */
export const undocumented = (responder: Responder) => {
  const sent: Array<Sent> = []
  const { client } = clientOver((entry) => {
    if (entry.url.endsWith("/$metadata")) return respond(null, { status: 404 })(entry)
    sent.push(entry)
    return responder(entry)
  })
  return { sent, client }
}

/** The body of a request; `undefined` if there is none. */
export const bodyOf = ({ body }: HttpClientRequest.HttpClientRequest): string | undefined =>
  body._tag === "Uint8Array" ? new TextDecoder().decode(body.body) : undefined
