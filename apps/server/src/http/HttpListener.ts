/**
 * The HTTP edge: connects `node:http` to a function from request to response.
 *
 * It is thin on purpose: a request costs at most one fiber. Its body is read once, up to a limit, and its response is written
 * in one piece. Node.js would respond to invalid requests itself; here they go to `refuse`, so every error has the same form.
 */
import { once } from "node:events"
import type { IncomingMessage, ServerResponse } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { Cause, Data, Effect, Exit } from "effect"
import { breakOf, breakResponse } from "./BreakConnection.ts"
import type { ConnectionBreak } from "./ConnectionBreak.ts"
import { ambiguity, type EdgeFailure, ExpectationUnknown, failureOf, TunnelRefused } from "./EdgeFailure.ts"
import { makeHandlerRuns } from "./HandlerRuns.ts"
import { exceedsLimit, readBody } from "./HttpBody.ts"
import { trackConnections } from "./HttpConnections.ts"
import type { HttpRequest, HttpResponse } from "./HttpMessage.ts"
import { type Limits, makeServer, type TlsOptions } from "./HttpServer.ts"
import { closeAfter, dropRest } from "./LingeringClose.ts"
import { type Reception, receiveConnections } from "./Reception.ts"
import { makeResponseStreams } from "./ResponseStreams.ts"
import { headersOf, responseText } from "./ResponseText.ts"
import { systemReason } from "./SystemReason.ts"
import { makeUnsentResponses } from "./UnsentResponses.ts"

export { defaultLimits, type Limits } from "./HttpServer.ts"

export interface HttpHandlers<R> {
  readonly handle: (request: HttpRequest) => Effect.Effect<HttpResponse, never, R>
  /** The response to an invalid request, which `handle` never gets. Its method is empty if its head is invalid. */
  readonly refuse: (failure: EdgeFailure, request: HttpRequest) => HttpResponse
  /** The largest body of a request, by its head; `undefined` for the limit of all requests. */
  readonly maxBody?: ((head: HttpRequest) => number | undefined) | undefined
}

export interface ListenOptions {
  readonly host: string
  /** 0 picks a free port. */
  readonly port: number
  readonly limits: Limits
  /** To serve https; without it the server speaks plain http. */
  readonly tls?: TlsOptions | undefined
  /** Decides what happens to a new connection. Without it, or if it returns `undefined`, the connection is served. */
  readonly receive?: (() => Effect.Effect<Reception> | undefined) | undefined
}

/** A request whose body is still read. */
type ReceivedRequest = Omit<HttpRequest, "body"> & { body: Buffer | undefined }

/** The address or the certificate can't be used; the message is a sentence without its full stop. */
export class ListenFailed extends Data.TaggedError("ListenFailed")<{ readonly message: string }> {}

const hostOf = ({ address, family }: AddressInfo) => (family === "IPv6" ? `[${address}]` : address)

/**
 * Serves until its scope closes, and returns its URL without a trailing slash.
 *
 * When the scope closes, `isStopping` becomes true and idle connections are closed. Requests in flight still get their
 * responses, and so do requests that arrive meanwhile. After `drainTime`, all remaining connections are closed.
 *
 * A handler runs to its end even if its client disconnects. Only those of its effects that are marked as interruptible are
 * interrupted then.
 */
