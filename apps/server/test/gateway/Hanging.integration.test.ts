/** A gateway in front of a service that hangs stays within its bounds. The time of the gateway is the test's. */
import type { Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { exampleConnector } from "@odj/domain"
import { defaultTenant } from "@odj/graph-wire"
import { Deferred, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { ended, startListening } from "../program.ts"
import { collection, send, startGateway } from "./gatewayServer.ts"
import { respond, startSocket } from "./upstream.ts"

const body = JSON.stringify(exampleConnector)

const stored = { ...exampleConnector, id: "a" }

const start = <A, E>(effect: Effect.Effect<A, E>) => Effect.forkChild(effect, { startImmediately: true })

const head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

const chunk = "x".repeat(65_536)

/** Writes for as long as the other end reads. */
const writeForever = (socket: Socket, text: string) => {
  const write = () => {
    while (socket.writable && socket.write(text)) {}
    socket.once("drain", write)
  }
  write()
}

/** The ways in which a service hangs. None of them ends by itself. */
const silences: Record<string, (socket: Socket) => void> = {
  "says nothing": () => {},
  "never ends its headers": (socket) => void socket.write(`${head}X-More: `),
  "never ends its body": (socket) => void socket.write(`${head}Content-Length: 1000\r\n\r\n{`),
  "sends interim responses only": (socket) => void socket.write("HTTP/1.1 102 Processing\r\n\r\n".repeat(10)),
}

describe("A service that hangs", () => {
  for (const [name, hang] of Object.entries(silences)) {
    it.effect(`and ${name} ends a read after the time for reads, and its connection is closed`, () =>
      Effect.gen(function* () {
        const { url, received, closed } = yield* startSocket(hang)
        const gateway = yield* startGateway({ upstream: url })
        const reads = [yield* start(send(gateway)), yield* start(send(gateway, "/a"))]
        yield* received(2)
        yield* TestClock.adjust("10 seconds")
        for (const read of reads) assert.strictEqual((yield* Fiber.join(read)).status, 503)
        yield* closed
      }),
    )
  }

  it.effect("gets a create once, and its outcome is reported as unknown after 30 seconds", () =>
    Effect.gen(function* () {
      const { url, received, requests } = yield* startSocket((socket, request) => {
        if (request.includes("$metadata")) respond(socket, 404, {})
      })
      const gateway = yield* startGateway({ upstream: url })
      const creating = yield* start(send(gateway, "", { method: "POST", body }))
      yield* received(1)
      yield* TestClock.adjust("30 seconds")
      const { status, headers } = yield* Fiber.join(creating)
      assert.deepStrictEqual([status, headers.get("Retry-After")], [500, null])
      assert.lengthOf(
        requests.filter((request) => request.startsWith("POST")),
        1,
      )
    }),
  )

  const endless: Record<string, (socket: Socket) => void> = {
    headers: (socket) => {
      socket.write(`${head}X-More: `)
      writeForever(socket, chunk)
    },
    "body in chunks": (socket) => {
      socket.write(`${head}Transfer-Encoding: chunked\r\n\r\n`)
      writeForever(socket, `10000\r\n${chunk}\r\n`)
    },
    "body of a length": (socket) => {
      socket.write(`${head}Content-Length: 999999999999\r\n\r\n`)
      writeForever(socket, chunk)
    },
  }
  for (const [name, write] of Object.entries(endless)) {
    it.effect(`and has endless ${name} is cut off`, () =>
      Effect.gen(function* () {
        let sent = 0
        const { url, closed } = yield* startSocket((socket) => {
          socket.on("close", () => {
            sent += socket.bytesWritten
          })
          write(socket)
        })
        const gateway = yield* startGateway({ upstream: url })
        const { status } = yield* send(gateway, "/a")
        yield* closed
        assert.strictEqual(status, 503)
        // Four attempts of 4 MiB, and what the system's buffers hold.
        assert.isBelow(sent, 64 * 1_048_576)
      }),
    )
  }
})

describe("Callers of a service that hangs", () => {
  it.effect("have 32 reads in flight and 256 that wait, and further ones are refused at once", () =>
    Effect.gen(function* () {
      const { url, received, requests, open } = yield* startSocket(() => {})
      const gateway = yield* startGateway({ upstream: url })
      const allRefused = yield* Deferred.make<void>()
      let refused = 0
      const get = Effect.tap(send(gateway, "/a"), ({ status }) =>
        status === 429 && ++refused === 12 ? Deferred.succeed(allRefused, undefined) : Effect.void,
      )
      const callers = yield* Effect.replicateEffect(start(get), 300)
      yield* received(32)
      yield* Deferred.await(allRefused)
      assert.lengthOf(requests, 32)
      assert.strictEqual(open.size, 32)
      yield* TestClock.adjust("10 seconds")
      const statuses = (yield* Effect.forEach(callers, Fiber.join)).map(({ status }) => status)
      assert.deepStrictEqual(
        [429, 503].map((status) => statuses.filter((found) => found === status).length),
        [12, 288],
      )
    }),
  )

  it.effect("do not delay responses from the cache, or refusals", () =>
    Effect.gen(function* () {
      let hangs = false
      const { url, received } = yield* startSocket((socket) => {
        if (!hangs) respond(socket, 200, { value: [stored] })
      })
      const gateway = yield* startGateway({ upstream: url, cache: "1 hour", refused: ["delete"] })
      assert.strictEqual((yield* send(gateway)).status, 200)
      hangs = true
      const waiting = yield* Effect.forEach(
        Array.from({ length: 100 }, (_, top) => top + 1),
        (top) => start(send(gateway, `?$top=${top}`)),
      )
      yield* received(33)
      assert.strictEqual((yield* send(gateway)).status, 200)
      assert.strictEqual((yield* send(gateway, "/a", { method: "DELETE" })).status, 403)
      assert.strictEqual((yield* send(gateway, "?$top=x")).status, 400)
      assert.strictEqual((yield* send(gateway, "", { headers: { Authorization: "" } })).status, 401)
      for (const fiber of waiting) yield* Fiber.interrupt(fiber)
    }),
  )

  it.effect("cancel their reads by leaving, unless others wait for the same list", () =>
    Effect.gen(function* () {
      const { url, received, closed, requests, open } = yield* startSocket(() => {})
      const gateway = yield* startGateway({ upstream: url, cache: "1 hour" })
      const get = yield* start(send(gateway, "/a"))
      const lists = [yield* start(send(gateway)), yield* start(send(gateway))]
      yield* received(2)
      yield* Fiber.interrupt(get)
      const [first, second] = lists
      if (first !== undefined) yield* Fiber.interrupt(first)
      assert.isAtLeast(open.size, 1)
      if (second !== undefined) yield* Fiber.interrupt(second)
      yield* closed
      assert.lengthOf(requests, 2)
    }),
  )
})

describe("The program", () => {
  it.live("stops within its time limit, even if an update waits for a service that hangs", () =>
    Effect.gen(function* () {
      const service = yield* startSocket(() => {})
      const flags = ["--store", service.url, "--allow", "update", "--stop-time", "1"]
      const { child, url } = yield* startListening(flags, { ODJ_TOKEN: "x" })
      const tokens = yield* Effect.promise(() =>
        fetch(`${url}/${defaultTenant}/oauth2/v2.0/token`, {
          method: "POST",
          body: new URLSearchParams({
            grant_type: "client_credentials",
            client_id: "0d100d10-0d10-4d10-8d10-0d100d1000a1",
            client_secret: "any",
            scope: "https://graph.microsoft.com/.default",
          }),
        }).then((response) => response.json() as Promise<{ readonly access_token: string }>),
      )
      const headers = { Authorization: `Bearer ${tokens.access_token}`, "Content-Type": "application/json" }
      const requested = [
        fetch(`${url}${collection}/a`, { method: "PATCH", headers, body: '{"version":"2"}' }),
        fetch(`${url}${collection}/a`, { headers }),
        fetch(`${url}${collection}`, { headers }),
      ].map((response) => response.catch(() => undefined))
      yield* service.received(3)
      const ending = yield* start(ended(child))
      child.kill("SIGTERM")
      assert.strictEqual((yield* Fiber.join(ending)).exitCode, 0)
      yield* Effect.promise(() => Promise.all(requested))
      yield* service.closed
    }),
  )
})
