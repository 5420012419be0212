/** The program's own `HttpClient`, against servers that misbehave. */
import { once } from "node:events"
import { createServer, type RequestListener } from "node:http"
import { type AddressInfo, createServer as createTcpServer, type Server } from "node:net"
import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber, Layer, Stream } from "effect"
import { HttpBody, HttpClient, HttpClientRequest } from "effect/http"
import { TestClock } from "effect/testing"
import { plainNetwork } from "../../src/network/Network.ts"
import { layer as layerFor } from "../../src/network/NodeHttpClient.ts"

const layer = Layer.unwrap(Effect.map(plainNetwork, layerFor))

const listening = (server: Server) =>
  Effect.gen(function* () {
    yield* Effect.acquireRelease(
      Effect.promise(() => once(server.listen(0, "127.0.0.1"), "listening")),
      () => Effect.sync(() => server.close()),
    )
    return `127.0.0.1:${(server.address() as AddressInfo).port}`
  })

const serving = (listener: RequestListener) =>
  Effect.map(listening(createServer(listener)), (host) => `http://${host}`)

const causeOf = (error: unknown) => {
  const { reason } = error as { readonly reason: { readonly cause?: unknown } }
  return reason.cause
}

describe("NodeHttpClient", () => {
  it.live("sends method, headers and body, and reads the response", () =>
    Effect.gen(function* () {
      const url = yield* serving(async (request, response) => {
        const chunks: Array<Buffer> = []
        for await (const chunk of request) chunks.push(chunk)
        const { method, headers } = request
        response.writeHead(201, { "X-Test": "yes" })
        response.end(
          JSON.stringify({
            method,
            length: headers["content-length"],
            body: Buffer.concat(chunks).toString(),
          }),
        )
      })
      const response = yield* HttpClient.post(url, { body: HttpBody.text("é", "text/plain") })
      assert.strictEqual(response.status, 201)
      assert.strictEqual(response.headers["x-test"], "yes")
      assert.deepStrictEqual(yield* response.json, { method: "POST", length: "2", body: "é" })
    }).pipe(Effect.provide(layer)),
  )

  it.live("follows no redirect", () =>
    Effect.gen(function* () {
      const url = yield* serving((_, response) => response.writeHead(307, { Location: "/elsewhere" }).end())
      assert.strictEqual((yield* HttpClient.get(url)).status, 307)
    }).pipe(Effect.provide(layer)),
  )

  it.live("streams the response as it arrives", () =>
    Effect.gen(function* () {
      const url = yield* serving((_, response) => {
        response.write("first")
      })
      const response = yield* HttpClient.get(url)
      const [first] = yield* Stream.runCollect(Stream.take(response.stream, 1))
      assert.strictEqual(new TextDecoder().decode(first), "first")
    }).pipe(Effect.provide(layer)),
  )

  it.live("closes the connection when it is interrupted", () =>
    Effect.gen(function* () {
      const asked = Promise.withResolvers<void>()
      const gone = Promise.withResolvers<void>()
      const url = yield* serving((request) => {
        request.socket.on("close", () => gone.resolve())
        asked.resolve()
      })
      const fiber = yield* Effect.forkChild(HttpClient.get(url))
      yield* Effect.promise(() => asked.promise)
      yield* Fiber.interrupt(fiber)
      yield* Effect.promise(() => gone.promise)
    }).pipe(Effect.provide(layer)),
  )

  it.live("reports that nothing was sent if the connection is refused", () =>
    Effect.gen(function* () {
      const host = yield* Effect.scoped(listening(createTcpServer()))
      const error = yield* Effect.flip(HttpClient.get(`http://${host}`))
      assert.include(causeOf(error), { syscall: "connect", code: "ECONNREFUSED" })
    }).pipe(Effect.provide(layer)),
  )

  it.effect("fails with a timeout if there is no connection after 10 seconds, since nothing was sent", () =>
    Effect.gen(function* () {
      const connected = Promise.withResolvers<void>()
      const host = yield* listening(
        createTcpServer((socket) => {
          socket.on("error", () => {}).once("data", () => connected.resolve())
        }),
      )
      const fiber = yield* Effect.forkChild(Effect.flip(HttpClient.get(`https://${host}`)))
      yield* Effect.promise(() => connected.promise)
      yield* TestClock.adjust("10 seconds")
      assert.include(causeOf(yield* Fiber.join(fiber)), { syscall: "connect", code: "ETIMEDOUT" })
    }).pipe(Effect.provide(layer)),
  )

  it.effect("waits for a response without a limit, once it is connected", () =>
    Effect.gen(function* () {
      const asked = Promise.withResolvers<() => void>()
      const url = yield* serving((_, response) => {
        asked.resolve(() => response.writeHead(204).end())
      })
      const fiber = yield* Effect.forkChild(HttpClient.get(url))
      const respond = yield* Effect.promise(() => asked.promise)
      yield* TestClock.adjust("1 hour")
      respond()
      assert.strictEqual((yield* Fiber.join(fiber)).status, 204)
    }).pipe(Effect.provide(layer)),
  )

  it.effect("refuses a body that is not bytes, and sends nothing", () =>
    Effect.gen(function* () {
      const request = HttpClientRequest.post("http://127.0.0.1:1", { body: HttpBody.stream(Stream.empty) })
      const error = yield* Effect.flip(HttpClient.execute(request))
      assert.strictEqual(error.reason._tag, "EncodeError")
    }).pipe(Effect.provide(layer)),
  )
})
