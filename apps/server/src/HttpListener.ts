/**
 * The HTTP edge: `node:http` on one side, a function from request to answer on the other.
 *
 * It is thin on purpose. A request costs one fiber, its body is read once into memory under a limit, and an answer is
 * written as one piece; what a request means is decided elsewhere. What Node.js would answer by itself is asked of
 * `refuse`, so that a client gets no other kind of answer from the edge than from the endpoint.
 */
import { once } from "node:events"
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerOptions,
  type ServerResponse,
  STATUS_CODES,
} from "node:http"
import { createServer as createSecureServer } from "node:https"
import type { AddressInfo, Socket } from "node:net"
import { Cause, Data, Effect, Exit } from "effect"
import { announcesMore, readBody } from "./HttpBody.ts"
import { trackConnections } from "./HttpConnections.ts"
import { cutAfter, dropRest } from "./LingeringClose.ts"
import {
  type EdgeFailure,
  ExpectationUnknown,
  HeadTooLarge,
  RequestMalformed,
  RequestTimedOut,
  TunnelRefused,
} from "./RequestFailure.ts"

/** A request that has come in whole. */
export interface HttpRequest {
  readonly method: string
  /** The request target: path and query, as sent. */
  readonly target: string
  /** A header that is given again is joined with a comma; a header that is absent is undefined. */
  readonly headers: IncomingHttpHeaders
  /** Nothing where the body is larger than the limit. */
  readonly body: Buffer | undefined
  readonly scheme: "http" | "https"
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Nothing where the status has none, such as 204. */
  readonly body?: string | undefined
}

export interface HttpHandlers<R> {
  readonly handle: (request: HttpRequest) => Effect.Effect<HttpAnswer, never, R>
  /** The answer where no request comes about that could be handled. */
  readonly refuse: (failure: EdgeFailure) => HttpAnswer
}

interface ListenOptions {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  readonly limits: Limits
  /** The private key and the certificate, as PEM, to serve HTTPS with. */
  readonly tls?: { readonly key: string | Buffer; readonly cert: string | Buffer } | undefined
}

/** What a client may ask of the server: sizes in bytes, and times in milliseconds. */
export interface Limits {
  /** How many connections there may be; more are closed. */
  readonly maxConnections: number
  /** The largest head of a request. */
  readonly maxHead: number
  /** The largest body of a request. */
  readonly maxBody: number
  /** How much is read and dropped of what a client sends after it has been turned down. */
  readonly maxDropped: number
  /** How long a client may take for a TLS handshake. */
  readonly handshakeTime: number
  /** How long it may take to send the head of a request. */
  readonly headTime: number
  /** How long it may take to send all of a request. */
  readonly requestTime: number
  /** How long it may take to receive an answer. */
  readonly answerTime: number
  /** How long a connection is kept for the next request. */
  readonly idleTime: number
  /** How long requests that are under way may go on when the server is told to stop. */
  readonly drainTime: number
}

export const defaultLimits: Limits = {
  // Below 4,096, the least that is usual as the hard limit of open files; Node.js raises the soft limit to the hard.
  maxConnections: 4_000,
  maxHead: 32_768,
  maxBody: 65_536,
  maxDropped: 33_554_432,
  handshakeTime: 10_000,
  headTime: 10_000,
  requestTime: 30_000,
  answerTime: 60_000,
  idleTime: 5_000,
  drainTime: 5_000,
}

/** The address can't be listened on, or not with this key and certificate; the message is the system's. */
class ListenFailed extends Data.TaggedError("ListenFailed")<{ readonly message: string }> {}

const makeServer = (limits: Limits, tls: ListenOptions["tls"]): Server => {
  const options: ServerOptions & { readonly allowHalfOpen: boolean } = {
    maxHeaderSize: limits.maxHead,
    headersTimeout: limits.headTime,
    requestTimeout: limits.requestTime,
    keepAliveTimeout: limits.idleTime,
    connectionsCheckingInterval: Math.min(1_000, limits.headTime),
    insecureHTTPParser: false,
    joinDuplicateHeaders: true,
    requireHostHeader: false,
    allowHalfOpen: true,
  }
  const server =
    tls === undefined
      ? createServer(options)
      : createSecureServer({
          ...options,
          key: tls.key,
          cert: tls.cert,
          minVersion: "TLSv1.2",
          handshakeTimeout: limits.handshakeTime,
        })
  return Object.assign(server, {
    maxConnections: limits.maxConnections,
    // No number of headers is too high: those beyond it would be left out without a word.
    maxHeadersCount: 0,
    // A client may close its end once it has sent its request.
    httpAllowHalfOpen: true,
    // Idle for Node.js is also a connection whose answer is not all sent yet.
    closeIdleConnections: () => {},
  })
}

/** What is wrong, where the client can still be told. */
const failureOf = ({ code = "" }: NodeJS.ErrnoException): EdgeFailure | undefined => {
  if (code === "ERR_HTTP_REQUEST_TIMEOUT") return new RequestTimedOut()
  if (code === "HPE_HEADER_OVERFLOW") return new HeadTooLarge()
  return code.startsWith("HPE_") ? new RequestMalformed() : undefined
}

