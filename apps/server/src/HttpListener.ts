/**
 * The HTTP edge: `node:http` on one side, a function from request to answer on the other.
 *
 * It is thin on purpose. A request costs one fiber, its body is read once into memory under a limit, and an answer is
 * written as one piece; what a request means is decided elsewhere.
 */
import { once } from "node:events"
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"
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

export interface ListenOptions {
  readonly host: string
  /** 0 takes a free port. */
  readonly port: number
  /** The largest body of a request, in bytes. */
  readonly maxBody: number
}

/** The address can't be listened on; the message is the operating system's. */
export class ListenFailed extends Data.TaggedError("ListenFailed")<{ readonly message: string }> {}

/** How long a client may take to send the head of a request, and all of it, in milliseconds. */
const timeLimits = { headersTimeout: 10_000, requestTimeout: 30_000, connectionsCheckingInterval: 1_000 }

/** How long requests that are under way may go on when the server is told to stop, in milliseconds. */
const drainLimit = 5_000

/** Calls back once with the body, or with nothing when it exceeds the limit; never for a request that breaks off. */
const readBody = (request: IncomingMessage, limit: number, done: (body: Buffer | undefined) => void) => {
  const chunks: Array<Buffer> = []
  let size = 0
  request.on("error", () => {})
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
 * Serves until its scope closes: it then takes no further requests, lets those under way end, and after five seconds
 * cuts what is left. Answers the URL it listens on, without a slash at its end.
 */
export const listen = Effect.fnUntraced(function* <R>(
  { host, port, maxBody }: ListenOptions,
  handle: (request: HttpRequest) => Effect.Effect<HttpAnswer, never, R>,
) {
  const runFork = Effect.runForkWith(yield* Effect.context<R>())
  const server = createServer(timeLimits, (request, response) => {
    readBody(request, maxBody, (body) => {
      const fiber = runFork(
        handle({ method: request.method ?? "", target: request.url ?? "", headers: request.headers, body }),
      )
      fiber.addObserver((exit) => {
        if (Exit.isSuccess(exit)) write(response, exit.value, body === undefined)
        else response.destroy()
      })
    })
  })

  yield* Effect.acquireRelease(
    Effect.tryPromise({
      try: () => once(server.listen(port, host), "listening"),
      catch: (cause) => new ListenFailed({ message: (cause as NodeJS.ErrnoException).message }),
    }),
    () =>
      Effect.callback<void>((resume) => {
        const cut = setTimeout(() => server.closeAllConnections(), drainLimit)
        server.close(() => {
          clearTimeout(cut)
          resume(Effect.void)
        })
      }),
  )
  const address = server.address() as AddressInfo
  return `http://${hostOf(address)}:${address.port}`
})
