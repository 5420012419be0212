/** Clients that reset their connections, over real sockets, at every point of an exchange. */
import { once } from "node:events"
import { connect, type Socket } from "node:net"
import { connect as connectSecurely } from "node:tls"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { type Certificate, selfSigned } from "../../src/tls/Certificate.ts"
import { echo, head, keptHead, open, readAll, serveUntil, turn } from "../rawClient.ts"

const post = keptHead("Content-Length: 0")

const get = "GET / HTTP/1.1\r\n\r\n"

const tunnel = "CONNECT a:1 HTTP/1.1\r\n\r\n"

const sentBefore: Record<string, string> = {
  "before its request": "",
  "within a head": "POST / HTTP/1.1\r\nA: ",
  "within a body": `${keptHead("Content-Length: 10")}abc`,
  "waiting for 100 Continue": keptHead("Expect: 100-continue", "Content-Length: 10"),
  "waiting for its response": post,
  "waiting for its responses": post.repeat(3),
  "waiting for its responses and a tunnel": `${post.repeat(2)}${tunnel}`,
  "waiting for its responses and a refusal": `${post.repeat(2)}junk`,
  refused: "junk",
  "after a refused tunnel": tunnel,
  "after a refusal within its body": `${keptHead("Content-Length: 9999")}abc`,
  "reading a long response": get,
}

const large = { status: 200, headers: {}, body: "a".repeat(5_000_000) }

/** A connection, with or without TLS, that ignores all events after its reset. */
const connectTo = async (url: string, ca: string | undefined) => {
  const below: Socket = connect(Number(new URL(url).port), "127.0.0.1")
  below.on("error", () => {})
  await once(below, "connect")
  if (ca === undefined) return { below, above: below }
  const above = connectSecurely({ socket: below, ca, host: "127.0.0.1" })
  above.on("error", () => {})
  await once(above, "secureConnect")
  return { below, above }
}

const turns = (times: number) => Effect.repeat(turn, { times })

const serveLeavers = (tls: Certificate | undefined) => {
  const running = { count: 0 }
  return Effect.map(
    serveUntil(
      (request) =>
        Effect.gen(function* () {
          running.count++
          yield* turns(3)
          running.count--
          return request.method === "GET" ? large : yield* echo(request)
        }),
      { maxConnections: 50, ...(tls && { tls }) },
    ),
    (server) => ({ ...server, running }),
  )
}

describe("The HTTP edge survives a client that resets its connection", () => {
  for (const [name, sent] of Object.entries(sentBefore)) {
    for (const [over, leavers] of [
      ["", sent === get ? 50 : 1_000],
      [" over TLS", 50],
    ] as const) {
      it.live(`${name}${over}`, () =>
        Effect.gen(function* () {
          const tls = over === "" ? undefined : yield* selfSigned([])
          const { url, stop, running } = yield* serveLeavers(tls)
          for (let left = 0; left < leavers; left += 25) {
            const connections = yield* Effect.promise(() =>
              Promise.all(Array.from({ length: 25 }, () => connectTo(url, tls?.cert))),
            )
            for (const { above } of connections) above.write(sent)
            for (const { below } of connections) {
              yield* turns(1)
              below.resetAndDestroy()
            }
          }
          yield* turns(10)
          const socket = yield* open(url, tls?.cert)
          socket.write(head("Content-Length: 0"))
          assert.match(yield* readAll(socket), /^HTTP\/1\.1 200 /)
          yield* stop
          assert.strictEqual(running.count, 0)
        }),
      )
    }
  }
})
