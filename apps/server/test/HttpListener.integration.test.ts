/** The edge, over real sockets: what a client library would hide is written and read as bytes. */
import { once } from "node:events"
import { connect, type Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber, Scope } from "effect"
import { defaultLimits, type HttpAnswer, type HttpRequest, type Limits, listen } from "../src/HttpListener.ts"

const loopback = { host: "127.0.0.1", port: 0, limits: { ...defaultLimits, maxBody: 1_000 } }

/** Answers what came in. */
const echo = ({ method, target, body }: HttpRequest): Effect.Effect<HttpAnswer> =>
  Effect.succeed({
    status: body === undefined ? 413 : 200,
    headers: { "X-Request": `${method} ${target}` },
    body: body === undefined ? "too large" : body.toString("latin1"),
  })

const open = (url: string) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const { hostname, port } = new URL(url)
      const socket = connect(Number(port), hostname)
      await once(socket, "connect")
      return socket
    }),
    (socket) => Effect.sync(() => socket.destroy()),
  )

/** All that comes in until the other end closes. */
const readAll = (socket: Socket) =>
  Effect.promise(async () => {
    const chunks: Array<Buffer> = []
    for await (const chunk of socket) chunks.push(chunk)
    return Buffer.concat(chunks).toString("latin1")
  })

const exchange = (url: string, ...parts: ReadonlyArray<string | Buffer>) =>
  Effect.scoped(
    Effect.gen(function* () {
      const socket = yield* open(url)
      for (const part of parts) {
        socket.write(part)
        yield* Effect.promise(() => new Promise(setImmediate))
      }
      return yield* readAll(socket)
    }),
  )

const keptHead = (...lines: ReadonlyArray<string>) =>
  [`POST /x?y HTTP/1.1`, "Host: a", ...lines, "", ""].join("\r\n")

const head = (...lines: ReadonlyArray<string>) => keptHead("Connection: close", ...lines)

