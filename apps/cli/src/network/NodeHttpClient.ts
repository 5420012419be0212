/**
 * An Effect `HttpClient` over `node:http`, which is quick to load. It follows no redirects and retries nothing.
 *
 * Sign-in and the service use it alike, so both have the same proxies, certificates and time limit for connecting.
 */
import type { ClientRequest, IncomingMessage } from "node:http"
import { NodeHttpIncomingMessage } from "@effect/platform-node/NodeHttpIncomingMessage"
import { Effect, Layer, type Pipeable, Pipeable as PipeableModule, Predicate } from "effect"
import { Cookies, HttpClient, HttpClientError, type HttpClientRequest, HttpClientResponse } from "effect/http"
import { type Agents, agentsOf, type Route } from "./Agents.ts"
import type { Network } from "./Network.ts"
import { proxyHeaders } from "./Proxies.ts"
import { ProxyRefused, ProxyUnreachable } from "./ProxyFailure.ts"

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

  /** Calls `listener` when the body has been read to its end. */
  onEnd(listener: () => void) {
    this.source.once("end", listener)
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

/** The time limit for connecting, a proxy and TLS included. Nothing has been sent before that. */
const connectTimeLimit = "10 seconds"

/** The operating system's own error for a connection that timed out, which tells the store that nothing was sent. */
const connectTimedOut = ({ host }: URL) =>
  Object.assign(new Error(`connect ETIMEDOUT ${host}`), { code: "ETIMEDOUT", syscall: "connect" })

/**
 * Begins a request; TLS is loaded only if it is needed. A proxy for http gets the whole URL.
 *
 * An `import` would read everything that the modules export, and load an HTTP client that is not used here.
 */
const open = (
  url: URL,
  { agent, proxy }: Route,
  method: string,
  headers: Readonly<Record<string, string>>,
): ClientRequest => {
  const throughHttpProxy = url.protocol === "http:" ? proxy : undefined
  const target = throughHttpProxy?.url ?? url
  const { request } =
    target.protocol === "https:"
      ? process.getBuiltinModule("node:https")
      : process.getBuiltinModule("node:http")
  if (throughHttpProxy === undefined) return request(url, { agent, method, headers })
  const sent = { ...headers, host: url.host, ...proxyHeaders(throughHttpProxy) }
  return request(target, { agent, method, path: url.href, headers: sent })
}

/** Closes the connection if the response is aborted before its end; otherwise the next request reuses it. */
const closeOnAbort = (message: IncomingMessage, signal: AbortSignal) =>
  signal.addEventListener("abort", () => {
    if (!message.complete) message.destroy()
  })

const isConnecting = (error: Error) =>
  "syscall" in error && (error.syscall === "connect" || error.syscall === "getaddrinfo")

/** Waits for the head of the response. An http proxy's own errors count as those of a tunnel. */
const responseTo = (sent: ClientRequest, url: URL, { proxy }: Route) => {
  const httpProxy = url.protocol === "http:" ? proxy : undefined
  return Effect.callback<IncomingMessage, unknown>((resume) => {
    sent.once("response", (message) => {
      if (httpProxy === undefined || message.statusCode !== 407) return resume(Effect.succeed(message))
      message.destroy()
      resume(Effect.fail(new ProxyRefused(httpProxy, message, url.host)))
    })
    // `on`, not `once`: a later error must not end the process.
    sent.on("error", (error) =>
      resume(Effect.fail(httpProxy && isConnecting(error) ? new ProxyUnreachable(httpProxy, error) : error)),
    )
  })
}

/** How far a request has come. */
interface Progress {
  /** Whether a proxy has opened the tunnel, if there is one: then the request gets its socket. */
  hasSocket: boolean
  isConnected: boolean
}

/** Observes a request, and calls `onConnected` when it has a connection. */
const progressOf = (sent: ClientRequest, url: URL, onConnected: () => void): Progress => {
  const progress = { hasSocket: false, isConnected: false }
  sent.once("socket", (socket) => {
    progress.hasSocket = true
    const connected = () => {
      progress.isConnected = true
      onConnected()
    }
    if (sent.reusedSocket) connected()
    else socket.once(url.protocol === "https:" ? "secureConnect" : "connect", connected)
  })
  return progress
}

/** Fails if there is no connection within the time limit. */
const connectLimit = (progress: Progress, url: URL, { proxy }: Route) =>
  Effect.gen(function* () {
    yield* Effect.sleep(connectTimeLimit)
    if (progress.isConnected) return yield* Effect.never
    const error = connectTimedOut(url)
    return yield* Effect.fail(
      proxy === undefined || progress.hasSocket ? error : new ProxyUnreachable(proxy, error),
    )
  })

const attempt = Effect.fnUntraced(function* (
  agents: Agents,
  request: HttpClientRequest.HttpClientRequest,
  url: URL,
  signal: AbortSignal,
  content: Uint8Array | undefined,
  onConnected: () => void,
) {
  const route = yield* Effect.promise(() => agents.routeTo(url))
  const sent = open(url, route, request.method, request.headers)
  const progress = progressOf(sent, url, onConnected)
  const response = Effect.raceFirst(responseTo(sent, url, route), connectLimit(progress, url, route))
  sent.end(content)
  return yield* response.pipe(
    Effect.onError(() => Effect.sync(() => sent.destroy())),
    Effect.map((message) => {
      closeOnAbort(message, signal)
      return new NodeHttpResponse(request, url, message)
    }),
  )
})

/** The codes of a certificate whose issuer is not trusted. TLS fails with them before anything is sent. */
const untrusted = /^(UNABLE_TO_(GET_ISSUER|VERIFY)|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED)/

const isUntrusted = (cause: unknown): boolean =>
  Predicate.isObject(cause) &&
  ((Predicate.isString(cause.code) && untrusted.test(cause.code)) || isUntrusted(cause.cause))

/**
 * Makes the client. If a certificate is not trusted, it reads the certificates of the operating system, which takes longer
 * than a connection, and connects again.
 */
export const make = (network: Network): HttpClient.HttpClient => {
  let agents = agentsOf(network, false)
  return HttpClient.make(
    Effect.fnUntraced(function* (request, url, signal) {
      const { body } = request
      if (body._tag !== "Empty" && body._tag !== "Uint8Array") {
        return yield* new HttpClientError.HttpClientError({
          reason: new HttpClientError.EncodeError({
            request,
            cause: new Error(`A body must be bytes, not ${body._tag}`),
          }),
        })
      }
      const content = body._tag === "Empty" ? undefined : body.body
      const first = agents
      const { during, sent, ended } = network.waiting
      const over = (used: Agents) => attempt(used, request, url, signal, content, () => sent(request))
      const response = over(first).pipe(
        Effect.catch((cause) => {
          if (first.trustsSystem || !isUntrusted(cause)) return Effect.fail(cause)
          if (agents === first) agents = agentsOf(network, true)
          return over(agents)
        }),
        Effect.mapError((cause) => transportError(request, cause)),
      )
      const received = yield* during(request, response)
      received.onEnd(() => ended(request))
      return received
    }),
  )
}

export const layer = (network: Network): Layer.Layer<HttpClient.HttpClient> =>
  Layer.sync(HttpClient.HttpClient, () => make(network))
