/** Clients that leave before their response, over real sockets: what is marked as interruptible ends, all else completes. */
import type { Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit } from "effect"
import type { HttpRequest } from "../../src/http/HttpMessage.ts"
import { selfSigned } from "../../src/tls/Certificate.ts"
import { echo, keptHead, open, readAll, responsesIn, serve, serveUntil, turn } from "../rawClient.ts"

const post = keptHead("Content-Length: 0")

const get = "GET /x HTTP/1.1\r\nHost: a\r\n\r\n"

const turns = (times: number) => Effect.repeat(turn, { times })

/** A GET waits, interruptibly, and a POST waits without. Both end when they are let go. */
const holding = Effect.gen(function* () {
  const reached = yield* Deferred.make<void>()
  const going = yield* Deferred.make<void>()
  const ended = yield* Deferred.make<string>()
  const events: Array<string> = []
  const end = (event: string) => {
    events.push(event)
    return Deferred.succeed(ended, event)
  }
  const wait = Effect.andThen(Deferred.succeed(reached, undefined), Deferred.await(going))
  return {
    events,
    reached: Deferred.await(reached),
    go: Deferred.succeed(going, undefined),
    /** How the first wait ends. */
    ended: Deferred.await(ended),
    handle: (request: HttpRequest) =>
      Effect.exit(request.method === "GET" ? Effect.interruptible(wait) : wait).pipe(
        Effect.tap((exit) => end(Exit.isSuccess(exit) ? "completed" : "interrupted")),
        Effect.andThen(echo(request)),
      ),
  }
})

const leaves: Record<string, (socket: Socket) => void> = {
  "resets its connection": (socket) => socket.resetAndDestroy(),
  "closes its connection": (socket) => socket.destroy(),
}

describe("A handler whose client", () => {
  for (const [name, leave] of Object.entries(leaves)) {
    // A TLS socket can't reset its connection.
    for (const over of name.startsWith("closes") ? ["", " over TLS"] : [""]) {
      it.live(`${name}${over} is interrupted where it may be`, () =>
        Effect.gen(function* () {
          const certificate = over === "" ? undefined : yield* selfSigned([])
          const { handle, reached, ended } = yield* holding
          const { url, stop } = yield* serveUntil(handle, {
            probeTime: 10,
            ...(certificate && { tls: certificate }),
          })
          const socket = yield* open(url, certificate?.cert)
          socket.write(get)
          yield* reached
          leave(socket)
          assert.strictEqual(yield* ended, "interrupted")
          yield* stop
        }),
      )
    }

    it.live(`${name} completes otherwise`, () =>
      Effect.gen(function* () {
        const { handle, reached, ended, go, events } = yield* holding
        const { url, stop } = yield* serveUntil(handle, { probeTime: 5 })
        const socket = yield* open(url)
        socket.write(post)
        yield* reached
        leave(socket)
        yield* turns(200)
        assert.deepStrictEqual(events, [])
        yield* go
        assert.strictEqual(yield* ended, "completed")
        yield* stop
      }),
    )
  }

  it.live("only closes its side still gets its response, after interim ones", () =>
    Effect.gen(function* () {
      const { handle, reached, ended, go } = yield* holding
      const url = yield* serve(handle, { probeTime: 5 })
      const socket = yield* open(url)
      socket.end(get)
      yield* reached
      const interim = yield* Effect.promise(
        () => new Promise<Buffer>((resume) => socket.once("data", resume)),
      )
      assert.match(interim.toString(), /^HTTP\/1\.1 102 Processing\r\n\r\n/)
      yield* go
      assert.strictEqual(yield* ended, "completed")
      assert.match(yield* readAll(socket), /HTTP\/1\.1 200 .*\r\n\r\n$/s)
    }),
  )

  it.live("only closes its side gets no interim response if it speaks HTTP 1.0", () =>
    Effect.gen(function* () {
      const { handle, reached, go } = yield* holding
      const url = yield* serve(handle, { probeTime: 1 })
      const socket = yield* open(url)
      socket.end("GET /x HTTP/1.0\r\nHost: a\r\n\r\n")
      yield* reached
      yield* turns(200)
      yield* go
      assert.match(yield* readAll(socket), /^HTTP\/1\.1 200 /)
    }),
  )

  it.live("is still connected gets no interim response", () =>
    Effect.gen(function* () {
      const { handle, reached, go } = yield* holding
      const url = yield* serve(handle, { probeTime: 1 })
      const socket = yield* open(url)
      socket.write(get)
      yield* reached
      yield* turns(200)
      yield* go
      socket.end()
      assert.lengthOf(responsesIn(yield* readAll(socket)), 1)
    }),
  )
})

describe("Responses that clients do not receive", () => {
  it.live("are given up, the oldest first, when there are too many bytes of them", () =>
    Effect.gen(function* () {
      const body = "a".repeat(30_000_000)
      const url = yield* serve(() => Effect.succeed({ status: 200, headers: {}, body }), {
        maxUnsent: 50_000_000,
      })
      const sockets = yield* Effect.all([open(url), open(url), open(url)])
      for (const socket of sockets) {
        socket.write(get)
        yield* Effect.promise(() => new Promise((resume) => socket.once("readable", resume)))
      }
      const received = yield* Effect.forEach(sockets, (socket) => {
        socket.end()
        return Effect.exit(readAll(socket))
      })
      assert.deepStrictEqual(
        received.map((exit) => Exit.isSuccess(exit) && exit.value.endsWith(`\r\n\r\n${body}`)),
        [false, false, true],
      )
    }),
  )
})
