/**
 * The HTTP edge: `node:http` on one side, a function from request to response on the other.
 *
 * It is thin on purpose. A request costs one fiber, its body is read once into memory under a limit, and a response is
 * written as one piece; what a request means is decided elsewhere. Where Node.js would respond by itself, `refuse` does,
 * so that a client gets the same kind of response from the edge as from the endpoint.
 */
import { once } from "node:events"
import { type IncomingMessage, type ServerResponse, STATUS_CODES } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { Cause, Data, Effect, Exit } from "effect"
import {
  type EdgeFailure,
  ExpectationUnknown,
  HeadTooLarge,
  RequestMalformed,
  RequestTimedOut,
  TunnelRefused,
} from "./EdgeFailure.ts"
import { announcesMore, readBody } from "./HttpBody.ts"
import { trackConnections } from "./HttpConnections.ts"
import type { HttpRequest, HttpResponse } from "./HttpMessage.ts"
import { type Limits, makeServer, type TlsOptions } from "./HttpServer.ts"
import { cutAfter, dropRest } from "./LingeringClose.ts"

export { defaultLimits, type Limits } from "./HttpServer.ts"

export interface HttpHandlers<R> {
  readonly handle: (request: HttpRequest) => Effect.Effect<HttpResponse, never, R>
  /** The response where no request comes about that could be handled. */
  readonly refuse: (failure: EdgeFailure) => HttpResponse
}

export interface ListenOptions {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  readonly limits: Limits
  /** To serve HTTPS with. */
  readonly tls?: TlsOptions | undefined
}

/** The address can't be listened on, or not with this key and certificate; the message is the system's. */
export class ListenFailed extends Data.TaggedError("ListenFailed")<{ readonly message: string }> {}

/** What is wrong, where the client can still be told. */
const failureOf = ({ code = "" }: NodeJS.ErrnoException): EdgeFailure | undefined => {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return new RequestTimedOut()
  if (code === "HPE_HEADER_OVERFLOW") return new HeadTooLarge()
  return code.startsWith("HPE_") ? new RequestMalformed() : undefined
}

/** The failure of a request in which others may read another version, length or body than Node.js does. */
const ambiguity = ({ httpVersion, headers }: IncomingMessage): EdgeFailure | undefined => {
  const encoding = headers["transfer-encoding"]
  const isClear =
    httpVersion === "1.1"
      ? encoding === undefined || encoding.toLowerCase() === "chunked"
      : httpVersion === "1.0" && encoding === undefined
  return isClear ? undefined : new RequestMalformed()
}

const headersOf = ({ headers, body }: HttpResponse, isLast: boolean) => ({
  ...headers,
  ...(body !== undefined && { "Content-Length": Buffer.byteLength(body) }),
  ...(isLast && { Connection: "close" }),
})