/** Whether others may read another version, length or body in a request than Node.js does. */
const isAmbiguous = ({ httpVersion, headers }: IncomingMessage) => {
  const encoding = headers["transfer-encoding"]
  return httpVersion === "1.1"
    ? encoding !== undefined && encoding.toLowerCase() !== "chunked"
    : httpVersion !== "1.0" || encoding !== undefined
}

const headersOf = ({ headers, body }: HttpAnswer, isLast: boolean) => ({
  ...headers,
  ...(body !== undefined && { "Content-Length": Buffer.byteLength(body) }),
  ...(isLast && { Connection: "close" }),
})

/** An answer as it is sent, where Node.js has no response to write it with. */
const format = (answer: HttpAnswer) => {
  const headers = Object.entries({ ...headersOf(answer, true), Date: new Date().toUTCString() })
  const head = [
    `HTTP/1.1 ${answer.status} ${STATUS_CODES[answer.status]}`,
    ...headers.map(([name, value]) => `${name}: ${value}`),
  ]
  return `${head.join("\r\n")}\r\n\r\n${answer.body ?? ""}`
}

const hostOf = ({ address, family }: AddressInfo) => (family === "IPv6" ? `[${address}]` : address)

/**
 * Serves until its scope closes. It then tells its handlers, closes what is idle, answers what is under way, and
 * whatever else comes until that is done, and cuts what is left after `drainTime`. Answers the URL it listens on, without
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
  // Connections that have got their last answer: what still comes over them is not looked at.
  const closing = new WeakSet<Socket>()

  /** Answers a request before all of it has come: the rest of it is not wanted any more. */
  const turnDown = (response: ServerResponse, answer: HttpAnswer) => {
    const { socket } = response.req.resume()
    closing.add(socket)
    dropRest(socket, limits.maxDropped)
    cutAfter(socket, limits.requestTime, socket)
    response.writeHead(answer.status, headersOf(answer, true))
    response.flushHeaders()
    response.write(answer.body ?? "", () => socket.end())
  }

  /** Answers what is no request, once the requests before it have got their answers. */
  const refuseRest = (socket: Socket, failure: EdgeFailure) => {
    closing.add(socket)
    dropRest(socket, limits.maxDropped)
    const answer = () => {
      if (!socket.writable) return void socket.destroy()
      cutAfter(socket, limits.requestTime, socket)
      socket.end(format(refuse(failure)))
    }
    const pending = connections.pending(socket)
    if (pending === undefined) answer()
    else pending.once("close", answer)
  }

  const write = (response: ServerResponse, answer: HttpAnswer) => {
    const { socket, complete } = response.req
    if (socket.destroyed || response.headersSent) return
    if (!complete) return turnDown(response, answer)
    const isLast = isStopping && connections.isLatest(response)
    response.writeHead(answer.status, headersOf(answer, isLast))
    response.end(answer.body)
    if (response.writableLength > 0) cutAfter(socket, limits.answerTime, response)
  }

  /** For a defect of the handler or of its answer. */
  const giveUp = (response: ServerResponse, cause: Cause.Cause<never>) => {
    runFork(Effect.logError("A request gets no answer", cause))
    response.destroy()
  }

  /** Whether a request is to be looked at. */
  const begin = (request: IncomingMessage, response: ServerResponse) => {
    request.on("error", () => {})
    if (closing.has(request.socket)) return false
    connections.begin(response)
    return true
  }

  const accept = (request: IncomingMessage, response: ServerResponse) => {
    if (isAmbiguous(request)) return turnDown(response, refuse(new RequestMalformed()))
    readBody(request, limits.maxBody, (body) => {
      const { method = "", url: target = "", headers } = request
      running++
      const fiber = runFork(handle({ method, target, headers, body, scheme }))
      fiber.addObserver((exit) => {
        if (--running === 0) lastEnded()
        if (Exit.isFailure(exit)) return giveUp(response, exit.cause)
        try {
          write(response, exit.value)
        } catch (defect) {
          giveUp(response, Cause.die(defect))
        }
      })
    })
  }

  server.on("request", (request, response) => {
    if (begin(request, response)) accept(request, response)
  })
  server.on("checkContinue", (request, response) => {
    if (!begin(request, response)) return
    if (!announcesMore(request, limits.maxBody)) response.writeContinue()
    accept(request, response)
  })
  server.on("checkExpectation", (request, response) => {
    if (begin(request, response)) turnDown(response, refuse(new ExpectationUnknown()))
  })
  server.on("connect", ({ socket }) => {
    socket.on("error", () => {})
    if (!closing.has(socket)) refuseRest(socket, new TunnelRefused())
  })
  server.on("clientError", (error, socket: Socket) => {
    const failure = failureOf(error)
    if (failure === undefined) return void socket.destroy()
    if (closing.has(socket)) return
    const pending = connections.pending(socket)
    if (pending === undefined || pending.req.complete) refuseRest(socket, failure)
    else turnDown(pending, refuse(failure))
  })
  /** When no handler runs any more, also none whose client has left. */
  const allEnded = Effect.callback<void>((resume) => {
    lastEnded = () => resume(Effect.void)
    if (running === 0) lastEnded()
  })

  // A connection that the system can't hand out is its client's loss only.
  server.on("error", () => {})

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
