/** Invalid requests that the edge refuses itself, over real sockets. */
import { subscribe, unsubscribe } from "node:diagnostics_channel"
import { once } from "node:events"
import { request } from "node:http"
import type { Socket } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Logger } from "effect"
import { echo, exchange, head, keptHead, open, readAll, responsesIn, serve, turn } from "../rawClient.ts"

const chunked = (...lines: ReadonlyArray<string>) =>
  `${keptHead("Transfer-Encoding: chunked", ...lines)}1\r\na\r\n0\r\n\r\n`

const lengthy = "a".repeat(33_000)

const malformed: Record<string, string | Buffer> = {
  "an unknown method": "BREW / HTTP/1.1\r\nHost: a\r\n\r\n",
  "a method in lower case": "get / HTTP/1.1\r\nHost: a\r\n\r\n",
  "a version that does not exist": "GET / HTTP/1.2\r\nHost: a\r\n\r\n",
  "version 0.9": "GET / HTTP/0.9\r\nHost: a\r\n\r\n",
  "version 2.0": "GET / HTTP/2.0\r\nHost: a\r\n\r\n",
  "the preface of HTTP/2": "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
  "a TLS handshake": Buffer.from("16030100c8010000c40303", "hex"),
  "NUL in the target": "GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n",
  "NUL in a header": keptHead("A: b\0c"),
  "a header without a colon": keptHead("A"),
  "a space before the colon": keptHead("A : b"),
  "a header that is folded": keptHead("A: b\r\n c"),
  "a Host that is folded": "GET / HTTP/1.1\r\nHost: a\r\n b\r\n\r\n",
  "lines that end without CR": "GET / HTTP/1.1\nHost: a\n\n",
  "lines that end without LF": "GET / HTTP/1.1\r\nHost: a\rB: c\r\n\r\n",
  "two lengths": `${keptHead("Content-Length: 1", "content-length: 1")}a`,
  "two lengths in one header": `${keptHead("Content-Length: 1, 1")}a`,
  "an invalid length": `${keptHead("Content-Length: +1")}a`,
  "a length and chunks": chunked("Content-Length: 1"),
  "chunks and a length": `${keptHead("Content-Length: 1", "Transfer-Encoding: chunked")}1\r\na\r\n0\r\n\r\n`,
  "chunks of gzip": `${keptHead("Transfer-Encoding: gzip, chunked")}1\r\na\r\n0\r\n\r\n`,
  "chunks of gzip in two headers": chunked().replace("Transfer", "Transfer-Encoding: gzip\r\nTransfer"),
  "chunks of chunks": chunked("Transfer-Encoding: chunked"),
  "an encoding without chunks": keptHead("Transfer-Encoding: gzip"),
  "chunks in version 1.0": chunked().replace("1.1", "1.0"),
  "a chunk with an invalid length": `${keptHead("Transfer-Encoding: chunked")}g\r\n`,
  "a chunk that is longer than its length": `${keptHead("Transfer-Encoding: chunked")}1\r\nab\r\n0\r\n\r\n`,
  "a lengthy extension of a chunk": `${keptHead("Transfer-Encoding: chunked")}1;${lengthy}\r\na\r\n0\r\n\r\n`,
}

const tooLarge: Record<string, string> = {
  "a lengthy target": `GET /${lengthy} HTTP/1.1\r\nHost: a\r\n\r\n`,
  "a lengthy header": keptHead(`A: ${lengthy}`),
  "many headers": keptHead(...Array.from({ length: 10_000 }, () => "A: bcd")),
  "a lengthy trailer": `${keptHead("Transfer-Encoding: chunked")}1\r\na\r\n0\r\nA: ${lengthy}\r\n\r\n`,
}

/** A complete response, the last of its connection, without a message of the parser. */
const assertRefused = (received: string, status: number, tag: string) => {
  assert.match(received, new RegExp(`^HTTP/1\\.1 ${status} \\w.*\r\n\r\n${tag}$`, "s"))
  const [response] = responsesIn(received)
  assert.match(response?.head ?? "", /\r\nContent-Type: text\/plain\r\n/)
  assert.match(response?.head ?? "", /\r\nConnection: close\r\n/)
  assert.match(response?.head ?? "", /\r\nDate: \w{3}, \d\d \w{3} \d{4} [\d:]{8} GMT\r\n/)
}

const megabytes = Buffer.alloc(20 * 1024 * 1024, "a")

describe("The HTTP edge accepts", () => {
  it.live("a head of up to 32 KiB", () =>
    Effect.gen(function* () {
      const url = yield* serve(echo)
      const response = yield* exchange(url, head("Content-Length: 0", `A: ${"a".repeat(32_500)}`))
      assert.match(response, /^HTTP\/1\.1 200 /)
    }),
  )
})

