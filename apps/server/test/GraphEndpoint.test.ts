import { assert, describe, it } from "@effect/vitest"
import {
  ConnectorStore,
  ConnectorStoreRefused,
  ConnectorStoreThrottled,
  ConnectorStoreUnavailable,
  type CreateFailure,
  CreateOutcomeUnknown,
} from "@odj/core"
import { NewDomainJoinConnector } from "@odj/domain"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Duration, Effect, Layer, Logger } from "effect"
import { handle } from "../src/GraphEndpoint.ts"
import type { HttpAnswer, HttpRequest } from "../src/HttpListener.ts"

const seed = {
  "@odata.type": "#microsoft.graph.deviceManagementDomainJoinConnector",
  displayName: "Display Name value",
  lastConnectionDateTime: "2016-12-31T23:58:36.6670033-08:00",
  state: "error",
  version: "Version value",
}

const guid = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/

interface Parts {
  readonly method?: string
  readonly target?: string
  readonly headers?: Record<string, string | undefined>
  readonly body?: unknown
  readonly bytes?: Buffer | undefined
}

const request = (parts: Parts = {}): HttpRequest => ({
  method: parts.method ?? "POST",
  target: parts.target ?? "/beta/deviceManagement/domainJoinConnectors",
  headers: {
    host: "localhost:8365",
    authorization: "Bearer any-token",
    "content-type": "application/json",
    ...parts.headers,
  },
  body: "bytes" in parts ? parts.bytes : Buffer.from(JSON.stringify(parts.body ?? seed)),
})

const send = (parts?: Parts) => handle(request(parts))

const errorOf = ({ body }: HttpAnswer) => JSON.parse(body).error

const failingStore = (failure: CreateFailure) =>
  Layer.succeed(ConnectorStore, ConnectorStore.of({ create: () => failure }))

