/** Tests the client over undici with a service on a local socket. */
import type { Socket } from "node:net"
import { Agent } from "@effect/platform-node/Undici"
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Stream } from "effect"
import { Headers, HttpBody, HttpClient, HttpClientRequest } from "effect/http"
import { UndiciClient } from "../../src/index.ts"
import { serve } from "../sockets.ts"

/** A client with one connection. */
const one = UndiciClient.layer(() => new Agent({ connections: 1, pipelining: 1 }))

const limit = 4 * 1024 * 1024

const write = (socket: Socket, body: string, headers: ReadonlyArray<string> = []) =>
  socket.write(["HTTP/1.1 200 OK", `Content-Length: ${body.length}`, ...headers, "", body].join("\r\n"))

describe("A response", () => {
  it.effect("has its status, its headers and its body in every form", () =>
    Effect.gen(function* () {
      const { url } = yield* serve((socket) =>
        write(socket, '{"a":1}', ["X-Some: 1", "X-Some: 2", "Set-Cookie: a=1", "Set-Cookie: b=2"]),
      )
      const response = yield* HttpClient.get(`${url}?query#hash`)
      assert.strictEqual(response.status, 200)
      assert.strictEqual(response.url, `${url}?query`)
      assert.deepStrictEqual(
        { ...response.headers },
        { "content-length": "7", "x-some": "1, 2", "set-cookie": "a=1, b=2" },
      )
      assert.deepStrictEqual(Object.keys(response.cookies.cookies), ["a", "b"])
      assert.isTrue(Headers.isHeaders(response.headers))
      assert.strictEqual(yield* response.text, '{"a":1}')
      assert.deepStrictEqual(yield* response.json, { a: 1 })
      assert.strictEqual(yield* Stream.mkString(Stream.decodeText(response.stream)), '{"a":1}')
      assert.strictEqual((yield* response.arrayBuffer).byteLength, 7)
    }).pipe(Effect.provide(one)),
  )

  it.effect("may be announced by another one, and come in pieces", () =>
    Effect.gen(function* () {
      const { url } = yield* serve((socket) => {
        socket.write("HTTP/1.1 103 Early Hints\r\nX-Hint: 1\r\n\r\n")
        socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n")
        setImmediate(() => socket.write("1\r\nc\r\n0\r\n\r\n"))
      })
      const response = yield* HttpClient.get(url)
      assert.strictEqual(response.status, 200)
      assert.isUndefined(response.headers["x-hint"])
      assert.strictEqual(yield* response.text, "abc")
    }).pipe(Effect.provide(one)),
  )

  it.effect("that is only announced is no response", () =>
    Effect.gen(function* () {
      const { url } = yield* serve((socket) => socket.end("HTTP/1.1 103 Early Hints\r\nX-Hint: 1\r\n\r\n"))
      assert.strictEqual((yield* Effect.flip(HttpClient.get(url))).reason._tag, "TransportError")
    }).pipe(Effect.provide(one)),
  )

  it.effect("whose body breaks off has its status, and an unreadable body", () =>
    Effect.gen(function* () {
      const { url } = yield* serve((socket) =>
        socket.end("HTTP/1.1 403 Forbidden\r\nContent-Length: 99\r\n\r\n{"),
      )
      const response = yield* HttpClient.get(url)
      assert.strictEqual(response.status, 403)
      assert.strictEqual((yield* Effect.flip(response.text)).reason._tag, "DecodeError")
    }).pipe(Effect.provide(one)),
  )

  for (const [name, length, isReadable] of [
    ["of 4 MiB is read", limit, true],
    ["that is larger is not read, and its connection is closed", limit + 1, false],
    ["without an end is not read, and its connection is closed", Number.POSITIVE_INFINITY, false],
  ] as const) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const closed = yield* Deferred.make<void>()
        const { url } = yield* serve((socket) => {
          socket.once("close", () => Deferred.doneUnsafe(closed, Effect.void))
          socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
          const more = (left: number): void => {
            if (left === 0) return void socket.write("0\r\n\r\n")
            const size = Math.min(left, 64 * 1024)
            if (!socket.destroyed)
              socket.write(`${size.toString(16)}\r\n${"x".repeat(size)}\r\n`, () => more(left - size))
          }
          more(length)
        })
        const response = yield* HttpClient.get(url)
        if (isReadable) assert.strictEqual((yield* response.text).length, length)
        else {
          const { cause } = (yield* Effect.flip(response.text)).reason
          assert.propertyVal(cause, "code", "UND_ERR_RES_EXCEEDED_MAX_SIZE")
          yield* Deferred.await(closed)
        }
      }).pipe(Effect.provide(one)),
    )
  }
})

describe("An interrupted request", () => {
  it.effect("frees its connection for the next request", () =>
    Effect.gen(function* () {
      const head = "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n"
      for (const begun of ["", head, `${head}{`]) {
        const received = yield* Deferred.make<void>()
        const { url } = yield* serve((socket, request) => {
          if (request.includes("/next")) return write(socket, "next")
          socket.write(begun)
          Deferred.doneUnsafe(received, Effect.void)
        })
        const fiber = yield* Effect.forkChild(HttpClient.get(url), { startImmediately: true })
        yield* Deferred.await(received)
        yield* Fiber.interrupt(fiber)
        const response = yield* HttpClient.get(`${url}/next`)
        assert.strictEqual(yield* response.text, "next")
      }
    }).pipe(Effect.provide(one)),
  )

  it.effect("that waits for a connection is not sent", () =>
    Effect.gen(function* () {
      const first = yield* Deferred.make<Socket>()
      const { url, requests } = yield* serve((socket, request) => {
        if (request.includes("/first")) Deferred.doneUnsafe(first, Effect.succeed(socket))
        else write(socket, "")
      })
      const before = yield* Effect.forkChild(HttpClient.get(`${url}/first`), { startImmediately: true })
      const socket = yield* Deferred.await(first)
      const waiting = yield* Effect.forkChild(HttpClient.get(`${url}/second`), { startImmediately: true })
      yield* Fiber.interrupt(waiting)
      write(socket, "")
      yield* Fiber.join(before)
      yield* HttpClient.get(`${url}/third`)
      assert.deepStrictEqual(
        requests.map((request) => request.split(" ")[1]),
        ["/beta/first", "/beta/third"],
      )
    }).pipe(Effect.provide(one)),
  )
})

describe("A request", () => {
  it.effect("with a body that is not bytes fails before it is sent", () =>
    Effect.gen(function* () {
      const { url, requests } = yield* serve((socket) => write(socket, ""))
      const body = HttpBody.stream(Stream.make(new Uint8Array(1)))
      const { reason } = yield* Effect.flip(HttpClient.execute(HttpClientRequest.post(url, { body })))
      assert.strictEqual(reason._tag, "EncodeError")
      assert.deepStrictEqual(requests, [])
    }).pipe(Effect.provide(one)),
  )

  it.effect("fails after the layer's scope has closed", () =>
    Effect.gen(function* () {
      const { url, requests } = yield* serve((socket) => write(socket, ""))
      const client = yield* Effect.provide(HttpClient.HttpClient, one)
      const { reason } = yield* Effect.flip(client.get(url))
      assert.strictEqual(reason._tag, "TransportError")
      assert.deepStrictEqual(requests, [])
    }),
  )
})
