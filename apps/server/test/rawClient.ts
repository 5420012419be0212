/** A server for tests, and clients that send and receive bytes. */
import { once } from "node:events"
import { connect, type Socket } from "node:net"
import { connect as connectSecurely } from "node:tls"
import { Deferred, Effect, Fiber } from "effect"
import { defaultLimits, type HttpHandlers, type Limits, listen } from "../src/http/HttpListener.ts"
import type { HttpRequest, HttpResponse } from "../src/http/HttpMessage.ts"
import type { Reception } from "../src/http/Reception.ts"

const statusOf = {
  RequestMalformed: 400,
  HeadTooLarge: 431,
  RequestTimedOut: 408,
  ExpectationUnknown: 417,
  TunnelRefused: 405,
}

export const refuse: HttpHandlers<never>["refuse"] = ({ _tag }) => ({
  status: statusOf[_tag],
  headers: { "Content-Type": "text/plain" },
  body: _tag,
})

/** Echoes the request. */
export const echo = ({ method, target, body }: HttpRequest): Effect.Effect<HttpResponse> =>
  Effect.succeed({
    status: body === undefined ? 413 : 200,
    headers: { "X-Request": `${method} ${target}` },
    body: body === undefined ? "too large" : body.toString("latin1"),
  })

interface ServeOptions extends Partial<Limits> {
  readonly tls?: { readonly key: string; readonly cert: string }
  readonly receive?: Effect.Effect<Reception>
  readonly onStart?: (isStopping: () => boolean) => void
}

const hour = 3_600_000

/** Long time limits, so only the limits that a test sets can end. */
const longLimits = {
  handshakeTime: hour,
  headTime: hour,
  requestTime: hour,
  responseTime: hour,
  idleTime: hour,
  probeTime: hour,
  drainTime: hour,
}

/** Serves on a free port until the scope closes. */
export const serve = <R>(
  handle: HttpHandlers<R>["handle"],
  { tls, receive, onStart, ...limits }: ServeOptions = {},
) =>
  Effect.orDie(
    listen(
      {
        host: "127.0.0.1",
        port: 0,
        limits: { ...defaultLimits, ...longLimits, maxBody: 1_000, ...limits },
        tls,
        receive: receive && (() => receive),
      },
      (isStopping) => {
        onStart?.(isStopping)
        return { handle, refuse }
      },
    ),
  )

/** The same, with an effect that stops the server and waits for its end. */
export const serveUntil = <R>(handle: HttpHandlers<R>["handle"], options?: ServeOptions) =>
  Effect.gen(function* () {
    const started = yield* Deferred.make<string>()
    const program = yield* serve(handle, options).pipe(
      Effect.tap((url) => Deferred.succeed(started, url)),
      Effect.andThen(Effect.never),
      Effect.scoped,
      Effect.forkScoped,
    )
    return { url: yield* Deferred.await(started), stop: Fiber.interrupt(program) }
  })

/** A connection, with TLS for `https`, which trusts `ca`. It stays open when the server closes its side. */
export const open = (url: string, ca?: string) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const { hostname, port, protocol } = new URL(url)
      const options = { host: hostname, port: Number(port), allowHalfOpen: true }
      const isSecure = protocol === "https:"
      const socket: Socket = isSecure ? connectSecurely({ ...options, ca }) : connect(options)
      await once(socket, isSecure ? "secureConnect" : "connect")
      return socket
    }),
    (socket) =>
      Effect.sync(() => {
        socket.on("error", () => {})
        socket.destroy()
      }),
  )

/** Everything that is received until the server closes; fails if the connection is reset. */
export const readAll = (socket: Socket) =>
  Effect.tryPromise(async () => {
    const chunks: Array<Buffer> = []
    for await (const chunk of socket) chunks.push(chunk)
    return Buffer.concat(chunks).toString("latin1")
  })

export const turn = Effect.promise(() => new Promise(setImmediate))

/** Sends the parts one by one, and returns everything that is received. */
export const exchange = (url: string, ...parts: ReadonlyArray<string | Buffer>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const socket = yield* open(url)
      for (const part of parts) {
        socket.write(part)
        yield* turn
      }
      return yield* readAll(socket)
    }),
  )

/** The head of a request on a persistent connection. */
export const keptHead = (...lines: ReadonlyArray<string>) =>
  ["POST /x?y HTTP/1.1", "Host: a", ...lines, "", ""].join("\r\n")

export const head = (...lines: ReadonlyArray<string>) => keptHead("Connection: close", ...lines)

/** Splits received text into responses, by their lengths. */
export const responsesIn = (received: string) => {
  const responses: Array<{ readonly head: string; readonly body: string }> = []
  for (let rest = received; rest !== ""; ) {
    const end = rest.indexOf("\r\n\r\n") + 4
    const head = rest.slice(0, end)
    const length = Number(/^Content-Length: (\d+)\r$/m.exec(head)?.[1] ?? 0)
    if (end < 4 || rest.length < end + length) throw new Error(`A response is cut off: ${rest}`)
    responses.push({ head, body: rest.slice(end, end + length) })
    rest = rest.slice(end + length)
  }
  return responses
}
