/** The edge over TLS, over real sockets: the same behaviour, and what TLS adds. */
import { once } from "node:events"
import nodeTls, { type SecureVersion } from "node:tls"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import { defaultLimits, listen } from "../../src/http/HttpListener.ts"
import type { HttpRequest } from "../../src/http/HttpMessage.ts"
import { selfSigned } from "../../src/tls/Certificate.ts"
import { echo, keptHead, open, readAll, refuse, responsesIn, serve, serveUntil } from "../rawClient.ts"

/** A connection to the same port without TLS. */
const openPlainly = (url: string) => open(url.replace("https:", "http:"))

const clientHello = Buffer.from("16030100c8010000c40303", "hex")

const post = keptHead("Content-Length: 0")

/** Makes old protocols and weak ciphers the default within the scope. */
const lenient = Effect.acquireRelease(
  Effect.sync(() => {
    const { DEFAULT_CIPHERS, DEFAULT_MIN_VERSION } = nodeTls
    Object.assign(nodeTls, { DEFAULT_CIPHERS: "DEFAULT@SECLEVEL=0", DEFAULT_MIN_VERSION: "TLSv1.1" })
    return { DEFAULT_CIPHERS, DEFAULT_MIN_VERSION }
  }),
  (before) => Effect.sync(() => Object.assign(nodeTls, before)),
)

