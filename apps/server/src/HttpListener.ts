/**
 * The HTTP edge: `node:http` on one side, a function from request to answer on the other.
 *
 * It is thin on purpose. A request costs one fiber, its body is read once into memory under a limit, and an answer is
 * written as one piece; what a request means is decided elsewhere.
 */
import { once } from "node:events"
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo, Socket } from "node:net"
import { Data, Effect, Exit } from "effect"

/** A request that has come in whole. */
export interface HttpRequest {
  readonly method: string
  /** The request target: path and query, as sent. */
  readonly target: string
  readonly headers: IncomingHttpHeaders
  /** Nothing where the body is larger than the limit. */
  readonly body: Buffer | undefined
}

export interface HttpAnswer {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

interface ListenOptions {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  readonly limits: Limits
}

/** What a client may ask of the server: a size in bytes, and times in milliseconds. */
export interface Limits {
  /** The largest body of a request. */
  readonly maxBody: number
  /** How long a client may take to send the head of a request. */
  readonly headTime: number
  /** How long it may take to send all of a request. */
  readonly requestTime: number
  /** How long requests that are under way may go on when the server is told to stop. */
  readonly drainTime: number
}

export const defaultLimits: Limits = {
  maxBody: 65_536,
  headTime: 10_000,
  requestTime: 30_000,
  drainTime: 5_000,
}

/** The address can't be listened on; the message is the operating system's. */
class ListenFailed extends Data.TaggedError("ListenFailed")<{ readonly message: string }> {}

/**
 * Calls back once with the body, or with nothing as soon as it is known to exceed the limit; never for a request that
 * breaks off. What comes after the limit is read and dropped.
 */
const readBody = (request: IncomingMessage, limit: number, done: (body: Buffer | undefined) => void) => {
  request.on("error", () => {})
  if (Number(request.headers["content-length"]) > limit) {
    request.resume()
    return done(undefined)
  }
  const chunks: Array<Buffer> = []
  let size = 0
  request.on("data", (chunk: Buffer) => {
    if (size > limit) return
    size += chunk.length
    if (size > limit) done(undefined)
    else chunks.push(chunk)
  })
  request.on("end", () => {
    if (size <= limit) done(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))
  })
}

const write = (response: ServerResponse, { status, headers, body }: HttpAnswer, isLast: boolean) => {
  response.writeHead(status, {
    ...headers,
    "Content-Length": Buffer.byteLength(body),
    ...(isLast && { Connection: "close" }),
  })
  response.end(body)
}

const hostOf = ({ address, family }: AddressInfo) => (family === "IPv6" ? `[${address}]` : address)

/**
 * Serves until its scope closes: it then takes no further requests, lets those under way end, and cuts what is left
 * after `drainTime`. Answers the URL it listens on, without a slash at its end.
 */
export const listen = Effect.fnUntraced(function* <R>(
  { host, port, limits }: ListenOptions,
  handle: (request: HttpRequest) => Effect.Effect<HttpAnswer, never, R>,
) {
  const runFork = Effect.runForkWith(yield* Effect.context<R>())
  const options = {
    headersTimeout: limits.headTime,
    requestTimeout: limits.requestTime,
    connectionsCheckingInterval: Math.min(1_000, limits.headTime),
  }
  // Connections that have not brought a request yet; not every release of Node.js closes them with the idle ones.
  const unused = new Set<Socket>()
  const server = createServer(options, (request, response) => {
    unused.delete(request.socket)
    readBody(request, limits.maxBody, (body) => {
      const fiber = runFork(
        handle({ method: request.method ?? "", target: request.url ?? "", headers: request.headers, body }),
      )
      fiber.addObserver((exit) => {
        if (Exit.isSuccess(exit)) write(response, exit.value, body === undefined || !server.listening)
        else response.destroy()
      })
    })
  })

  server.on("connection", (socket: Socket) => {
    unused.add(socket)
    socket.on("close", () => unused.delete(socket))
  })

  yield* Effect.acquireRelease(
    Effect.tryPromise({
      try: () => once(server.listen(port, host), "listening"),
      catch: (cause) => new ListenFailed({ message: (cause as NodeJS.ErrnoException).message }),
    }),
    () =>
      Effect.callback<void>((resume) => {
        const cut = setTimeout(() => server.closeAllConnections(), limits.drainTime)
        server.close(() => {
          clearTimeout(cut)
          resume(Effect.void)
        })
        for (const socket of unused) socket.destroy()
      }),
  )
  const address = server.address() as AddressInfo
  return `http://${hostOf(address)}:${address.port}`
})
