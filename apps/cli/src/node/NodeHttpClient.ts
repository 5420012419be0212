/**
 * An `HttpClient` of Effect over `node:http`: little to load, and nothing between the store and the wire. It follows no
 * redirect and sends nothing again.
 *
 * Connections are those of Node.js's own agents: they are kept alive, and go through the proxies that Node.js is told of.
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
    return Effect.fail(this.#unreadable("No form is read here"))
  }

  get upgrade() {
    return Effect.fail(this.#unreadable("No connection is handed over here"))
  }

  toJSON() {
    return { _id: "HttpClientResponse", status: this.status }
  }

  pipe() {
    // biome-ignore lint/complexity/noArguments: it is how Effect passes them on.
    return PipeableModule.pipeArguments(this, arguments)
  }

  #unreadable(cause: unknown): Fault {
    const { request } = this
    return new HttpClientError.HttpClientError({
      reason: new HttpClientError.DecodeError({ request, response: this, cause }),
    })
  }
}

/** How long it may take until a connection stands, TLS included: until then nothing has been sent. */
const connectTimeLimit = "10 seconds"

/** What the operating system says when it gives a connection up: whoever reads it knows that nothing was sent. */
const connectTimedOut = ({ host }: URL) =>
  Object.assign(new Error(`connect ETIMEDOUT ${host}`), { code: "ETIMEDOUT", syscall: "connect" })

/**
 * Begins a request; TLS is loaded only for those who need it.
 *
 * An `import` would read all that the module offers, and with it load an HTTP client that nobody here uses.
 */
const open = (url: URL, options: RequestOptions): Effect.Effect<ClientRequest> =>
  Effect.sync(() => {
    const { request } =
      url.protocol === "https:"
        ? process.getBuiltinModule("node:https")
        : process.getBuiltinModule("node:http")
    return request(url, options)
  })

/** Closes the connection when the answer is given up; one that has been read to its end leaves it to the next request. */
const closeWhenGivenUp = (message: IncomingMessage, signal: AbortSignal) =>
  signal.addEventListener("abort", () => {
    if (!message.complete) message.destroy()
  })

/** Waits for the head of the answer. */
const answerTo = (sent: ClientRequest) =>
  Effect.callback<IncomingMessage, unknown>((resume) => {
    sent.once("response", (message) => resume(Effect.succeed(message)))
    // Not once: an error that comes later must not end the process.
    sent.on("error", (error) => resume(Effect.fail(error)))
  })

/** Fails when the time for connecting is over, unless the connection stands. */
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
        cause: new Error(`A body is bytes here, not ${body._tag}`),
      }),
    })
  }
  const sent = yield* open(url, { method, headers: { ...headers } })
  const answer = Effect.raceFirst(answerTo(sent), connectLimit(sent, url))
  sent.end(body._tag === "Empty" ? undefined : body.body)
  return yield* answer.pipe(
    Effect.onError(() => Effect.sync(() => sent.destroy())),
    Effect.map((message) => {
      closeWhenGivenUp(message, signal)
      return new NodeHttpResponse(request, url, message)
    }),
    Effect.mapError((cause) => transportError(request, cause)),
  )
})

export const layer: Layer.Layer<HttpClient.HttpClient> = Layer.succeed(
  HttpClient.HttpClient,
  HttpClient.make(send),
)