describe("The HTTP edge over TLS", () => {
  it.live("passes on requests, and responds to a client that closes its side after the request", () =>
    Effect.gen(function* () {
      const requests: Array<HttpRequest> = []
      const tls = yield* selfSigned([])
      const url = yield* serve(
        (request) => {
          requests.push(request)
          return Effect.andThen(Effect.yieldNow, echo(request))
        },
        { tls },
      )
      const socket = yield* open(url, tls.cert)
      socket.end(`${keptHead("Content-Length: 1")}a${post}`)
      const responses = responsesIn(yield* readAll(socket))
      assert.match(url, /^https:/)
      assert.deepStrictEqual(
        responses.map(({ body }) => body),
        ["a", ""],
      )
      assert.deepStrictEqual(
        requests.map(({ scheme }) => scheme),
        ["https", "https"],
      )
    }),
  )

  it.live("accepts TLS 1.2 and 1.3 and no older version, whatever the defaults of the process", () =>
    Effect.gen(function* () {
      yield* lenient
      const certificate = yield* selfSigned([])
      const url = yield* serve(echo, { tls: certificate })
      const protocolOf = (version: SecureVersion) =>
        Effect.promise(async () => {
          const { port } = new URL(url)
          const versions = { minVersion: version, maxVersion: version }
          const socket = nodeTls.connect({ port: Number(port), ca: certificate.cert, ...versions })
          try {
            await once(socket, "secureConnect")
            return socket.getProtocol()
          } catch (error) {
            return (error as NodeJS.ErrnoException).code
          } finally {
            socket.destroy()
          }
        })
      const protocols = yield* Effect.forEach(["TLSv1.1", "TLSv1.2", "TLSv1.3"] as const, protocolOf)
      assert.deepStrictEqual(protocols, ["ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION", "TLSv1.2", "TLSv1.3"])
    }),
  )

  it.live("closes a connection without TLS, without a response", () =>
    Effect.gen(function* () {
      const url = yield* serve(echo, { tls: yield* selfSigned([]) })
      for (const sent of [post, "\0".repeat(100)]) {
        const socket = yield* openPlainly(url)
        socket.write(sent)
        assert.notMatch(yield* readAll(socket), /HTTP/)
      }
    }),
  )

  it.live("times out on a handshake, and on a request after it", () =>
    Effect.gen(function* () {
      const tls = yield* selfSigned([])
      const limits = { handshakeTime: 100 }
      const impatient = yield* serve(echo, { tls, ...limits })
      for (const sent of ["", clientHello]) {
        const socket = yield* openPlainly(impatient)
        socket.write(sent)
        assert.strictEqual(yield* readAll(socket), "")
      }
      const silent = yield* open(yield* serve(echo, { tls, headTime: 100 }), tls.cert)
      assert.match(yield* readAll(silent), /^HTTP\/1\.1 408 .*RequestTimedOut$/s)
    }),
  )

  it.live(
    "refuses an invalid request and a body that is too large, and the client can read the response",
    () =>
      Effect.gen(function* () {
        const tls = yield* selfSigned([])
        const url = yield* serve(echo, { tls })
        const megabytes = Buffer.alloc(20 * 1024 * 1024, "a")
        for (const [sent, response] of [
          ["junk\r\n\r\n", /^HTTP\/1\.1 400 .*RequestMalformed$/s],
          ["CONNECT a:443 HTTP/1.1\r\n\r\n", /^HTTP\/1\.1 405 .*TunnelRefused$/s],
          [keptHead(`Content-Length: ${megabytes.length}`), /^HTTP\/1\.1 413 .*too large$/s],
        ] as const) {
          const socket = yield* open(url, tls.cert)
          socket.write(sent)
          yield* Effect.tryPromise(
            () =>
              new Promise<void>((resume, fail) => {
                socket.write(megabytes, (error) => (error ? fail(error) : resume()))
              }),
          )
          assert.match(yield* readAll(socket), response)
        }
      }),
  )

  it.live("times out on a client that does not read its response", () =>
    Effect.gen(function* () {
      const tls = yield* selfSigned([])
      const body = "a".repeat(50_000_000)
      const { url, stop } = yield* serveUntil(() => Effect.succeed({ status: 200, headers: {}, body }), {
        tls,
        responseTime: 100,
      })
      const socket = yield* open(url, tls.cert)
      socket.write(post)
      yield* Effect.promise(() => new Promise((resume) => socket.once("readable", resume)))
      yield* stop
    }),
  )

  it.live("waits for a handler longer than for a client", () =>
    Effect.gen(function* () {
      const tls = yield* selfSigned([])
      const responseTime = 100
      const url = yield* serve(
        (request) =>
          request.method === "GET" ? Effect.delay(echo(request), 3 * responseTime) : echo(request),
        { tls, responseTime },
      )
      const socket = yield* open(url, tls.cert)
      socket.write(post)
      yield* Effect.promise(() => new Promise((resume) => socket.once("readable", resume)))
      socket.end("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
      assert.lengthOf(responsesIn(yield* readAll(socket)), 2)
    }),
  )

  it.live("closes idle connections and unfinished handshakes when it stops, and responds on the others", () =>
    Effect.gen(function* () {
      const tls = yield* selfSigned([])
      const reached = yield* Deferred.make<void>()
      const go = yield* Deferred.make<void>()
      const { url, stop } = yield* serveUntil(
        (request) =>
          Deferred.succeed(reached, undefined).pipe(
            Effect.andThen(Deferred.await(go)),
            Effect.andThen(echo(request)),
          ),
        { tls },
      )
      const [silent, greeting] = [yield* openPlainly(url), yield* openPlainly(url)]
      greeting.write(clientHello)
      const [busy, idle] = [yield* open(url, tls.cert), yield* open(url, tls.cert)]
      busy.write(post)
      yield* Deferred.await(reached)
      const stopping = yield* Effect.forkChild(stop)
      assert.deepStrictEqual(yield* Effect.forEach([silent, greeting, idle], readAll), ["", "", ""])
      yield* Deferred.succeed(go, undefined)
      const [response] = responsesIn(yield* readAll(busy))
      yield* Fiber.join(stopping)
      assert.match(response?.head ?? "", /^HTTP\/1\.1 200 .*\r\nConnection: close\r\n/s)
    }),
  )

  it.live("fails with the reason if the certificate is invalid", () =>
    Effect.gen(function* () {
      const tls = { ...(yield* selfSigned([])), key: "no key" }
      const options = { host: "127.0.0.1", port: 0, limits: defaultLimits, tls }
      const failure = yield* Effect.flip(listen(options, () => ({ handle: echo, refuse })))
      assert.match(failure.message, /DECODER/)
    }),
  )
})
