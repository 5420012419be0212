/**
 * Tests the adapter with failing connections, over local sockets and the clients of Node.js. It is long because of the
 * many ways in which its servers fail.
 */
import { spawnSync } from "node:child_process"
import { createServer, type Socket } from "node:net"
import { createServer as createTlsServer } from "node:tls"
import { inspect } from "node:util"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import {
  ConnectorStore,
  ConnectorStoreRefused,
  ConnectorStoreUnavailable,
  CreateOutcomeUnknown,
  type UnavailabilityReason,
} from "@odj/core"
import { encodeCollection, encodeEntity, encodeNewEntity, encodePatch } from "@odj/graph-wire"
import { Clock, Deferred, Effect, Fiber } from "effect"
import type { HttpClient } from "effect/http"
import { GraphConnectorStore } from "../src/index.ts"
import { fieldsOf } from "./fieldsOf.ts"
import { hurrying } from "./hurrying.ts"
import { seed, stored } from "./seed.ts"
import { clients, listen, onRequest, serve } from "./sockets.ts"

const token = "the-secret-token"
const patch = { version: "2" }

/** Runs an operation on the service at the URL. */
const askAt = <A, E>(url: string, operation: (store: ConnectorStore["Service"]) => Effect.Effect<A, E>) =>
  Effect.flatMap(ConnectorStore, operation).pipe(
    Effect.provide(
      GraphConnectorStore.layer({
        baseUrl: new URL(url),
        credential: { getToken: async () => ({ token, expiresOnTimestamp: 0 }) },
      }),
    ),
    Effect.provideService(Clock.Clock, hurrying()),
  )

/** Creates the seed in the service at the URL. */
const createAt = (url: string) => askAt(url, (store) => store.create(seed))

/** The operations that may be repeated. */
const repeatable = {
  get: (url: string) => askAt(url, (store) => store.get(stored.id)),
  list: (url: string) => askAt(url, (store) => store.list({ limit: 3 })),
  update: (url: string) => askAt(url, (store) => store.update(stored.id, patch)),
}

type Ask = (url: string) => Effect.Effect<unknown, Error, HttpClient.HttpClient>

const assertUnavailable = Effect.fnUntraced(function* (
  url: string,
  reason: UnavailabilityReason,
  message: string,
) {
  const { host } = new URL(url)
  assert.deepStrictEqual(
    fieldsOf(yield* Effect.flip(createAt(url))),
    fieldsOf(
      new ConnectorStoreUnavailable({ report: { message: message.replace("HOST", host), host }, reason }),
    ),
  )
})

/** The service's requests, except for its metadata document. */
const calls = (requests: ReadonlyArray<string>) =>
  requests.filter((request) => !request.startsWith("GET /beta/$metadata "))

/** Asserts that the failure is that of the only call, and does not contain the token. */
const assertUnknown = (
  failure: Error,
  Unanswered: typeof CreateOutcomeUnknown | typeof ConnectorStoreUnavailable,
  requests: ReadonlyArray<string>,
) => {
  const ids = calls(requests).map((request) => /^client-request-id: (.+)$/im.exec(request)?.[1] ?? "")
  const { message, _tag, clientRequestId } = fieldsOf(failure)
  assert.deepStrictEqual([...new Set(ids)], [clientRequestId])
  assert.strictEqual(_tag, Unanswered.name)
  assert.isNotEmpty(message)
  assert.notInclude(inspect(failure, { depth: Number.POSITIVE_INFINITY, showHidden: true }), token)
}

const json = "Content-Type: application/json\r\n"
const form = { serviceRoot: "https://graph.microsoft.com/beta", metadata: "minimal" } as const
const entity = encodeEntity(stored, form)

/** A complete response. */
const whole = (body: string) => (socket: Socket) =>
  socket.end(`HTTP/1.1 200 OK\r\n${json}Content-Length: ${body.length}\r\n\r\n${body}`)

const breakdowns: Record<string, (socket: Socket) => void> = {
  "closes the connection": (socket) => socket.end(),
  "resets the connection": (socket) => socket.resetAndDestroy(),
  "responds in another protocol": (socket) => socket.end("SSH-2.0-OpenSSH_9.9\r\n"),
  "closes the connection in the headers": (socket) => socket.end(`HTTP/1.1 200 OK\r\n${json}`),
  "closes the connection in the body": (socket) =>
    socket.end(`HTTP/1.1 200 OK\r\n${json}Content-Length: 9999\r\n\r\n${entity}`),
  "closes the connection between two chunks": (socket) =>
    socket.end(
      `HTTP/1.1 200 OK\r\n${json}Transfer-Encoding: chunked\r\n\r\n${entity.length.toString(16)}\r\n${entity}\r\n`,
    ),
  "sends a body without an end": (socket) => {
    socket.write(`HTTP/1.1 200 OK\r\n${json}Content-Length: 99999999\r\n\r\n`)
    socket.write(entity.padEnd(5 * 1024 * 1024))
  },
}

