/** New connections that wait, break, or have another certificate, over real sockets. */
import { once } from "node:events"
import type { Socket } from "node:net"
import { connect } from "node:tls"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Logger } from "effect"
import type { Reception } from "../../src/http/Reception.ts"
import { selfSigned } from "../../src/tls/Certificate.ts"
import { acceptedSockets } from "../acceptedSockets.ts"
import { echo, exchange, head, open, readAll, serve, serveUntil } from "../rawClient.ts"

const post = head("Content-Length: 0")

const served = /^HTTP\/1\.1 200 /

/** A TLS client's first bytes. */
const clientHello = Buffer.from("16030100c8010000c40303", "hex")

/** The code of the error that ends a connection on which nothing is received, or `closed`. */
const endOf = (socket: Socket) =>
  Effect.match(readAll(socket), {
    onSuccess: (received) => {
      assert.strictEqual(received, "")
      return "closed"
    },
    onFailure: ({ cause }) => (cause as NodeJS.ErrnoException).code,
  })

/** What happens to new connections, one after another; then they are served. */
const inOrder = (...receptions: ReadonlyArray<Effect.Effect<Reception>>) => {
  const left = [...receptions]
  return Effect.suspend(() => left.shift() ?? Effect.succeed({}))
}

describe("A new connection", () => {
  for (const [over, sent] of [
    ["TCP", post],
    ["TLS", clientHello],
  ] as const) {
    const certificate = over === "TLS" ? selfSigned([]) : Effect.undefined

    for (const [breaks, end] of [
      ["reset", "ECONNRESET"],
      ["close", "closed"],
    ] as const) {
      it.live(
        `over ${over} breaks with ${breaks} after the first bytes of its client, and others do not`,
        () =>
          Effect.gen(function* () {
            const { sockets, allClosed } = yield* acceptedSockets
            const tls = yield* certificate
            const reception = Effect.succeed({ breaks })
            const receive = inOrder(reception, Effect.succeed({}), reception)
            const { url, stop } = yield* serveUntil(echo, { receive, ...(tls && { tls }) })
            const first = yield* open(url.replace("https", "http"))
            const second = yield* open(url, tls?.cert)
            second.write(post)
            assert.match(yield* readAll(second), served)
            assert.isFalse(sockets[0]?.destroyed)
            first.write(sent)
            assert.strictEqual(yield* endOf(first), end)
            first.end()
            const third = yield* open(url.replace("https", "http"))
            third.end()
            assert.strictEqual(yield* endOf(third), "closed")
            second.end()
            yield* allClosed
            assert.lengthOf(sockets, 3)
            yield* stop
          }),
      )
    }

    it.live(
      `over ${over} without a response stays open until its client closes, the time is over, or the server stops`,
      () =>
        Effect.gen(function* () {
          const tls = yield* certificate
          const receive = Effect.succeed<Reception>({ breaks: "noResponse" })
          const options = { receive, ...(tls && { tls }) }
          const { url, stop } = yield* serveUntil(echo, options)
          const [first, second] = [
            yield* open(url.replace("https", "http")),
            yield* open(url.replace("https", "http")),
          ]
          first.end(sent)
          assert.strictEqual(yield* endOf(first), "closed")
          second.write(sent)
          yield* stop
          assert.strictEqual(yield* endOf(second), "closed")
          const impatient = yield* serve(echo, { ...options, responseTime: 100 })
          const third = yield* open(impatient.replace("https", "http"))
          third.write(sent)
          assert.strictEqual(yield* endOf(third), "closed")
        }),
    )

    it.live(`over ${over} that waits is served after it, and its time limits begin then`, () =>
      Effect.gen(function* () {
        const tls = yield* certificate
        const url = yield* serve(echo, {
          receive: inOrder(Effect.delay(Effect.succeed({}), 300)),
          handshakeTime: 100,
          headTime: 100,
          ...(tls && { tls }),
        })
        const socket = yield* open(url, tls?.cert)
        socket.write(post)
        assert.match(yield* readAll(socket), served)
      }),
    )

    it.live(`over ${over} that waits delays neither other connections nor the end of the server`, () =>
      Effect.gen(function* () {
        const tls = yield* certificate
        const { url, stop } = yield* serveUntil(echo, {
          receive: inOrder(Effect.never),
          ...(tls && { tls }),
        })
        const waiting = yield* open(url.replace("https", "http"))
        waiting.write(sent)
        const other = yield* open(url, tls?.cert)
        other.write(post)
        assert.match(yield* readAll(other), served)
        yield* stop
        assert.strictEqual(yield* endOf(waiting), "closed")
      }),
    )
  }

  it.live("no longer waits when its client has reset it", () =>
    Effect.gen(function* () {
      const [waits, interrupted] = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
      const url = yield* serve(echo, {
        receive: inOrder(
          Deferred.succeed(waits, undefined).pipe(
            Effect.andThen(Effect.never),
            Effect.onInterrupt(() => Deferred.succeed(interrupted, undefined)),
          ),
        ),
      })
      const socket = yield* open(url)
      yield* Deferred.await(waits)
      socket.resetAndDestroy()
      yield* Deferred.await(interrupted)
      assert.match(yield* exchange(url, post), served)
    }),
  )

  it.live("is closed if its reception has a defect, which is logged", () => {
    const logged: Array<unknown> = []
    return Effect.gen(function* () {
      const url = yield* serve(echo, { receive: inOrder(Effect.die("defect")) })
      assert.strictEqual(yield* endOf(yield* open(url)), "closed")
      assert.match(yield* exchange(url, post), served)
      assert.deepStrictEqual(logged, [["Closed a new connection", "defect"]])
    }).pipe(Effect.provide(Logger.layer([Logger.make(({ message }) => logged.push(message))])))
  })

  it.live("can have another certificate, while those before and after it have the server's", () =>
    Effect.gen(function* () {
      const [own, other] = [yield* selfSigned([]), yield* selfSigned([])]
      const url = yield* serve(echo, {
        tls: own,
        receive: inOrder(
          Effect.succeed({}),
          Effect.succeed({ tls: other }),
          Effect.yieldNow.pipe(Effect.as({})),
        ),
      })
      const first = yield* open(url, own.cert)
      const session = yield* Effect.forkChild(Effect.promise(() => once(first, "session")))
      first.write(post)
      assert.match(yield* readAll(first), served)
      const [ticket] = yield* Fiber.join(session)
      const resumed = (ca: string) =>
        Effect.promise(async () => {
          const socket = connect({ port: Number(new URL(url).port), host: "127.0.0.1", ca, session: ticket })
          try {
            await once(socket, "secureConnect")
            socket.write(post)
            return (await socket.toArray()).join("")
          } catch (error) {
            return (error as NodeJS.ErrnoException).code
          } finally {
            socket.destroy()
          }
        })
      assert.strictEqual(yield* resumed(own.cert), "DEPTH_ZERO_SELF_SIGNED_CERT")
      assert.match((yield* resumed(own.cert)) ?? "", served)
    }),
  )
})