describe("The HTTP edge refuses", () => {
  for (const [name, sent] of Object.entries(malformed)) {
    it.live(name, () =>
      Effect.gen(function* () {
        const seen: Array<string> = []
        const url = yield* serve((request) => {
          seen.push(request.target)
          return echo(request)
        })
        for (const smuggled of ["", "GET / HTTP/1.1\r\n\r\n", "CONNECT a:1 HTTP/1.1\r\n\r\n"]) {
          const both = Buffer.concat([Buffer.from(sent), Buffer.from(smuggled)])
          assertRefused(yield* exchange(url, both), 400, "RequestMalformed")
          assertRefused(yield* exchange(url, sent, smuggled), 400, "RequestMalformed")
        }
        assert.isEmpty(seen)
      }),
    )
  }

  for (const [name, sent] of Object.entries(tooLarge)) {
    it.live(`${name}`, () =>
      Effect.gen(function* () {
        const url = yield* serve(echo)
        assertRefused(yield* exchange(url, sent), 431, "HeadTooLarge")
      }),
    )
  }

  it.live("CONNECT", () =>
    Effect.gen(function* () {
      const url = yield* serve(echo)
      for (const rest of ["", "Content-Length: 3\r\n"]) {
        const sent = `CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n${rest}\r\nabc`
        assertRefused(yield* exchange(url, sent), 405, "TunnelRefused")
      }
    }),
  )

  it.live("an unknown expectation, before the body arrives", () =>
    Effect.gen(function* () {
      const url = yield* serve(echo)
      const response = yield* exchange(url, keptHead("Expect: cookies", "Content-Length: 3"))
      assertRefused(response, 417, "ExpectationUnknown")
    }),
  )

  for (const [name, junk, tag] of [
    ["what is no request", "junk\r\n\r\n", "RequestMalformed"],
    ["a tunnel", "CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n", "TunnelRefused"],
    ["a body that breaks off", `${keptHead("Content-Length: 2")}a`, "RequestMalformed"],
  ] as const) {
    it.live(`${name} only after the responses to the requests before it`, () =>
      Effect.gen(function* () {
        const go = yield* Deferred.make<void>()
        const url = yield* serve((request) => Effect.andThen(Deferred.await(go), echo(request)))
        const socket = yield* open(url)
        const sent = keptHead("Content-Length: 0")
        socket.end(`${sent}${sent}${junk}`)
        const received = yield* Effect.forkChild(readAll(socket))
        yield* turn
        yield* turn
        yield* Deferred.succeed(go, undefined)
        const responses = responsesIn(yield* Fiber.join(received))
        assert.deepStrictEqual(
          responses.map(({ body }) => body),
          ["", "", tag],
        )
      }),
    )
  }

  it.live("a slow request while its handler runs, with one response only", () => {
    const logged: Array<unknown> = []
    return Effect.gen(function* () {
      const go = yield* Deferred.make<void>()
      const url = yield* serve((request) => Effect.andThen(Deferred.await(go), echo(request)), {
        headTime: 100,
        requestTime: 100,
      })
      const socket = yield* open(url)
      socket.write(keptHead("Content-Length: 1001"))
      const received = yield* readAll(socket)
      yield* Deferred.succeed(go, undefined)
      yield* turn
      assertRefused(received, 408, "RequestTimedOut")
      assert.isEmpty(logged)
    }).pipe(Effect.provide(Logger.layer([Logger.make(({ message }) => logged.push(message))])))
  })

  it.live("a body that is too large, and a client that sends 20 MB first can read the response", () =>
    Effect.gen(function* () {
      const url = yield* serve(echo)
      for (const sent of [
        keptHead(`Content-Length: ${megabytes.length}`),
        `${keptHead("Transfer-Encoding: chunked")}${megabytes.length.toString(16)}\r\n`,
        `${keptHead("Content-Length: 1", "Content-Length: 1")}`,
        keptHead("Expect: cookies", `Content-Length: ${megabytes.length}`),
      ]) {
        const socket = yield* open(url)
        socket.write(sent)
        yield* Effect.tryPromise(
          () =>
            new Promise<void>((resume, fail) => {
              socket.write(megabytes, (error) => (error ? fail(error) : resume()))
            }),
        )
        assert.match(yield* readAll(socket), /^HTTP\/1\.1 4/)
      }
    }),
  )

  it.live("a body that is too large, and a client of node:http that sends 20 MB gets the response", () =>
    Effect.gen(function* () {
      const url = yield* serve(echo)
      const response = yield* Effect.tryPromise(async () => {
        const outgoing = request(url, { method: "POST", headers: { "Content-Length": megabytes.length } })
        outgoing.end(megabytes)
        const [response] = await once(outgoing, "response")
        let body = ""
        for await (const chunk of response) body += chunk
        return { status: response.statusCode, body }
      })
      assert.deepStrictEqual(response, { status: 413, body: "too large" })
    }),
  )

  it.live("to read a request after one that it has refused", () =>
    Effect.gen(function* () {
      const url = yield* serve(echo)
      let started = 0
      const count = () => {
        started++
      }
      subscribe("http.server.request.start", count)
      for (const sent of [keptHead("Content-Length: 1001"), keptHead("Expect: cookies"), "junk\r\n\r\n"]) {
        const socket = yield* open(url)
        socket.write(sent)
        yield* Effect.promise(() => new Promise((resume) => socket.once("readable", resume)))
        socket.end(`${"a".repeat(1_001)}${keptHead("Content-Length: 0").repeat(100)}`)
        assert.lengthOf(responsesIn(yield* readAll(socket)), 1)
      }
      unsubscribe("http.server.request.start", count)
      assert.strictEqual(started, 2)
    }),
  )

  it.live("to read a refused request without a limit of bytes and time", () =>
    Effect.gen(function* () {
      const pour = (socket: Socket) =>
        Effect.promise(
          () =>
            new Promise<void>((resume) => {
              const more = (error?: Error | null) => (error ? resume() : socket.write(megabytes, more))
              socket.on("error", () => {})
              more()
            }),
        )
      const drip = (socket: Socket) =>
        Effect.promise(
          () =>
            new Promise<void>((resume) => {
              const drop = setInterval(() => socket.write("a"), 10)
              socket.on("error", () => {
                clearInterval(drop)
                resume()
              })
            }),
        )
      for (const sent of [keptHead("Content-Length: 1000000000000"), "junk\r\n\r\n"]) {
        const hasty = yield* open(yield* serve(echo, { maxDropped: 1_000_000 }))
        hasty.write(sent)
        yield* pour(hasty)
        const slow = yield* open(yield* serve(echo, { headTime: 100, requestTime: 100 }))
        slow.write(sent)
        yield* drip(slow)
      }
    }),
  )
})
