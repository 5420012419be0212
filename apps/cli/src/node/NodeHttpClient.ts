/**
 * An Effect `HttpClient` over `node:http`, which is quick to load. It follows no redirects and retries nothing.
 *
 * Connections are those of Node.js's own agents: they are kept alive, and use a proxy if `NODE_USE_ENV_PROXY` is set.
 */
import type { ClientRequest, IncomingMessage, RequestOptions } from "node:http"
import { NodeHttpIncomingMessage } from "@effect/platform-node/NodeHttpIncomingMessage"
import { Effect, Layer, type Pipeable, Pipeable as PipeableModule } from "effect"
import { Cookies, HttpClient, HttpClientError, type HttpClientRequest, HttpClientResponse } from "effect/http"

type Fault = HttpClientError.HttpClientError

const transportError = (request: HttpClientRequest.HttpClientRequest, cause: unknown): Fault =>
  new HttpClientError.HttpClientError({ reason: new HttpClientError.TransportError({ request, cause }) })

class NodeHttpResponse
  extends NodeHttpIncomingMessage<Fault>
  implements HttpClientResponse.HttpClientResponse, Pipeable.Pipeable
{
  readonly [HttpClientResponse.TypeId]: typeof HttpClientResponse.TypeId = HttpClientResponse.TypeId
  readonly request: HttpClientRequest.HttpClientRequest
  readonly url: string

  constructor(request: HttpClientRequest.HttpClientRequest, url: URL, source: IncomingMessage) {
    super(source, (cause) => this.#unreadable(cause))
    this.request = request
    this.url = url.href
  }

  get status() {
    return this.source.statusCode ?? 0
  }

  get cookies() {
    return Cookies.fromSetCookie(this.source.headers["set-cookie"] ?? [])
  }

  get formData() {
    return Effect.fail(this.#unreadable("Forms are not supported"))
  }

  get upgrade() {
    return Effect.fail(this.#unreadable("Upgrades are not supported"))
  }

  toJSON() {
    return { _id: "HttpClientResponse", status: this.status }
  }

  pipe() {
    // biome-ignore lint/complexity/noArguments: Effect passes them on like this.
    return PipeableModule.pipeArguments(this, arguments)
  }

  #unreadable(cause: unknown): Fault {
    const { request } = this
    return new HttpClientError.HttpClientError({
      reason: new HttpClientError.DecodeError({ request, response: this, cause }),
    })
  }
}

/** The time limit for connecting, TLS included. Nothing has been sent before that. */
const connectTimeLimit = "10 seconds"

/** The operating system's own error for a connection that timed out, which tells the store that nothing was sent. */
const connectTimedOut = ({ host }: URL) =>
  Object.assign(new Error(`connect ETIMEDOUT ${host}`), { code: "ETIMEDOUT", syscall: "connect" })

/**
 * Begins a request; TLS is loaded only if it is needed.
 *
 * An `import` would read everything that the modules export, and load an HTTP client that is not used here.
 */
const open = (url: URL, options: RequestOptions): Effect.Effect<ClientRequest> =>
  Effect.sync(() => {
    const { request } =
      url.protocol === "https:"
        ? process.getBuiltinModule("node:https")
        : process.getBuiltinModule("node:http")
    return request(url, options)
  })

/** Closes the connection if the response is aborted before its end; otherwise the next request reuses it. */
const closeOnAbort = (message: IncomingMessage, signal: AbortSignal) =>
  signal.addEventListener("abort", () => {
    if (!message.complete) message.destroy()
  })

/** Waits for the head of the response. */
const responseTo = (sent: ClientRequest) =>
  Effect.callback<IncomingMessage, unknown>((resume) => {
    sent.once("response", (message) => resume(Effect.succeed(message)))
    // `on`, not `once`: a later error must not end the process.
    sent.on("error", (error) => resume(Effect.fail(error)))
  })

/** Fails if there is no connection within the time limit. */
const connectLimit = (sent: ClientRequest, url: URL) =>
  Effect.gen(function* () {
    let isConnected = false
    sent.once("socket", (socket) => {
      const connected = () => {
        isConnected = true
      }
      if (sent.reusedSocket) connected()
      else socket.once(url.protocol === "https:" ? "secureConnect" : "connect", connected)
    })
    yield* Effect.sleep(connectTimeLimit)
    return yield* isConnected ? Effect.never : Effect.fail(connectTimedOut(url))
  })

const send = Effect.fnUntraced(function* (
  request: HttpClientRequest.HttpClientRequest,
  url: URL,
  signal: AbortSignal,
) {
  const { body, method, headers } = request
  if (body._tag !== "Empty" && body._tag !== "Uint8Array") {
    return yield* new HttpClientError.HttpClientError({
      reason: new HttpClientError.EncodeError({
        request,
        cause: new Error(`A body must be bytes, not ${body._tag}`),
      }),
    })
  }
  const sent = yield* open(url, { method, headers: { ...headers } })
  const response = Effect.raceFirst(responseTo(sent), connectLimit(sent, url))
  sent.end(body._tag === "Empty" ? undefined : body.body)
  return yield* response.pipe(
    Effect.onError(() => Effect.sync(() => sent.destroy())),
    Effect.map((message) => {
      closeOnAbort(message, signal)
      return new NodeHttpResponse(request, url, message)
    }),
    Effect.mapError((cause) => transportError(request, cause)),
  )
})

export const layer: Layer.Layer<HttpClient.HttpClient> = Layer.succeed(
  HttpClient.HttpClient,
  HttpClient.make(send),
)
