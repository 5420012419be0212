/**
 * Shows what the adapter makes of connections that fail, over sockets of this machine and the clients of Node.js. It is
 * long for the servers that break down, each in its own way.
 */
import { spawnSync } from "node:child_process"
import { type AddressInfo, createServer, type Server, type Socket } from "node:net"
import { createServer as createTlsServer } from "node:tls"
import { inspect } from "node:util"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import {
  ConnectorStore,
  ConnectorStoreRefused,
  ConnectorStoreUnavailable,
  CreateOutcomeUnknown,
} from "@odj/core"
import { encodeEntity, encodeNew } from "@odj/graph-wire"
import { Deferred, Effect, Fiber, Layer, Redacted } from "effect"
import { HttpClient } from "effect/http"
import { GraphConnectorStore } from "../src/index.ts"
import { fieldsOf } from "./fieldsOf.ts"
import { seed, stored } from "./seed.ts"

const token = "the-secret-token"

/** Creates the seed in the service at the URL. */
const createAt = (url: string) =>
  Effect.flatMap(ConnectorStore, (store) => store.create(seed)).pipe(
    Effect.provide(
      GraphConnectorStore.layer({ baseUrl: new URL(url), token: Effect.succeed(Redacted.make(token)) }),
    ),
  )

const assertUnavailable = Effect.fnUntraced(function* (url: string, message: RegExp) {
  const failure = yield* Effect.flip(createAt(url))
  assert.deepStrictEqual(
    fieldsOf(failure),
    fieldsOf(new ConnectorStoreUnavailable({ message: failure.message })),
  )
  assert.match(failure.message, message)
})

/** Asserts that the outcome is unknown of the one request that the service saw. */
const assertUnknown = Effect.fnUntraced(function* (url: string, requests: ReadonlyArray<string>) {
  const failure = yield* Effect.flip(createAt(url))
  const ids = requests.map((request) => /^client-request-id: (.+)$/im.exec(request)?.[1] ?? "")
  assert.deepStrictEqual(
    ids.map((requestId) => fieldsOf(new CreateOutcomeUnknown({ message: failure.message, requestId }))),
    [fieldsOf(failure)],
  )
  assert.isNotEmpty(failure.message)
  assert.notInclude(inspect(failure, { depth: Number.POSITIVE_INFINITY, showHidden: true }), token)
})

/** Hands the socket over once a whole request is read from it. */
const onRequest = (react: (socket: Socket, request: string) => void) => (socket: Socket) => {
  let request = ""
  socket.on("error", () => {})
  socket.on("data", (chunk) => {
    request += chunk.toString()
    const [head = "", body = ""] = request.split("\r\n\r\n")
    const length = /^content-length: (\d+)$/im.exec(head)?.[1]
    if (body.length === Number(length)) react(socket, request)
  })
}

/** Listens on a port of this machine until the scope ends, which closes every connection. */
const listen = (server: Server) => {
  const sockets = new Set<Socket>()
  server.on("connection", (socket) => sockets.add(socket))
  return Effect.acquireRelease(
    Effect.callback<number>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed((server.address() as AddressInfo).port)))
    }),
    () =>
      Effect.callback<void>((resume) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resume(Effect.void))
      }),
  )
}

/** A service that reads requests, keeps them and does with the connection as it is told. */
const serve = Effect.fnUntraced(function* (react: (socket: Socket) => void) {
  const requests: Array<string> = []
  const server = createServer(
    onRequest((socket, request) => {
      requests.push(request)
      react(socket)
    }),
  )
  return { requests, url: `http://127.0.0.1:${yield* listen(server)}/beta` }
})

const json = "Content-Type: application/json\r\n"
const entity = encodeEntity(stored, "https://graph.microsoft.com/beta")

const breakdowns: Record<string, (socket: Socket) => void> = {
  "closes the connection": (socket) => socket.end(),
  "resets the connection": (socket) => socket.resetAndDestroy(),
  "answers in another protocol": (socket) => socket.end("SSH-2.0-OpenSSH_9.9\r\n"),
  "breaks off within the headers": (socket) => socket.end(`HTTP/1.1 201 Created\r\n${json}`),
  "breaks off within the body": (socket) =>
    socket.end(`HTTP/1.1 201 Created\r\n${json}Content-Length: 9999\r\n\r\n${entity}`),
  "breaks off between two chunks": (socket) =>
    socket.end(
      `HTTP/1.1 201 Created\r\n${json}Transfer-Encoding: chunked\r\n\r\n${entity.length.toString(16)}\r\n${entity}\r\n`,
    ),
  "sends a body without an end": (socket) => {
    socket.write(`HTTP/1.1 201 Created\r\n${json}Content-Length: 99999999\r\n\r\n`)
    socket.write(entity.padEnd(5 * 1024 * 1024))
  },
  "sends the client elsewhere": (socket) =>
    socket.end("HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n"),
}

/** A key and its certificate, which nobody trusts; empty where there is no openssl to make them. */
const certificate = spawnSync(
  "openssl",
  "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost -keyout - -out -".split(
    " ",
  ),
  { encoding: "utf8" },
).stdout

const clients: Record<string, Layer.Layer<HttpClient.HttpClient>> = {
  "node:http": NodeHttpClient.layerNodeHttp,
  fetch: Layer.provide(
    NodeHttpClient.layerFetch,
    Layer.succeed(NodeHttpClient.RequestInit, { redirect: "manual" }),
  ),
}

