/** Stopping the edge, over real sockets: every accepted request gets its response. */
import { connect, type Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import type { HttpRequest } from "../../src/http/HttpMessage.ts"
import { echo, exchange, keptHead, open, readAll, responsesIn, serveUntil, turn } from "../rawClient.ts"

/** Responds to a POST when `go` is called, and to anything else at once; `reached` is true after a POST. */
const holdPosts = Effect.gen(function* () {
  const reached = yield* Deferred.make<void>()
  const going = yield* Deferred.make<void>()
  return {
    reached: Deferred.await(reached),
    go: Deferred.succeed(going, undefined),
    handle: (request: HttpRequest) =>
      request.method === "POST"
        ? Deferred.succeed(reached, undefined).pipe(
            Effect.andThen(Deferred.await(going)),
            Effect.andThen(echo(request)),
          )
        : echo(request),
  }
})

const get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n"

const post = keptHead("Content-Length: 0")

const readSome = (socket: Socket) =>
  Effect.promise(() => new Promise<void>((resume) => socket.once("readable", resume)))

const isRefused = (url: string) => Effect.isFailure(Effect.tryPromise(() => fetch(url)))

describe("The HTTP edge, while it stops,", () => {
  it.live(
    "closes idle connections and incomplete heads, responds to requests in flight, and stops listening",
    () =>
      Effect.gen(function* () {
        const { handle, reached, go } = yield* holdPosts
        const { url, stop } = yield* serveUntil(handle)
        const [busy, unused, half, idle] = yield* Effect.all([open(url), open(url), open(url), open(url)])
        idle.write(get)
        yield* readSome(idle)
        half.write("POST / HTTP/1.1\r\n")
        busy.write(post)
        yield* reached
        const stopping = yield* Effect.forkChild(stop)
        const closed = yield* Effect.forEach([unused, half, idle], readAll)
        yield* go
        const responses = responsesIn(yield* readAll(busy))
        yield* Fiber.join(stopping)
        assert.deepStrictEqual(
          closed.map((received) => responsesIn(received).length),
          [0, 0, 1],
        )
        assert.lengthOf(responses, 1)
        assert.match(responses[0]?.head ?? "", /\r\nConnection: close\r\n/)
        assert.isTrue(yield* isRefused(url))
      }),
  )

  it.live("says so at once, and accepts requests until those in flight have their responses", () =>
    Effect.gen(function* () {
      const { handle, reached, go } = yield* holdPosts
      let isStopping = () => false
      const { url, stop } = yield* serveUntil(
        (request) =>
          request.method === "GET"
            ? Effect.succeed({ status: isStopping() ? 503 : 200, headers: {}, body: "" })
            : handle(request),
        { onStart: (isServerStopping) => (isStopping = isServerStopping) },
      )
      const busy = yield* open(url)
      busy.write(post)
      yield* reached
      assert.match(yield* exchange(url, get.replace("Host", "Connection: close\r\nHost")), /^HTTP\/1\.1 200 /)
      const stopping = yield* Effect.forkChild(stop, { startImmediately: true })
      assert.isTrue(isStopping())
      for (let time = 0; time < 3; time++) {
        assert.match(yield* exchange(url, get), /^HTTP\/1\.1 503 .*\r\nConnection: close\r\n/s)
      }
      const late = yield* open(url)
      yield* go
      assert.strictEqual(yield* readAll(late), "")
      assert.lengthOf(responsesIn(yield* readAll(busy)), 1)
      yield* Fiber.join(stopping)
    }),
  )

  it.live("waits for the rest of an incomplete request", () =>
    Effect.gen(function* () {
      const { url, stop } = yield* serveUntil(echo)
      const socket = yield* open(url)
      socket.write(`${keptHead("Expect: 100-continue", "Content-Length: 3")}`)
      yield* readSome(socket)
      const stopping = yield* Effect.forkChild(stop, { startImmediately: true })
      for (const byte of "abc") {
        for (let time = 0; time < 5; time++) yield* turn
        socket.write(byte)
      }
      assert.match(yield* readAll(socket), /HTTP\/1\.1 200 .*\r\nConnection: close\r\n.*\r\n\r\nabc$/s)
      yield* Fiber.join(stopping)
    }),
  )

  it.live("responds to all pipelined requests, and closes with the last", () =>
    Effect.gen(function* () {
      const { handle, reached, go } = yield* holdPosts
      const { url, stop } = yield* serveUntil(handle)
      const socket = yield* open(url)
      socket.write(`${post}${post}${get}`)
      yield* reached
      const stopping = yield* Effect.forkChild(stop, { startImmediately: true })
      yield* turn
      yield* go
      const responses = responsesIn(yield* readAll(socket))
      yield* Fiber.join(stopping)
      assert.deepStrictEqual(
        responses.map(({ head }) => /\r\nConnection: (.*)\r\n/.exec(head)?.[1]),
        ["keep-alive", "keep-alive", "close"],
      )
    }),
  )

  it.live("completes the responses that are being sent, also to later requests", () =>
    Effect.gen(function* () {
      const { handle, reached, go } = yield* holdPosts
      const body = "a".repeat(20_000_000)
      const { url, stop } = yield* serveUntil((request) =>
        request.method === "GET" ? Effect.succeed({ status: 200, headers: {}, body }) : handle(request),
      )
      const [busy, early] = [yield* open(url), yield* open(url)]
      busy.write(post)
      yield* reached
      early.write(get)
      yield* readSome(early)
      const stopping = yield* Effect.forkChild(stop, { startImmediately: true })
      for (let time = 0; time < 10; time++) yield* turn
      const late = yield* open(url)
      late.write(get)
      yield* readSome(late)
      yield* go
      yield* readAll(busy)
      for (const socket of [early, late]) {
        for (let time = 0; time < 10; time++) yield* turn
        assert.isTrue((yield* readAll(socket)).endsWith(`\r\n\r\n${body}`))
      }
      yield* Fiber.join(stopping)
    }),
  )

  it.live("responds under load to every request that was sent before, on old and new connections", () =>
    Effect.gen(function* () {
      for (let round = 0; round < 10; round++) {
        let isTold = false
        let handled = 0
        const { url, stop } = yield* serveUntil((request) =>
          Effect.gen(function* () {
            for (let time = handled++ % 5; time > 0; time--) yield* turn
            return yield* echo(request)
          }),
        )
        const { hostname, port } = new URL(url)
        const stopping = yield* Deferred.make<void>()
        const client = (times: number, onSent: () => void) =>
          Effect.tryPromise(
            () =>
              new Promise<number>((resume, fail) => {
                const socket = connect(Number(port), hostname)
                let sent = 0
                let received = ""
                const send = () => {
                  if (isTold || sent === times) return
                  socket.write(post)
                  sent++
                  onSent()
                }
                socket.on("connect", send)
                socket.on("data", (chunk) => {
                  received += chunk.toString("latin1")
                  if (received.endsWith("\r\n\r\n")) send()
                })
                socket.on("error", fail)
                socket.on("close", () => resume(sent - responsesIn(received).length))
              }),
          )
        let started = 0
        const tell = () => {
          if (++started < 40) return
          isTold = true
          Deferred.doneUnsafe(stopping, Effect.void)
        }
        const clients = yield* Effect.forEach(
          Array.from({ length: 60 }, (_, index) =>
            index < 20 ? client(Number.POSITIVE_INFINITY, () => {}) : client(1, tell),
          ),
          (client) => Effect.forkChild(client, { startImmediately: true }),
        )
        yield* Deferred.await(stopping)
        yield* stop
        const lost = yield* Effect.forEach(clients, Fiber.join)
        assert.deepStrictEqual(
          lost,
          lost.map(() => 0),
        )
      }
    }),
  )

  for (const [requests, sent] of [
    ["one request", post],
    ["several requests", `${post}${post}${get}`],
  ] as const) {
    it.live(`waits for a handler whose client has sent ${requests} and disconnected`, () =>
      Effect.gen(function* () {
        const { handle, reached, go } = yield* holdPosts
        const events: Array<string> = []
        const happens = (event: string) => Effect.sync(() => events.push(event))
        const { url, stop } = yield* serveUntil((request) => Effect.tap(handle(request), happens("handled")))
        const socket = yield* open(url)
        socket.write(sent)
        yield* reached
        const stopping = yield* Effect.forkChild(Effect.andThen(stop, happens("stopped")), {
          startImmediately: true,
        })
        for (let time = 0; time < 20; time++) yield* turn
        socket.resetAndDestroy()
        for (let time = 0; time < 20; time++) yield* turn
        yield* go
        yield* Fiber.join(stopping)
        assert.deepStrictEqual(events, ["handled", "stopped"])
      }),
    )
  }

  it.live("closes connections that take too long", () =>
    Effect.gen(function* () {
      const { handle, reached } = yield* holdPosts
      const { url, stop } = yield* serveUntil(handle, { drainTime: 50 })
      const [busy, half] = [yield* open(url), yield* open(url)]
      busy.write(post)
      half.write(keptHead("Content-Length: 3"))
      yield* reached
      yield* stop
      assert.deepStrictEqual(yield* Effect.forEach([busy, half], readAll), ["", ""])
      assert.isTrue(yield* isRefused(url))
    }),
  )
})