export const listen = Effect.fnUntraced(function* <R>(
  { host, port, limits, tls, receive }: ListenOptions,
  makeHandlers: (isStopping: () => boolean) => HttpHandlers<R>,
) {
  const runFork = Effect.runForkWith(yield* Effect.context<R>())
  let isStopping = false
  const { handle, refuse, maxBody } = makeHandlers(() => isStopping)
  const scheme = tls === undefined ? "http" : "https"
  const server = yield* Effect.try({
    try: () => makeServer(limits, tls),
    catch: (error) =>
      new ListenFailed({ message: `Can't use the certificate and its key: ${(error as Error).message}` }),
  })
  if (receive !== undefined) receiveConnections(server, receive, { limits, tls }, runFork)
  const connections = trackConnections(server, limits.probeTime)
  const unsent = makeUnsentResponses(limits.maxUnsent)
  const streams = makeResponseStreams()
  const handlers = makeHandlerRuns(handle, runFork)
  // Connections that get no further response: what still arrives on them is ignored.
  const closing = new WeakSet<Socket>()

  const requestOf = (socket: Socket, head?: IncomingMessage): ReceivedRequest => ({
    method: head?.method ?? "",
    target: head?.url ?? "",
    // Only Set-Cookie is an array, and requests have none.
    headers: (head?.headers ?? {}) as HttpRequest["headers"],
    body: undefined,
    scheme,
    connection: {
      address: socket.remoteAddress,
      httpVersion: head?.httpVersion,
      hasEnded: () => socket.destroyed,
    },
    facts: {},
  })

  const maxBodyOf = (head: HttpRequest) => maxBody?.(head) ?? limits.maxBody

  /** Responds to a request that is incomplete, or after which bytes may be lost, and closes the connection. */
  const respondAndClose = (response: ServerResponse, last: HttpResponse) => {
    const { socket } = response.req
    closing.add(socket)
    dropRest(socket, limits.maxDropped)
    closeAfter(socket, limits.requestTime, socket)
    response.writeHead(last.status, headersOf(last, true))
    response.flushHeaders()
    response.write(last.bytes ?? last.body ?? "", () => socket.end())
  }

  /** Responds to bytes that are not a request, after the responses to the requests before them. */
  const refuseRest = (socket: Socket, failure: EdgeFailure) => {
    closing.add(socket)
    dropRest(socket, limits.maxDropped)
    const respond = () => {
      if (!socket.writable) return
      closeAfter(socket, limits.requestTime, socket)
      socket.end(responseText(refuse(failure, requestOf(socket))))
    }
    const pending = connections.pending(socket)
    if (pending === undefined) respond()
    else pending.once("close", respond)
  }

  /** Breaks a connection instead of responding; what still arrives on it is ignored. */
  const breakOff = (response: ServerResponse, content: HttpResponse, how: ConnectionBreak) => {
    const { socket } = response.req
    closing.add(socket)
    dropRest(socket, limits.maxDropped)
    closeAfter(socket, limits.responseTime, socket)
    breakResponse(response, content, how, connections.release(socket))
  }

  /** Streams a response. Its connection is not in flight, so a stop does not wait for it, and gets no further response. */
  const beginStream = (response: ServerResponse, content: HttpResponse) => {
    const { socket, method } = response.req
    closing.add(socket)
    dropRest(socket, limits.maxDropped)
    response.writeHead(content.status, headersOf(content, true))
    if (content.stream === undefined || method === "HEAD" || isStopping) return void response.end()
    connections.release(socket)
    streams.begin(response, content.stream)
  }

  const write = (response: ServerResponse, content: HttpResponse) => {
    const { socket, complete, headers } = response.req
    if (socket.destroyed || response.headersSent) return
    const how = breakOf(response.req, content)
    if (how !== undefined) return breakOff(response, content, how)
    if (content.stream !== undefined) return beginStream(response, content)
    if (!complete || headers.upgrade !== undefined) return respondAndClose(response, content)
    response.writeHead(content.status, headersOf(content, isStopping && connections.isLatest(response)))
    response.end(content.bytes ?? content.body)
    if (response.writableLength === 0) return
    closeAfter(socket, limits.responseTime, response)
    unsent.add(response)
  }

  /** Handles a defect of the handler or of its response. */
  const abort = (response: ServerResponse, cause: Cause.Cause<never>) => {
    runFork(Effect.logError("Closed a connection without a response", cause))
    response.destroy()
  }

  const run = (response: ServerResponse, request: HttpRequest) =>
    handlers.run(request, response, (outcome) => {
      if (Exit.isFailure(outcome)) return abort(response, outcome.cause)
      try {
        write(response, outcome.value)
      } catch (defect) {
        abort(response, Cause.die(defect))
      }
    })

  /** Starts after the previous response of a pipelined connection; meanwhile the socket is paused. */
  const startAfter = (previous: ServerResponse, response: ServerResponse, start: () => void) => {
    const { socket } = response.req
    process.nextTick(() => {
      if (!previous.writableFinished) socket.pause()
    })
    previous.once("close", () => {
      if (connections.isLatest(response)) socket.resume()
      start()
    })
  }

  const accept = (request: IncomingMessage, response: ServerResponse, failure = ambiguity(request)) => {
    if (closing.has(request.socket)) return
    const received = requestOf(request.socket, request)
    const previous = connections.begin(response)
    // Upgrades are not supported, and Node.js may have dropped the bytes after this request.
    if (request.headers.upgrade !== undefined) closing.add(request.socket)
    if (failure !== undefined) return respondAndClose(response, refuse(failure, received))
    const start = () =>
      readBody(request, maxBodyOf(received), (body) => {
        received.body = body
        run(response, received)
      })
    if (previous === undefined) start()
    else startAfter(previous, response, start)
  }

  server.on("request", (request, response) => accept(request, response))
  server.on("checkContinue", (request, response) => {
    const limit = maxBodyOf(requestOf(request.socket, request))
    if (!closing.has(request.socket) && !exceedsLimit(request, limit)) response.writeContinue()
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
    if (pending?.req.complete === false && !pending.headersSent)
      respondAndClose(pending, refuse(failure, requestOf(socket, pending.req)))
    else if (!closing.has(socket)) refuseRest(socket, failure)
  })
  // If one connection can't be accepted, the others continue.
  server.on("error", () => {})

  yield* Effect.acquireRelease(
    Effect.tryPromise({
      try: () => once(server.listen(port, host), "listening"),
      catch: (error) =>
        new ListenFailed({ message: `Can't listen on ${host}:${port}: ${systemReason(error)}` }),
    }),
    () =>
      Effect.suspend(() => {
        isStopping = true
        streams.endAll()
        return connections.close(handlers.allHandled, limits.drainTime)
      }),
  )
  const address = server.address() as AddressInfo
  return `${scheme}://${hostOf(address)}:${address.port}`
})