for (const [clientName, client] of Object.entries(clients)) {
  describe(`The adapter over ${clientName}`, () => {
    it.effect("sends one request, and reads the answer", () =>
      Effect.gen(function* () {
        const { url, requests } = yield* serve((socket) =>
          socket.end(`HTTP/1.1 201 Created\r\n${json}Content-Length: ${entity.length}\r\n\r\n${entity}`),
        )
        assert.deepStrictEqual(yield* createAt(url), stored)
        const [[head, body] = [], ...others] = requests.map((request) => request.split("\r\n\r\n"))
        assert.deepStrictEqual(others, [])
        assert.match(head ?? "", /^POST \/beta\/deviceManagement\/domainJoinConnectors HTTP\/1.1\r\n/)
        assert.match(head ?? "", /^authorization: Bearer the-secret-token$/im)
        assert.strictEqual(body, encodeNew(seed))
      }).pipe(Effect.provide(client)),
    )

    for (const [name, breakDown] of Object.entries(breakdowns)) {
      it.effect(`leaves open what became of the one request that it sent when the service ${name}`, () =>
        Effect.gen(function* () {
          const { url, requests } = yield* serve(breakDown)
          yield* assertUnknown(url, requests)
        }).pipe(Effect.provide(client)),
      )
    }

    it.effect("knows that the service said no, though the reasons break off", () =>
      Effect.gen(function* () {
        const { url, requests } = yield* serve((socket) =>
          socket.end(
            `HTTP/1.1 403 Forbidden\r\n${json}request-id: 349f70d5\r\nContent-Length: 99\r\n\r\n{"error":`,
          ),
        )
        assert.deepStrictEqual(
          fieldsOf(yield* Effect.flip(createAt(url))),
          fieldsOf(
            new ConnectorStoreRefused({ message: "HTTP 403, application/json", requestId: "349f70d5" }),
          ),
        )
        assert.strictEqual(requests.length, 1)
      }).pipe(Effect.provide(client)),
    )

    it.effect("says that nothing was stored where nobody listens", () =>
      Effect.gen(function* () {
        const port = yield* Effect.scoped(listen(createServer()))
        yield* assertUnavailable(`http://127.0.0.1:${port}/beta`, /ECONNREFUSED/)
      }).pipe(Effect.provide(client)),
    )

    it.effect("says that nothing was stored where the name is not known", () =>
      assertUnavailable("http://connectors.invalid/beta", /ENOTFOUND|EAI_AGAIN/).pipe(Effect.provide(client)),
    )

    it.effect.skipIf(!certificate)("says that nothing was stored where the certificate is not trusted", () =>
      Effect.gen(function* () {
        const requests: Array<string> = []
        const port = yield* listen(
          createTlsServer(
            { key: certificate, cert: certificate },
            onRequest((_, request) => requests.push(request)),
          ),
        )
        yield* assertUnavailable(`https://127.0.0.1:${port}/beta`, /self-signed certificate/)
        assert.deepStrictEqual(requests, [])
      }).pipe(Effect.provide(client)),
    )

    it.effect("closes the connection when it is interrupted before an answer", () =>
      Effect.gen(function* () {
        const asked = yield* Deferred.make<void>()
        const closed = yield* Deferred.make<void>()
        const { url } = yield* serve((socket) => {
          Deferred.doneUnsafe(asked, Effect.void)
          socket.once("close", () => Deferred.doneUnsafe(closed, Effect.void))
        })
        const fiber = yield* Effect.forkChild(createAt(url))
        yield* Deferred.await(asked)
        yield* Fiber.interrupt(fiber)
        yield* Deferred.await(closed)
      }).pipe(Effect.provide(client)),
    )

    it.effect("closes the connection when it is interrupted within an answer", () =>
      Effect.gen(function* () {
        const answered = yield* Deferred.make<void>()
        const closed = yield* Deferred.make<void>()
        const { url } = yield* serve((socket) => {
          socket.write(`HTTP/1.1 201 Created\r\n${json}Content-Length: 9999\r\n\r\n${entity}`)
          socket.once("close", () => Deferred.doneUnsafe(closed, Effect.void))
        })
        const fiber = yield* createAt(url).pipe(
          Effect.updateService(
            HttpClient.HttpClient,
            HttpClient.tap(() => Deferred.succeed(answered, undefined)),
          ),
          Effect.forkChild,
        )
        yield* Deferred.await(answered)
        yield* Fiber.interrupt(fiber)
        yield* Deferred.await(closed)
      }).pipe(Effect.provide(client)),
    )
  })
}

describe("The adapter over TLS", () => {
  it.effect("says that nothing was stored where the service does not speak TLS", () =>
    Effect.gen(function* () {
      const port = yield* listen(
        createServer((socket) => {
          socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"))
        }),
      )
      yield* assertUnavailable(`https://127.0.0.1:${port}/beta`, /EPROTO/)
    }).pipe(Effect.provide(NodeHttpClient.layerNodeHttp)),
  )

  it.effect.skipIf(!certificate)(
    "leaves open what became of its request when the service stops to speak TLS after it",
    () =>
      Effect.gen(function* () {
        const requests: Array<string> = []
        const connections: Array<Socket> = []
        const server = createTlsServer(
          { key: certificate, cert: certificate, maxVersion: "TLSv1.2" },
          onRequest((_, request) => {
            requests.push(request)
            for (const connection of connections) connection.end("HTTP/1.1 400 Bad Request\r\n\r\n")
          }),
        )
        server.on("connection", (connection) => connections.push(connection))
        const port = yield* listen(server)
        yield* assertUnknown(`https://127.0.0.1:${port}/beta`, requests)
      }).pipe(Effect.provide(NodeHttpClient.layerNodeHttpOptions({ rejectUnauthorized: false }))),
  )
})