describe("The Graph endpoint", () => {
  for (const target of [
    "/beta/deviceManagement/domainJoinConnectors",
    "/deviceManagement/domainJoinConnectors",
    "/beta/deviceManagement/domainJoinConnectors?$select=id",
  ]) {
    it.effect(`creates the reference's example at ${target}`, () =>
      Effect.gen(function* () {
        const { status, headers, body } = yield* send({ target })
        const { id, ...entity } = JSON.parse(body)
        assert.strictEqual(status, 201)
        assert.match(id, guid)
        assert.deepStrictEqual(entity, {
          "@odata.context":
            "http://localhost:8365/beta/$metadata#deviceManagement/domainJoinConnectors/$entity",
          ...seed,
        })
        assert.strictEqual(
          headers.Location,
          `http://localhost:8365/beta/deviceManagement/domainJoinConnectors('${id}')`,
        )
        assert.strictEqual(headers["OData-Version"], "4.0")
        assert.match(headers["Content-Type"] ?? "", /^application\/json;/)
      }).pipe(Effect.provide(MemoryConnectorStore.layer)),
    )
  }

  it.effect.prop(
    "gives every connector back as it came",
    [NewDomainJoinConnector],
    ([connector]) =>
      Effect.gen(function* () {
        const { status, body } = yield* send({ body: connector })
        const { "@odata.context": _, "@odata.type": type, id, ...properties } = JSON.parse(body)
        assert.strictEqual(status, 201)
        assert.strictEqual(type, seed["@odata.type"])
        assert.deepStrictEqual({ ...properties, id: connector.id ?? id }, { ...connector, id })
      }).pipe(Effect.provide(MemoryConnectorStore.layer)),
    { arbitrary: { size: 50 } },
  )

  it.effect("leaves out the Location that no client could read", () =>
    Effect.gen(function* () {
      const short = yield* send({ body: { ...seed, id: "€".repeat(100) } })
      const long = yield* send({ body: { ...seed, id: "€".repeat(2_000) } })
      assert.include(short.headers.Location, "%E2%82%AC")
      assert.strictEqual(long.status, 201)
      assert.notProperty(long.headers, "Location")
    }).pipe(Effect.provide(MemoryConnectorStore.layer)),
  )

  it.effect("answers 409 for an id that is taken", () =>
    Effect.gen(function* () {
      yield* send({ body: { ...seed, id: "taken" } })
      const answer = yield* send({ body: { ...seed, id: "taken" } })
      assert.strictEqual(answer.status, 409)
      assert.strictEqual(errorOf(answer).message, "A connector with the id 'taken' already exists.")
    }).pipe(Effect.provide(MemoryConnectorStore.layer)),
  )

  it.effect("names every problem, in one message and one by one", () =>
    Effect.gen(function* () {
      const answer = yield* send({ body: { ...seed, state: "paused", version: null, machineName: "x" } })
      const error = errorOf(answer)
      assert.strictEqual(answer.status, 400)
      assert.strictEqual(error.code, "ModelValidationFailure")
      assert.deepStrictEqual(
        error.details.map(({ target }: { target: string }) => target),
        ["machineName", "state", "version"],
      )
      for (const { target, message } of error.details) assert.include(error.message, `${target}: ${message}.`)
    }).pipe(Effect.provide(MemoryConnectorStore.layer)),
  )

  const refusals: ReadonlyArray<
    readonly [title: string, parts: Parts, status: number, code: string, message: RegExp]
  > = [
    [
      "no Authorization",
      { headers: { authorization: undefined } },
      401,
      "InvalidAuthenticationToken",
      /^Access token is empty\.$/,
    ],
    [
      "an empty Authorization",
      { headers: { authorization: "" } },
      401,
      "InvalidAuthenticationToken",
      /empty/,
    ],
    [
      "a bearer scheme without a token",
      { headers: { authorization: "Bearer " } },
      401,
      "InvalidAuthenticationToken",
      /empty/,
    ],
    [
      "another scheme",
      { headers: { authorization: "Basic eDp5" } },
      401,
      "InvalidAuthenticationToken",
      /empty/,
    ],
    [
      "no token, though the path is unknown too",
      { target: "/x", headers: { authorization: "" } },
      401,
      "InvalidAuthenticationToken",
      /empty/,
    ],
    ["no Host", { headers: { host: undefined } }, 400, "BadRequest", /Host/],
    ["a Host that is none", { headers: { host: "a/b@c" } }, 400, "BadRequest", /Host/],
    ["a version that Graph lacks", { target: "/v3/x" }, 404, "ResourceNotFound", /^Invalid version: v3$/],
    [
      "version 1.0, which lacks the type",
      { target: "/v1.0/deviceManagement/domainJoinConnectors" },
      400,
      "BadRequest",
      /'domainJoinConnectors'/,
    ],
    [
      "an unknown segment",
      { target: "/beta/deviceManagement/users" },
      400,
      "BadRequest",
      /^Resource not found for the segment 'users'\.$/,
    ],
    ["a segment too many", { target: "/deviceManagement/domainJoinConnectors/1" }, 400, "BadRequest", /'1'/],
    ["another method", { method: "GET" }, 405, "Request_BadRequest", /method is not allowed/],
    [
      "no Content-Type",
      { headers: { "content-type": undefined } },
      400,
      "BadRequest",
      /^Unable to read JSON request payload\./,
    ],
    [
      "another Content-Type",
      { headers: { "content-type": "text/plain" } },
      400,
      "BadRequest",
      /JSON Content-Type/,
    ],
    [
      "a Content-Type that only begins like JSON's",
      { headers: { "content-type": "application/jsonp" } },
      400,
      "BadRequest",
      /JSON Content-Type/,
    ],
    ["no body", { bytes: Buffer.alloc(0) }, 400, "BadRequest", /^Empty Payload\. JSON content expected\.$/],
    ["a body over the limit", { bytes: undefined }, 413, "BadRequest", /^Maximum request length exceeded\.$/],
    [
      "bytes that are no UTF-8",
      { bytes: Buffer.from([0x22, 0xff, 0x22]) },
      400,
      "BadRequest",
      /^Unable to read JSON/,
    ],
    [
      "a byte order mark",
      { bytes: Buffer.from(`\uFEFF${JSON.stringify(seed)}`) },
      400,
      "BadRequest",
      /^Unable to read JSON/,
    ],
    [
      "half of a body",
      { bytes: Buffer.from(JSON.stringify(seed).slice(0, -1)) },
      400,
      "BadRequest",
      /Expected JSON/,
    ],
    [
      "a property given twice",
      { bytes: Buffer.from('{"state":"error","state":"active"}') },
      400,
      "BadRequest",
      /state: Expected the property once/,
    ],
    ["a body that is no object", { body: [seed] }, 400, "ModelValidationFailure", /^Expected an object\.$/],
    [
      "another type",
      { body: { ...seed, "@odata.type": "#microsoft.graph.user" } },
      400,
      "ModelValidationFailure",
      /@odata\.type/,
    ],
  ]
  for (const [title, parts, status, code, message] of refusals) {
    it.effect(`answers ${status} to ${title}`, () =>
      Effect.gen(function* () {
        const answer = yield* send(parts)
        assert.strictEqual(answer.status, status)
        assert.strictEqual(errorOf(answer).code, code)
        assert.match(errorOf(answer).message, message)
      }).pipe(Effect.provide(MemoryConnectorStore.layer)),
    )
  }

  it.effect("challenges a request without a token, and names the methods that are allowed", () =>
    Effect.gen(function* () {
      const unauthenticated = yield* send({ headers: { authorization: undefined } })
      const wrongMethod = yield* send({ method: "DELETE" })
      assert.match(unauthenticated.headers["WWW-Authenticate"] ?? "", /^Bearer/)
      assert.strictEqual(wrongMethod.headers.Allow, "POST")
    }).pipe(Effect.provide(MemoryConnectorStore.layer)),
  )

  const failures: ReadonlyArray<readonly [failure: CreateFailure, status: number, code: string]> = [
    [new ConnectorStoreRefused({ code: "Forbidden", message: "no" }), 403, "Forbidden"],
    [
      new ConnectorStoreThrottled({ message: "no", retryAfter: Duration.millis(2_128) }),
      429,
      "TooManyRequests",
    ],
    [new ConnectorStoreUnavailable({ message: "no" }), 503, "ServiceUnavailable"],
    [new CreateOutcomeUnknown({ message: "no" }), 504, "UnknownError"],
  ]
  for (const [failure, status, code] of failures) {
    it.effect(`answers ${status} to ${failure._tag}`, () =>
      Effect.gen(function* () {
        const answer = yield* send()
        assert.strictEqual(answer.status, status)
        assert.strictEqual(errorOf(answer).code, code)
        assert.strictEqual(answer.headers["Retry-After"], status === 429 ? "3" : undefined)
      }).pipe(Effect.provide(failingStore(failure))),
    )
  }

  it.effect("tells a client nothing of a defect but that there was one", () => {
    const logged: Array<unknown> = []
    return Effect.gen(function* () {
      const answer = yield* send()
      assert.strictEqual(answer.status, 500)
      assert.notInclude(answer.body, "secret")
      assert.include(String(logged), "secret")
    }).pipe(
      Effect.provide([
        Layer.succeed(ConnectorStore, ConnectorStore.of({ create: () => Effect.die(new Error("secret")) })),
        Logger.layer([Logger.make(({ message }) => logged.push(message))]),
      ]),
    )
  })

  it.effect("names the request, by our id and by the client's where that is a GUID", () =>
    Effect.gen(function* () {
      const id = "2576CF8A-44e6-48ee-b39b-a53910d04e03"
      const named = yield* send({ headers: { "client-request-id": id } })
      const unnamed = yield* send({ headers: { "client-request-id": "<script>" } })
      const failed = yield* send({ headers: { "client-request-id": id }, body: {} })
      assert.match(named.headers["request-id"] ?? "", guid)
      assert.strictEqual(named.headers["client-request-id"], id)
      assert.strictEqual(unnamed.headers["client-request-id"], unnamed.headers["request-id"])
      const { date, ...ids } = errorOf(failed).innerError
      assert.deepStrictEqual(ids, {
        "request-id": failed.headers["request-id"],
        "client-request-id": id,
      })
      assert.match(date, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/)
    }).pipe(Effect.provide(MemoryConnectorStore.layer)),
  )
})
