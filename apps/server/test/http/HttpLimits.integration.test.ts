/** Limits on slow and greedy clients, over real sockets. */
import { subscribe, unsubscribe } from "node:diagnostics_channel"
import type { Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import {
  echo,
  exchange,
  head,
  keptHead,
  open,
  readAll,
  responsesIn,
  serve,
  serveUntil,
  turn,
} from "../rawClient.ts"

/** Sends the first text, then the other repeatedly, until the connection closes. */
const drip = (socket: Socket, first: string, drop: string) => {
  socket.write(first)
  const tap = setInterval(() => socket.write(drop), 5)
  socket.on("error", () => {})
  socket.on("close", () => clearInterval(tap))
  socket.on("end", () => socket.end())
}

const timedOut = /^HTTP\/1\.1 408 .*\r\nConnection: close\r\n.*\r\n\r\nRequestTimedOut$/s

const large = "a".repeat(50_000_000)

describe("The HTTP edge", () => {
  for (const [name, first, drop] of [
    ["a head", "POST / HTTP/1.1\r\nA: ", "a"],
    ["a head, at its first line", "GET /", "a"],
    ["a first line, after empty ones", "\r\n", "\r\n"],
    ["a body", keptHead("Content-Length: 1000"), "a"],
    ["a body in chunks", keptHead("Transfer-Encoding: chunked"), "1\r\na\r\n"],
    [
      "a body of a request that asks for an upgrade",
      keptHead("Connection: Upgrade", "Upgrade: h2c", "Content-Length: 1000"),
      "a",
    ],
    ["a length of a chunk", keptHead("Transfer-Encoding: chunked"), "0"],
    ["a body after 100 Continue", keptHead("Expect: 100-continue", "Content-Length: 1000"), "a"],
    ["the head of a second request", `${keptHead("Content-Length: 0")}GET / HTTP/1.1\r\nA: `, "a"],
  ] as const) {
    it.live(`times out on ${name}, however steadily it arrives`, () =>
      Effect.gen(function* () {
        const url = yield* serve(echo, { headTime: 100, requestTime: 200 })
        const socket = yield* open(url)
        drip(socket, first, drop)
        const received = yield* readAll(socket)
        assert.match(received.slice(received.lastIndexOf("HTTP/1.1")), timedOut)
      }),
    )
  }

  it.live("times out on a connection without a request", () =>
    Effect.gen(function* () {
      const url = yield* serve(echo, { headTime: 100 })
      assert.match(yield* exchange(url), timedOut)
    }),
  )

  it.live("times out on the next request", () =>
    Effect.gen(function* () {
      const url = yield* serve(echo, { idleTime: 100 })
      assert.match(yield* exchange(url, keptHead("Content-Length: 1"), "a"), /^HTTP\/1\.1 200 .*\r\n\r\na$/s)
    }),
  )

  for (const [name, sent] of [
    ["a response", keptHead("Content-Length: 0")],
    ["responses to many pipelined requests", keptHead("Content-Length: 0").repeat(100)],
  ] as const) {
    it.live(`times out on a client that does not read ${name}`, () =>
      Effect.gen(function* () {
        const response = Effect.succeed({ status: 200, headers: {}, body: large })
        const { url, stop } = yield* serveUntil(() => response, { responseTime: 100 })
        const socket = yield* open(url)
        socket.write(sent)
        yield* Effect.promise(() => new Promise((resume) => socket.once("readable", resume)))
        yield* stop
      }),
    )
  }

  it.live("pauses reading while pipelined requests wait", () =>
    Effect.gen(function* () {
      const gates = [yield* Deferred.make<void>(), yield* Deferred.make<void>()]
      let handled = 0
      const url = yield* serve((request) => {
        const gate = gates[handled++]
        return gate === undefined ? echo(request) : Effect.andThen(Deferred.await(gate), echo(request))
      })
      let seen = 0
      const count = () => {
        seen++
      }
      subscribe("http.server.request.start", count)
      const socket = yield* open(url)
      socket.end(keptHead("Content-Length: 0").repeat(5_000))
      const responses = yield* Effect.forkChild(readAll(socket))
      const seenAfter: Array<number> = []
      for (const gate of gates) {
        for (let time = 0; time < 200; time++) yield* turn
        seenAfter.push(seen)
        yield* Deferred.succeed(gate, undefined)
      }
      assert.lengthOf(responsesIn(yield* Fiber.join(responses)), 5_000)
      unsubscribe("http.server.request.start", count)
      assert.isBelow(seenAfter[0] ?? 0, 2_000)
      assert.strictEqual(seenAfter[1], seenAfter[0])
    }),
  )

  it.live("has at most as many connections as its limit", () =>
    Effect.gen(function* () {
      const url = yield* serve(echo, { maxConnections: 2 })
      const [first, second] = [yield* open(url), yield* open(url)]
      assert.strictEqual(yield* readAll(yield* open(url)), "")
      first.end()
      yield* readAll(first)
      const third = yield* open(url)
      for (const socket of [second, third]) {
        socket.write(head("Content-Length: 0"))
        assert.match(yield* readAll(socket), /^HTTP\/1\.1 200 /)
      }
    }),
  )
})