/** A response as it is sent, where Node.js has none of its own to write it with. */
const format = (response: HttpResponse) => {
  const headers = Object.entries({ ...headersOf(response, true), Date: new Date().toUTCString() })
  const head = [
    `HTTP/1.1 ${response.status} ${STATUS_CODES[response.status]}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ]
  return `${head.join("\r\n")}\r\n\r\n${response.body ?? ""}`
}

const hostOf = ({ address, family }: AddressInfo) => (family === "IPv6" ? `[${address}]` : address)

/**
 * Serves until its scope closes. It then tells its handlers, closes what is idle, responds to what is in flight, and to
 * whatever else comes until that is done, and cuts what is left after `drainTime`. Gives the URL it listens on, without
 * a slash at its end.
 *
 * A handler is never interrupted: what it has begun it ends, also when its client has left.
 */
export const listen = Effect.fnUntraced(function* <R>(
  { host, port, limits, tls }: ListenOptions,
  makeHandlers: (isStopping: () => boolean) => HttpHandlers<R>,
) {
  const runFork = Effect.runForkWith(yield* Effect.context<R>())
  let isStopping = false
  const { handle, refuse } = makeHandlers(() => isStopping)
  const scheme = tls === undefined ? "http" : "https"
  const server = yield* Effect.try({
    try: () => makeServer(limits, tls),
    catch: (cause) => new ListenFailed({ message: (cause as Error).message }),
  })
  const connections = trackConnections(server)
  let running = 0
  let lastEnded = () => {}
  // Connections that have brought their last request: what still comes over them is not looked at.
  const closing = new WeakSet<Socket>()

  /** Gives a connection its last response, to a request of which not all has come, or behind which something is lost. */
  const turnDown = (response: ServerResponse, refusal: HttpResponse) => {
    const { socket } = response.req
    closing.add(socket)
    dropRest(socket, limits.maxDropped)
    cutAfter(socket, limits.requestTime, socket)
    response.writeHead(refusal.status, headersOf(refusal, true))
    response.flushHeaders()
    response.write(refusal.body ?? "", () => socket.end())
  }

  /** Responds to what is no request, once the requests before it have got their responses. */
  const refuseRest = (socket: Socket, failure: EdgeFailure) => {
    closing.add(socket)
    dropRest(socket, limits.maxDropped)
    const respond = () => {
      if (!socket.writable) return
      cutAfter(socket, limits.requestTime, socket)
      socket.end(format(refuse(failure)))
    }
    const pending = connections.pending(socket)
    if (pending === undefined) respond()
    else pending.once("close", respond)
  }

  const write = (response: ServerResponse, content: HttpResponse) => {
    const { socket, complete, headers } = response.req
    if (socket.destroyed || response.headersSent) return
    if (!complete || headers.upgrade !== undefined) return turnDown(response, content)
    const isLast = isStopping && connections.isLatest(response)
    response.writeHead(content.status, headersOf(content, isLast))
    response.end(content.body)
    if (response.writableLength > 0) cutAfter(socket, limits.responseTime, response)
  }

  /** For a defect of the handler or of its response. */
  const giveUp = (response: ServerResponse, cause: Cause.Cause<never>) => {
    runFork(Effect.logError("A request gets no response", cause))
    response.destroy()
  }

  const run = (response: ServerResponse, body: Buffer | undefined) => {
    const { method = "", url: target = "" } = response.req
    // Only Set-Cookie is ever a list, and requests have none.
    const headers = response.req.headers as HttpRequest["headers"]
    running++
    runFork(handle({ method, target, headers, body, scheme })).addObserver((exit) => {
      if (--running === 0) lastEnded()
      if (Exit.isFailure(exit)) return giveUp(response, exit.cause)
      try {
        write(response, exit.value)
      } catch (defect) {
        giveUp(response, Cause.die(defect))
      }
    })
  }

  /** Waits for the response to the request before; meanwhile no more is read than has come already. */
  const startAfter = (before: ServerResponse, response: ServerResponse, start: () => void) => {
    const { socket } = response.req
    process.nextTick(() => {
      if (!before.writableFinished) socket.pause()
    })
    before.once("close", () => {
      if (connections.isLatest(response)) socket.resume()
      start()
    })
  }

  const accept = (request: IncomingMessage, response: ServerResponse, failure = ambiguity(request)) => {
    if (closing.has(request.socket)) return
    const before = connections.begin(response)
    // No upgrade is made, but Node.js may have dropped what came behind the wish for one.
    if (request.headers.upgrade !== undefined) closing.add(request.socket)
    if (failure !== undefined) return turnDown(response, refuse(failure))
    const start = () => readBody(request, limits.maxBody, (body) => run(response, body))
    if (before === undefined) start()
    else startAfter(before, response, start)
  }

  server.on("request", (request, response) => accept(request, response))
  server.on("checkContinue", (request, response) => {
    if (!closing.has(request.socket) && !announcesMore(request, limits.maxBody)) response.writeContinue()
    accept(request, response)
  })
  server.on("checkExpectation", (request, response) => accept(request, response, new ExpectationUnknown()))
  server.on("connect", ({ socket }) => {
    socket.on("error", () => {})
    refuseRest(socket, new TunnelRefused())
  })
  server.on("clientError", (error, socket: Socket) => {
    const failure = failureOf(error)
    if (failure === undefined) return void socket.destroy()
    const pending = connections.pending(socket)
    if (pending?.req.complete === false && !pending.headersSent) turnDown(pending, refuse(failure))
    else if (!closing.has(socket)) refuseRest(socket, failure)
  })
  // A connection that the system can't hand out is its client's loss only.
  server.on("error", () => {})

  /** When no handler runs any more, be its client there or not. */
  const allEnded = Effect.callback<void>((resume) => {
    lastEnded = () => resume(Effect.void)
    if (running === 0) lastEnded()
  })

  yield* Effect.acquireRelease(
    Effect.tryPromise({
      try: () => once(server.listen(port, host), "listening"),
      catch: (cause) => new ListenFailed({ message: (cause as Error).message }),
    }),
    () =>
      Effect.suspend(() => {
        isStopping = true
        return connections.close(allEnded, limits.drainTime)
      }),
  )
  const address = server.address() as AddressInfo
  return `${scheme}://${hostOf(address)}:${address.port}`
})
