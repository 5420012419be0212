/** Responses that are sent piece by piece, over real sockets. */
import { once } from "node:events"
import type { Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import type { HttpRequest, HttpResponse, StreamSink } from "../../src/http/HttpMessage.ts"
import { open, readAll, serveUntil, turn } from "../rawClient.ts"

const headers = { "Content-Type": "text/plain" }

const get = (...lines: ReadonlyArray<string>) => ["GET / HTTP/1.1", "Host: a", ...lines, "", ""].join("\r\n")

/** Streams each response; `begun` is its sink, `ended` that it has ended. */
const streaming = Effect.gen(function* () {
  const begun = yield* Deferred.make<StreamSink>()
  const ended = yield* Deferred.make<void>()
  const targets: Array<string> = []
  const handle = ({ target }: HttpRequest): Effect.Effect<HttpResponse> =>
    Effect.sync(() => {
      targets.push(target)
      const stream = (sink: StreamSink) => {
        Deferred.doneUnsafe(begun, Effect.succeed(sink))
        return () => void Deferred.doneUnsafe(ended, Effect.void)
      }
      return { status: 200, headers, stream }
    })
  return {
    handle,
    targets,
    begun: Deferred.await(begun),
    hasBegun: Deferred.isDone(begun),
    ended: Deferred.await(ended),
    hasEnded: Deferred.isDone(ended),
  }
})

/** Reads until this text has come. */
const readUntil = (socket: Socket, text: string) =>
  Effect.promise(async () => {
    let received = ""
    while (!received.includes(text)) {
      const chunk: Buffer | null = socket.read()
      if (chunk === null) await once(socket, "readable")
      else received += chunk.toString("latin1")
    }
    return received
  })

describe("A response that is streamed", () => {
  it.live("is received piece by piece, and ends when the server stops, which does not wait for it", () =>
    Effect.gen(function* () {
      const { handle, begun, ended } = yield* streaming
      const { url, stop } = yield* serveUntil(handle)
      const socket = yield* open(url)
      socket.write(get())
      const sink = yield* begun
      const head = yield* readUntil(socket, "\r\n\r\n")
      assert.match(head, /\r\nConnection: close\r\n.*\r\nTransfer-Encoding: chunked\r\n/s)
      sink.send("one")
      assert.strictEqual(yield* readUntil(socket, "one\r\n"), "3\r\none\r\n")
      sink.send("two")
      assert.strictEqual(yield* readUntil(socket, "two\r\n"), "3\r\ntwo\r\n")
      yield* stop
      assert.strictEqual(yield* readAll(socket), "0\r\n\r\n")
      yield* ended
    }),
  )

  const waysToLeave = {
    "closes the connection": (socket: Socket) => socket.destroy(),
    "resets the connection": (socket: Socket) => socket.resetAndDestroy(),
    "closes its side of the connection": (socket: Socket) => socket.end(),
  }
  for (const [way, leave] of Object.entries(waysToLeave)) {
    it.live(`ends when the client ${way}`, () =>
      Effect.gen(function* () {
        const { handle, begun, ended } = yield* streaming
        const { url } = yield* serveUntil(handle)
        const socket = yield* open(url)
        socket.write(get())
        yield* begun
        leave(socket)
        yield* ended
      }),
    )
  }

  it.live(
    "is ready for no further piece while the client does not read, and ends nevertheless at a stop",
    () =>
      Effect.gen(function* () {
        const { handle, begun, ended, hasEnded } = yield* streaming
        const { url, stop } = yield* serveUntil(handle)
        const socket = yield* open(url)
        socket.pause()
        socket.write(get())
        const sink = yield* begun
        const piece = "a".repeat(1_000_000)
        let count = 0
        for (let turns = 0; turns < 100; turns++) {
          if (sink.isReady()) {
            sink.send(piece)
            count++
          }
          yield* turn
        }
        assert.isFalse(sink.isReady())
        assert.isBelow(count, 50)
        assert.isFalse(yield* hasEnded)
        yield* stop
        yield* ended
      }),
  )

  it.live("has only a head for HEAD, and is not begun", () =>
    Effect.gen(function* () {
      const { handle, hasBegun } = yield* streaming
      const { url } = yield* serveUntil(handle)
      const socket = yield* open(url)
      socket.write(get().replace("GET", "HEAD"))
      assert.match(yield* readAll(socket), /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\n$/s)
      assert.isFalse(yield* hasBegun)
    }),
  )

  it.live("has only a head, and is not begun, if the server is stopping", () =>
    Effect.gen(function* () {
      const { handle, targets, hasBegun } = yield* streaming
      const isReleased = yield* Deferred.make<void>()
      const { url, stop } = yield* serveUntil((request) =>
        Effect.tap(handle(request), () => Deferred.await(isReleased)),
      )
      const socket = yield* open(url)
      socket.write(get())
      while (targets.length === 0) yield* turn
      const stopping = yield* Effect.forkChild(stop)
      yield* turn
      yield* Deferred.succeed(isReleased, undefined)
      assert.match(yield* readAll(socket), /^HTTP\/1\.1 200 OK\r\n.*\r\n\r\n0\r\n\r\n$/s)
      yield* Fiber.join(stopping)
      assert.isFalse(yield* hasBegun)
    }),
  )

  it.live("is the last one of its connection: requests after it are dropped", () =>
    Effect.gen(function* () {
      const { handle, targets, begun } = yield* streaming
      const { url, stop } = yield* serveUntil(handle)
      const socket = yield* open(url)
      socket.write(get())
      const sink = yield* begun
      socket.write(get().replace("/ ", "/second "))
      for (let turns = 0; turns < 20; turns++) yield* turn
      sink.send("one")
      yield* readUntil(socket, "one\r\n")
      yield* stop
      yield* readAll(socket)
      assert.deepStrictEqual(targets, ["/"])
    }),
  )

  it.live("is streamed to a client that offers another protocol, such as HTTP/2", () =>
    Effect.gen(function* () {
      const { handle, begun } = yield* streaming
      const { url } = yield* serveUntil(handle)
      const socket = yield* open(url)
      socket.write(get("Connection: Upgrade", "Upgrade: h2c"))
      const sink = yield* begun
      sink.send("one")
      yield* readUntil(socket, "one\r\n")
    }),
  )
})
