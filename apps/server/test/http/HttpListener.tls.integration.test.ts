/** The edge over TLS, over real sockets: what it does besides, and what it has to do all the same. */
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

/** Old protocols and weak ciphers are the default for a while. */
const lenient = Effect.acquireRelease(
  Effect.sync(() => {
    const { DEFAULT_CIPHERS, DEFAULT_MIN_VERSION } = nodeTls
    Object.assign(nodeTls, { DEFAULT_CIPHERS: "DEFAULT@SECLEVEL=0", DEFAULT_MIN_VERSION: "TLSv1.1" })
    return { DEFAULT_CIPHERS, DEFAULT_MIN_VERSION }
  }),
  (before) => Effect.sync(() => Object.assign(nodeTls, before)),
)

describe("The HTTP edge over TLS", () => {
  it.live("hands on requests, and answers a client that closes its end once it has asked", () =>
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
      const answers = responsesIn(yield* readAll(socket))
      assert.match(url, /^https:/)
      assert.deepStrictEqual(
        answers.map(({ body }) => body),
        ["a", ""],
      )
      assert.deepStrictEqual(
        requests.map(({ scheme }) => scheme),
        ["https", "https"],
      )
    }),
  )

  it.live("takes TLS 1.2 and 1.3, and none before, whatever the process would take", () =>
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

  it.live("closes without an answer what is no TLS", () =>
    Effect.gen(function* () {
      const url = yield* serve(echo, { tls: yield* selfSigned([]) })
      for (const sent of [post, "\0".repeat(100)]) {
        const socket = yield* openPlainly(url)
        socket.write(sent)
        assert.notMatch(yield* readAll(socket), /HTTP/)
      }
    }),
  )

  it.live("does not wait for ever for a handshake, nor for a request after it", () =>
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

  it.live("refuses what is no request, and what is too large so that it can be read", () =>
    Effect.gen(function* () {
      const tls = yield* selfSigned([])
      const url = yield* serve(echo, { tls })
      const megabytes = Buffer.alloc(20 * 1024 * 1024, "a")
      for (const [sent, answer] of [
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
        assert.match(yield* readAll(socket), answer)
      }
    }),
  )

  it.live("does not wait for a client that does not read its answer", () =>
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

  it.live("waits for a handler longer than it would for a client", () =>
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

  it.live("closes idle connections and unfinished handshakes when told to stop, and answers the others", () =>
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
      const [answer] = responsesIn(yield* readAll(busy))
      yield* Fiber.join(stopping)
      assert.match(answer?.head ?? "", /^HTTP\/1\.1 200 .*\r\nConnection: close\r\n/s)
    }),
  )

  it.live("says why it can't be had", () =>
    Effect.gen(function* () {
      const tls = { ...(yield* selfSigned([])), key: "no key" }
      const options = { host: "127.0.0.1", port: 0, limits: defaultLimits, tls }
      const failure = yield* Effect.flip(listen(options, () => ({ handle: echo, refuse })))
      assert.match(failure.message, /DECODER/)
    }),
  )
})