describe("The HTTP edge", () => {
  it.live("hands on a request whole, however its bytes arrive, and answers in one piece", () =>
    Effect.gen(function* () {
      const url = yield* listen(loopback, echo)
      const bytes = Buffer.from(`${head("Content-Length: 7")}{"a":1}`)
      for (const cut of [0, 1, bytes.length - 8, bytes.length - 3]) {
        const answer = yield* exchange(url, bytes.subarray(0, cut), bytes.subarray(cut))
        assert.match(answer, /^HTTP\/1\.1 200 OK\r\n/)
        assert.match(answer, /\r\nX-Request: POST \/x\?y\r\n/)
        assert.match(answer, /\r\nContent-Length: 7\r\n/)
        assert.match(answer, /\r\n\r\n\{"a":1\}$/)
      }
    }),
  )

  it.live("reads a body that comes in chunks", () =>
    Effect.gen(function* () {
      const url = yield* listen(loopback, echo)
      const answer = yield* exchange(
        url,
        head("Transfer-Encoding: chunked"),
        "2\r\nab\r\n",
        "1\r\nc\r\n0\r\n\r\n",
      )
      assert.match(answer, /\r\n\r\nabc$/)
    }),
  )

  it.live("takes a body of exactly the limit, and none of a byte more", () =>
    Effect.gen(function* () {
      const url = yield* listen(loopback, echo)
      const full = yield* exchange(url, head("Content-Length: 1000"), "a".repeat(1_000))
      const over = yield* exchange(url, keptHead("Content-Length: 1001"), "a".repeat(1_001))
      const chunked = yield* exchange(
        url,
        keptHead("Transfer-Encoding: chunked"),
        `3e9\r\n${"a".repeat(1_001)}\r\n0\r\n\r\n`,
      )
      assert.match(full, /^HTTP\/1\.1 200 /)
      for (const answer of [over, chunked]) {
        assert.match(answer, /^HTTP\/1\.1 413 /)
        assert.match(answer, /\r\nConnection: close\r\n/)
        assert.match(answer, /\r\n\r\ntoo large$/)
      }
    }),
  )

  it.live("answers as soon as a body is known to exceed the limit", () =>
    Effect.gen(function* () {
      const url = yield* listen(loopback, echo)
      const announced = yield* exchange(url, keptHead("Content-Length: 1000000"))
      const seen = yield* exchange(
        url,
        keptHead("Transfer-Encoding: chunked"),
        `3e9\r\n${"a".repeat(1_001)}\r\n`,
      )
      for (const answer of [announced, seen]) assert.match(answer, /^HTTP\/1\.1 413 /)
    }),
  )

  it.live("gives up on a request whose head, or whose body, does not come to its end", () =>
    Effect.gen(function* () {
      const impatient = (limits: Partial<Limits>) =>
        listen({ ...loopback, limits: { ...defaultLimits, ...limits } }, echo)
      const head = yield* exchange(yield* impatient({ headTime: 50 }), "POST / HTTP/1.1\r\n")
      const body = yield* exchange(
        yield* impatient({ headTime: 50, requestTime: 100 }),
        keptHead("Content-Length: 3"),
        "a",
      )
      for (const answer of [head, body]) assert.match(answer, /^HTTP\/1\.1 408 /)
    }),
  )

  it.live("hands on nothing of a request that breaks off, and serves the next", () =>
    Effect.gen(function* () {
      const seen: Array<string> = []
      const url = yield* listen(loopback, (request) => {
        seen.push(request.target)
        return echo(request)
      })
      const socket = yield* open(url)
      socket.end(`${head("Content-Length: 7")}abc`)
      assert.match(yield* readAll(socket), /^HTTP\/1\.1 400 /)
      yield* exchange(url, head("Content-Length: 0"))
      assert.deepStrictEqual(seen, ["/x?y"])
    }),
  )

  it.live("does not mind a client that leaves before its answer", () =>
    Effect.gen(function* () {
      const reached = yield* Deferred.make<void>()
      const go = yield* Deferred.make<void>()
      const url = yield* listen(loopback, (request) =>
        Deferred.succeed(reached, undefined).pipe(
          Effect.andThen(Deferred.await(go)),
          Effect.andThen(echo(request)),
        ),
      )
      const socket = yield* open(url)
      socket.write(head("Content-Length: 0"))
      yield* Deferred.await(reached)
      socket.destroy()
      yield* Deferred.succeed(go, undefined)
      assert.match(yield* exchange(url, head("Content-Length: 0")), /^HTTP\/1\.1 200 /)
    }),
  )

  it.live("closes the connection of a request that its handler drops", () =>
    Effect.gen(function* () {
      const url = yield* listen(loopback, () => Effect.interrupt)
      assert.strictEqual(yield* exchange(url, head("Content-Length: 0")), "")
    }),
  )

  it.live("answers what is under way when it is told to stop, and takes nothing new", () =>
    Effect.gen(function* () {
      const reached = yield* Deferred.make<void>()
      const go = yield* Deferred.make<void>()
      const scope = yield* Scope.make()
      const url = yield* listen(loopback, (request) =>
        Deferred.succeed(reached, undefined).pipe(
          Effect.andThen(Deferred.await(go)),
          Effect.andThen(echo(request)),
        ),
      ).pipe(Scope.provide(scope))
      const [idle, busy] = [yield* open(url), yield* open(url)]
      busy.write(keptHead("Content-Length: 0"))
      yield* Deferred.await(reached)
      const stopping = yield* Effect.forkChild(Scope.close(scope, Exit.void))
      yield* readAll(idle)
      const refused = yield* Effect.exit(Effect.tryPromise(() => fetch(url)))
      busy.write(keptHead("Content-Length: 0"))
      yield* Deferred.succeed(go, undefined)
      const answers = yield* readAll(busy)
      yield* Fiber.join(stopping)
      assert.isTrue(Exit.isFailure(refused))
      assert.strictEqual(answers.match(/HTTP\/1\.1 200/g)?.length, 1)
      assert.match(answers, /\r\nConnection: close\r\n/)
    }),
  )

  it.live("cuts what goes on for too long when it is told to stop", () =>
    Effect.gen(function* () {
      const reached = yield* Deferred.make<void>()
      const scope = yield* Scope.make()
      const limits = { ...defaultLimits, drainTime: 50 }
      const url = yield* listen({ ...loopback, limits }, () =>
        Effect.andThen(Deferred.succeed(reached, undefined), Effect.never),
      ).pipe(Scope.provide(scope))
      const underWay = yield* Effect.forkChild(exchange(url, keptHead("Content-Length: 0")))
      yield* Deferred.await(reached)
      yield* Scope.close(scope, Exit.void)
      assert.strictEqual(yield* Fiber.join(underWay), "")
    }),
  )

  it.live("says why it can't listen", () =>
    Effect.gen(function* () {
      const url = yield* listen(loopback, echo)
      const failure = yield* Effect.flip(listen({ ...loopback, port: Number(new URL(url).port) }, echo))
      assert.match(failure.message, /EADDRINUSE/)
    }),
  )

  it.live("writes an IPv6 address as a URL does", () =>
    Effect.gen(function* () {
      const url = yield* listen({ ...loopback, host: "::1" }, echo)
      assert.match(url, /^http:\/\/\[::1\]:\d+$/)
    }),
  )
})