const redirect = (socket: Socket) =>
  socket.end("HTTP/1.1 307 Temporary Redirect\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")

/** A key and its untrusted certificate; empty if there is no openssl to make them. */
const certificate = spawnSync(
  "openssl",
  "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=localhost -keyout - -out -".split(
    " ",
  ),
  { encoding: "utf8" },
).stdout
if (!certificate) console.warn("The tests with an untrusted certificate are skipped: openssl is missing.")

for (const [clientName, client] of Object.entries(clients)) {
  describe(`The adapter over ${clientName}`, () => {
    it.effect("sends one request for each operation, and reads the response", () =>
      Effect.gen(function* () {
        const path = "/beta/deviceManagement/domainJoinConnectors"
        for (const [ask, body, is, line, sent] of [
          [createAt, entity, stored, `POST ${path}`, encodeNewEntity(seed)],
          [repeatable.get, entity, stored, `GET ${path}('${stored.id}')`, ""],
          [repeatable.update, entity, stored, `PATCH ${path}('${stored.id}')`, encodePatch(patch)],
          [
            repeatable.list,
            encodeCollection({ connectors: [stored] }, form),
            { connectors: [stored] },
            `GET ${path}?$top=3`,
            "",
          ],
          [
            (url: string) => askAt(url, (store) => store.delete(stored.id)),
            "",
            undefined,
            `DELETE ${path}('${stored.id}')`,
            "",
          ],
        ] as const) {
          const { url, requests } = yield* serve(whole(body))
          assert.deepStrictEqual<unknown>(yield* ask(url), is)
          const [[head = "", text] = [], ...others] = requests.map((request) => request.split("\r\n\r\n"))
          assert.deepStrictEqual(others, [])
          assert.strictEqual(head.split("\r\n")[0], `${line} HTTP/1.1`)
          assert.match(head, /^authorization: Bearer the-secret-token$/im)
          assert.strictEqual(text, sent)
        }
      }).pipe(Effect.provide(client)),
    )

    for (const [name, breakDown] of Object.entries(breakdowns)) {
      it.effect(`fails with an unknown outcome after one request if the service ${name}`, () =>
        Effect.gen(function* () {
          const { url, requests } = yield* serve(breakDown)
          assertUnknown(yield* Effect.flip(createAt(url)), CreateOutcomeUnknown, requests)
          assert.strictEqual(calls(requests).length, 1)
        }).pipe(Effect.provide(client)),
      )

      it.effect(`is unavailable for operations that may be repeated if the service ${name}`, () =>
        Effect.gen(function* () {
          const operations = Object.values<Ask>(repeatable)
          for (const ask of operations) {
            const { url, requests } = yield* serve(breakDown)
            assertUnknown(yield* Effect.flip(ask(url)), ConnectorStoreUnavailable, requests)
            assert.strictEqual(requests.length, 4)
          }
        }).pipe(Effect.provide(client)),
      )
    }

    it.effect("follows no redirect, and knows that nothing was created", () =>
      Effect.gen(function* () {
        for (const ask of [createAt, ...Object.values<Ask>(repeatable)]) {
          const { url, requests } = yield* serve(redirect)
          assertUnknown(yield* Effect.flip(ask(url)), ConnectorStoreUnavailable, requests)
          assert.strictEqual(requests.length, 1)
        }
      }).pipe(Effect.provide(client)),
    )

    it.effect("follows the service's link verbatim, and none that leads elsewhere", () =>
      Effect.gen(function* () {
        const elsewhere = yield* serve(whole(encodeCollection({ connectors: [] }, form)))
        const query = "?$skiptoken=Name%3d%27a%20b%27%2c+%2B"
        const path = "/deviceManagement/domainJoinConnectors"
        const service = yield* serve((socket, request) => {
          const root = request.includes(query) ? elsewhere.url : service.url
          whole(encodeCollection({ connectors: [stored], nextLink: `${root}${path}${query}` }, form))(socket)
        })
        const { next = "" } = yield* repeatable.list(service.url)
        const failure = yield* Effect.flip(
          askAt(service.url, (store) => store.list({ limit: 3, after: next })),
        )
        assert.strictEqual(failure._tag, "ConnectorStoreUnavailable")
        assert.include(failure.message, new URL(elsewhere.url).host)
        assert.deepStrictEqual(
          service.requests.map((request) => request.split(" ")[1]),
          [`/beta${path}?$top=3`, `/beta${path}${query}`],
        )
        assert.deepStrictEqual(elsewhere.requests, [])
      }).pipe(Effect.provide(client)),
    )

    it.effect("fails with the refusal though its body is incomplete", () =>
      Effect.gen(function* () {
        const { url, requests } = yield* serve((socket) =>
          socket.end(
            `HTTP/1.1 403 Forbidden\r\n${json}request-id: 349f70d5\r\nContent-Length: 99\r\n\r\n{"error":`,
          ),
        )
        assert.deepStrictEqual(
          fieldsOf(yield* Effect.flip(createAt(url))),
          fieldsOf(
            new ConnectorStoreRefused({
              report: {
                message: `HTTP 403 from ${new URL(url).host}: an unreadable body`,
                host: new URL(url).host,
                requestId: "349f70d5",
                clientRequestId: /^client-request-id: (.+)$/im.exec(requests[0] ?? "")?.[1] ?? "",
              },
            }),
          ),
        )
        assert.strictEqual(requests.length, 1)
      }).pipe(Effect.provide(client)),
    )

    it.effect("is unavailable if the connection is refused", () =>
      Effect.gen(function* () {
        const port = yield* Effect.scoped(listen(createServer()))
        yield* assertUnavailable(
          `http://127.0.0.1:${port}/beta`,
          "ConnectionRefused",
          "Can't reach HOST: the connection was refused",
        )
      }).pipe(Effect.provide(client)),
    )

    it.effect("is unavailable if the name can't be resolved", () =>
      assertUnavailable(
        "https://connectors.invalid/beta",
        "NameNotResolved",
        "Can't reach HOST: the name could not be resolved",
      ).pipe(Effect.provide(client)),
    )

    it.effect.skipIf(!certificate)("is unavailable if the certificate is not trusted", () =>
      Effect.gen(function* () {
        const requests: Array<string> = []
        const port = yield* listen(
          createTlsServer(
            { key: certificate, cert: certificate },
            onRequest((_, request) => requests.push(request)),
          ),
        )
        yield* assertUnavailable(
          `https://127.0.0.1:${port}/beta`,
          "CertificateUntrusted",
          "The certificate of HOST is not trusted: it is self-signed",
        )
        assert.deepStrictEqual(requests, [])
      }).pipe(Effect.provide(client)),
    )

    it.effect("closes the connection when it is interrupted before a response", () =>
      Effect.gen(function* () {
        const received = yield* Deferred.make<void>()
        const closed = yield* Deferred.make<void>()
        const { url } = yield* serve((socket) => {
          Deferred.doneUnsafe(received, Effect.void)
          socket.once("close", () => Deferred.doneUnsafe(closed, Effect.void))
        })
        const fiber = yield* Effect.forkChild(createAt(url))
        yield* Deferred.await(received)
        yield* Fiber.interrupt(fiber)
        yield* Deferred.await(closed)
      }).pipe(Effect.provide(client)),
    )

    it.effect("closes the connection when it is interrupted during a response", () =>
      Effect.gen(function* () {
        const responded = yield* Deferred.make<void>()
        const closed = yield* Deferred.make<void>()
        const { url } = yield* serve((socket) => {
          socket.write(`HTTP/1.1 200 OK\r\n${json}Content-Length: 9999\r\n\r\n${entity}`, () =>
            Deferred.doneUnsafe(responded, Effect.void),
          )
          socket.once("close", () => Deferred.doneUnsafe(closed, Effect.void))
        })
        const fiber = yield* Effect.forkChild(createAt(url))
        yield* Deferred.await(responded)
        yield* Fiber.interrupt(fiber)
        yield* Deferred.await(closed)
      }).pipe(Effect.provide(client)),
    )

    // Effect's client over node:http keeps no connection.
    it.effect.skipIf(clientName === "node:http")("uses its connections again after complete responses", () =>
      Effect.gen(function* () {
        const sockets = new Set<Socket>()
        const { url, requests } = yield* serve((socket) => {
          sockets.add(socket)
          socket.write(`HTTP/1.1 200 OK\r\n${json}Content-Length: ${entity.length}\r\n\r\n${entity}`)
        })
        const get = Effect.flatMap(ConnectorStore, (store) => store.get(stored.id))
        yield* Effect.replicateEffect(get, 9).pipe(
          Effect.provide(GraphConnectorStore.layer({ baseUrl: new URL(url) })),
        )
        assert.strictEqual(requests.length, 9)
        // undici opens a second one, because it gets the next request before the first one is free again.
        assert.isAtMost(sockets.size, 2)
      }).pipe(Effect.provide(client)),
    )
  })
}

describe("The adapter over TLS", () => {
  it.effect("is unavailable if the service does not use TLS", () =>
    Effect.gen(function* () {
      const port = yield* listen(
        createServer((socket) => {
          socket.once("data", () => socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n"))
        }),
      )
      yield* assertUnavailable(
        `https://127.0.0.1:${port}/beta`,
        "ProtocolMismatch",
        "Can't reach HOST: it does not use TLS, or no supported version of TLS",
      )
    }).pipe(Effect.provide(NodeHttpClient.layerNodeHttp)),
  )

  it.effect.skipIf(!certificate)(
    "fails with an unknown outcome if the service leaves TLS after the request",
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
        const failure = yield* Effect.flip(createAt(`https://127.0.0.1:${port}/beta`))
        assertUnknown(failure, CreateOutcomeUnknown, requests)
      }).pipe(Effect.provide(NodeHttpClient.layerNodeHttpOptions({ rejectUnauthorized: false }))),
  )
})
