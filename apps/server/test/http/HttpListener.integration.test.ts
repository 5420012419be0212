/** The edge, over real sockets: requests that it accepts, and its responses. */
import { subscribe, unsubscribe } from "node:diagnostics_channel"
import type { Server } from "node:http"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Logger } from "effect"
import { defaultLimits, listen } from "../../src/http/HttpListener.ts"
import type { Handle, HttpRequest } from "../../src/http/HttpMessage.ts"
import {
  echo,
  exchange,
  head,
  keptHead,
  open,
  readAll,
  refuse,
  responsesIn,
  serve,
  serveUntil,
  turn,
} from "../rawClient.ts"

describe("The HTTP edge", () => {
  it.live("passes on a request as a whole, however its bytes arrive, and writes the response at once", () =>
    Effect.gen(function* () {
      const url = yield* serve(echo)
      const bytes = Buffer.from(`${head("Content-Length: 7")}{"a":1}`)
      for (const cut of [0, 1, bytes.length - 8, bytes.length - 3]) {
        const response = yield* exchange(url, bytes.subarray(0, cut), bytes.subarray(cut))
        assert.match(response, /^HTTP\/1\.1 200 OK\r\n/)
        assert.match(response, /\r\nX-Request: POST \/x\?y\r\n/)
        assert.match(response, /\r\nContent-Length: 7\r\n/)
        assert.match(response, /\r\n\r\n\{"a":1\}$/)
      }
    }),
  )

  it.live("reads a chunked body, without its extensions and trailers", () =>
    Effect.gen(function* () {
      const requests: Array<HttpRequest> = []
      const url = yield* serve((request) => {
        requests.push(request)
        return echo(request)
      })
      const response = yield* exchange(
        url,
        head("Transfer-Encoding: Chunked"),
        "2;a=b\r\nab\r\n",
        "1\r\nc\r\n0\r\nHost: b\r\nAuthorization: c\r\n\r\n",
      )
      assert.match(response, /\r\n\r\nabc$/)
      assert.deepStrictEqual(
        requests.map(({ headers }) => ({ ...headers })),
        [{ host: "a", connection: "close", "transfer-encoding": "Chunked" }],
      )
    }),
  )

  it.live("accepts a body of exactly the limit, and no larger one", () =>
    Effect.gen(function* () {
      const url = yield* serve(echo)
      const full = yield* exchange(url, head("Content-Length: 1000"), "a".repeat(1_000))
      const over = yield* exchange(url, keptHead("Content-Length: 1001"), "a".repeat(1_001))
      const chunked = yield* exchange(
        url,
        keptHead("Transfer-Encoding: chunked"),
        `3e9\r\n${"a".repeat(1_001)}\r\n`,
        "0\r\n\r\n",
      )
      assert.match(full, /^HTTP\/1\.1 200 /)
      for (const response of [over, chunked]) {
        assert.match(response, /^HTTP\/1\.1 413 /)
        assert.match(response, /\r\nConnection: close\r\n/)
        assert.match(response, /\r\n\r\ntoo large$/)
      }
      const bodiless = yield* exchange(url, keptHead("Content-Length: 1001").replace("POST", "HEAD"))
      assert.match(bodiless, /^HTTP\/1\.1 413 .*\r\nContent-Length: 9\r\n.*\r\n\r\n$/s)
    }),
  )

  it.live("passes on a request with a body that is too large once, however much arrives", () =>
    Effect.gen(function* () {
      const bodies: Array<Buffer | undefined> = []
      const url = yield* serve((request) => {
        bodies.push(request.body)
        return Effect.andThen(Effect.repeat(turn, { times: 20 }), echo(request))
      })
      const chunk = `258\r\n${"a".repeat(600)}\r\n`
      const chunks = [chunk, chunk, chunk, chunk, "0\r\n\r\n"]
      const kept = yield* exchange(url, head("Transfer-Encoding: chunked"), ...chunks)
      const atOnce = yield* exchange(url, `${head("Transfer-Encoding: chunked")}${chunks.join("")}`)
      for (const response of [kept, atOnce]) assert.match(response, /^HTTP\/1\.1 413 .*too large$/s)
      assert.deepStrictEqual(bodies, [undefined, undefined])
    }),
  )

  it.live("joins a repeated header, in any case and after any number of others", () =>
    Effect.gen(function* () {
      const requests: Array<HttpRequest> = []
      const url = yield* serve((request) => {
        requests.push(request)
        return echo(request)
      })
      const names = ["Host", "Authorization", "Content-Type", "Content-Encoding", "Accept", "If-Match"]
      yield* exchange(
        url,
        [
          "GET / HTTP/1.1",
          "Connection: close",
          ...names.map((name) => `${name}: a`),
          ...Array.from({ length: 3_000 }, () => "x:"),
          ...names.map((name) => `${name.toUpperCase()}: b`),
          "",
          "",
        ].join("\r\n"),
      )
      const { headers } = requests[0] ?? assert.fail("no request")
      for (const name of names) assert.strictEqual(headers[name.toLowerCase()], "a, b")
    }),
  )

  it.live("passes on a request without a Host, which the endpoint refuses", () =>
    Effect.gen(function* () {
      const requests: Array<HttpRequest> = []
      const url = yield* serve((request) => {
        requests.push(request)
        return echo(request)
      })
      yield* exchange(url, "GET / HTTP/1.1\r\nConnection: close\r\n\r\n")
      assert.isUndefined(requests[0]?.headers.host)
      assert.strictEqual(requests[0]?.scheme, "http")
    }),
  )

  it.live("responds to HEAD with the headers of GET and no body", () =>
    Effect.gen(function* () {
      const url = yield* serve(() => Effect.succeed({ status: 200, headers: { A: "b" }, body: "héllo" }))
      const [get, got] = yield* Effect.forEach(["GET", "HEAD"], (method) =>
        exchange(url, `${method} / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`),
      )
      const undated = (response = "") => response.replace(/^Date: .*\r\n/m, "")
      assert.match(undated(get), /\r\nContent-Length: 6\r\n/)
      assert.strictEqual(undated(get), `${undated(got)}${Buffer.from("héllo").toString("latin1")}`)
    }),
  )

  it.live("sends neither a body nor a length for a response without a body", () =>
    Effect.gen(function* () {
      const url = yield* serve(() => Effect.succeed({ status: 204, headers: {} }))
      const response = yield* exchange(url, head("Content-Length: 0"))
      assert.match(response, /^HTTP\/1\.1 204 No Content\r\n/)
      assert.notMatch(response, /Content-|Transfer-/)
      assert.match(response, /\r\n\r\n$/)
    }),
  )

  it.live("handles pipelined requests one after the other, and responds in order", () =>
    Effect.gen(function* () {
      const events: Array<string> = []
      const url = yield* serve((request) =>
        Effect.gen(function* () {
          events.push(`${request.target} begins`)
          for (let time = 0; time < 5; time++) yield* turn
          events.push(`${request.target} ends`)
          return yield* echo(request)
        }),
      )
      const received = yield* exchange(
        url,
        "GET /1 HTTP/1.1\r\nHost: a\r\n\r\nPOST /2 HTTP/1.1\r\nContent-Length: 1\r\n\r\naPOST /3 HTTP/1.1\r\nHost: a\r\n",
        "Content-Length: 2\r\n\r\na",
        "bGET /4 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n",
      )
      const targets = responsesIn(received).map(({ head }) => /\/\d(?=\r)/.exec(head)?.[0])
      assert.deepStrictEqual(targets, ["/1", "/2", "/3", "/4"])
      assert.deepStrictEqual(
        events,
        targets.flatMap((target) => [`${target} begins`, `${target} ends`]),
      )
    }),
  )

  it.live("drops waiting requests if their client disconnects", () =>
    Effect.gen(function* () {
      const reached = yield* Deferred.make<void>()
      const go = yield* Deferred.make<void>()
      const targets: Array<string> = []
      const { url, stop } = yield* serveUntil((request) => {
        targets.push(request.target)
        return Deferred.succeed(reached, undefined).pipe(
          Effect.andThen(Deferred.await(go)),
          Effect.andThen(echo(request)),
        )
      })
      const socket = yield* open(url)
      socket.write("GET /1 HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\n\r\n")
      yield* Deferred.await(reached)
      socket.resetAndDestroy()
      yield* turn
      yield* Deferred.succeed(go, undefined)
      yield* stop
      assert.deepStrictEqual(targets, ["/1"])
    }),
  )

  it.live("responds to a client that closes its side after the request", () =>
    Effect.gen(function* () {
      const url = yield* serve((request) => Effect.andThen(Effect.yieldNow, echo(request)))
      const socket = yield* open(url)
      socket.end(keptHead("Content-Length: 0"))
      assert.match(yield* readAll(socket), /^HTTP\/1\.1 200 /)
    }),
  )

  for (const protocol of ["websocket", "h2c"]) {
    it.live(`ignores an upgrade to ${protocol}, and closes after the response`, () =>
      Effect.gen(function* () {
        const handled: Array<string> = []
        const url = yield* serve((request) => {
          handled.push(request.target)
          return echo(request)
        })
        // The body looks like a request, and Node.js may have dropped the head before it.
        const hidden = "GET /hidden HTTP/1.1\r\nHost: a\r\n\r\n"
        const upgrading = `${keptHead("Connection: Upgrade", `Upgrade: ${protocol}`, "Content-Length: 1")}a`
        const received = yield* exchange(
          url,
          upgrading + keptHead(`Content-Length: ${hidden.length}`),
          hidden,
        )
        const responses = responsesIn(received)
        assert.deepStrictEqual(
          responses.map(({ body }) => body),
          ["a"],
        )
        assert.match(responses[0]?.head ?? "", /\r\nConnection: close\r\n/)
        assert.deepStrictEqual(handled, ["/x?y"])
      }),
    )
  }

  it.live("sends 100 Continue, except for a body that is too large", () =>
    Effect.gen(function* () {
      const url = yield* serve(echo)
      const expecting = (length: number) =>
        Effect.gen(function* () {
          const socket = yield* open(url)
          socket.write(head("Expect: 100-continue", `Content-Length: ${length}`))
          yield* Effect.promise(() => new Promise((resume) => socket.once("readable", resume)))
          socket.write("a".repeat(length))
          return yield* readAll(socket)
        })
      assert.match(yield* expecting(1_000), /^HTTP\/1\.1 100 Continue\r\n\r\nHTTP\/1\.1 200 .*a{1000}$/s)
      assert.match(yield* expecting(1_001), /^HTTP\/1\.1 413 .*\r\n\r\ntoo large$/s)
    }),
  )

  it.live("drops a request that ends early, and serves the next one", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const url = yield* serve((request) => {
        seen.push(request.target)
        return echo(request)
      })
      const socket = yield* open(url)
      socket.end(`${head("Content-Length: 7")}abc`)
      assert.match(yield* readAll(socket), /^HTTP\/1\.1 400 .*RequestMalformed$/s)
      yield* exchange(url, head("Content-Length: 0"))
      assert.deepStrictEqual(seen, ["/x?y"])
    }),
  )

  it.live("lets a handler finish after its client has disconnected", () =>
    Effect.gen(function* () {
      const reached = yield* Deferred.make<void>()
      const go = yield* Deferred.make<void>()
      const ended = yield* Deferred.make<void>()
      const url = yield* serve((request) =>
        Deferred.succeed(reached, undefined).pipe(
          Effect.andThen(Deferred.await(go)),
          Effect.andThen(echo(request)),
          Effect.tap(Deferred.succeed(ended, undefined)),
        ),
      )
      const socket = yield* open(url)
      socket.write(head("Content-Length: 0"))
      yield* Deferred.await(reached)
      socket.resetAndDestroy()
      yield* turn
      yield* Deferred.succeed(go, undefined)
      yield* Deferred.await(ended)
      assert.match(yield* exchange(url, head("Content-Length: 0")), /^HTTP\/1\.1 200 /)
    }),
  )

  const invalid = Effect.succeed({ status: 200, headers: { A: "\n" } })
  const later = <A>(effect: Effect.Effect<A>) => Effect.andThen(Effect.yieldNow, effect)
  const failing: ReadonlyArray<readonly [title: string, handle: Handle]> = [
    ["the handler is interrupted", () => Effect.interrupt],
    ["the handler is interrupted later", () => later(Effect.interrupt)],
    ["the handler has a defect", () => Effect.die("oops")],
    ["the handler has a defect later", () => later(Effect.die("oops"))],
    [
      "the handler throws",
      () => {
        throw new Error("oops")
      },
    ],
    ["the response is invalid", () => invalid],
    ["the response is invalid, and comes later", () => later(invalid)],
  ]
  for (const [title, handle] of failing) {
    it.live(`closes the connection if ${title}, logs it, and serves the next request`, () => {
      const logged: Array<unknown> = []
      return Effect.gen(function* () {
        const url = yield* serve((request) => (request.method === "GET" ? echo(request) : handle(request)))
        assert.strictEqual(yield* exchange(url, keptHead("Content-Length: 0")), "")
        assert.lengthOf(logged, 1)
        assert.match(
          yield* exchange(url, "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n"),
          /^HTTP\/1\.1 200 /,
        )
      }).pipe(Effect.provide(Logger.layer([Logger.make(({ message }) => logged.push(message))])))
    })
  }

  it.live("continues after a connection that can't be accepted", () =>
    Effect.gen(function* () {
      const url = yield* serve(echo)
      const servers: Array<Server> = []
      const onRequest = (message: unknown) => servers.push((message as { server: Server }).server)
      subscribe("http.server.request.start", onRequest)
      yield* exchange(url, head("Content-Length: 0"))
      unsubscribe("http.server.request.start", onRequest)
      assert.lengthOf(servers, 1)
      servers[0]?.emit("error", new Error("accept EMFILE"))
      assert.match(yield* exchange(url, head("Content-Length: 0")), /^HTTP\/1\.1 200 /)
    }),
  )

  it.live("fails with the reason why it can't listen", () =>
    Effect.gen(function* () {
      const url = yield* serve(echo)
      const options = { host: "127.0.0.1", port: Number(new URL(url).port), limits: defaultLimits }
      const failure = yield* Effect.flip(listen(options, () => ({ handle: echo, refuse })))
      assert.match(failure.message, /address already in use/)
    }),
  )

  it.live("writes an IPv6 address in brackets", () =>
    Effect.gen(function* () {
      const options = { host: "::1", port: 0, limits: defaultLimits }
      const url = yield* listen(options, () => ({ handle: echo, refuse }))
      assert.match(url, /^http:\/\/\[::1\]:\d+$/)
    }),
  )
})
