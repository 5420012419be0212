/**
 * Shows what the adapter sends and what it makes of each answer, with a client that answers from memory. It is long for
 * the number of promises: request, answer, time limit, token, and that nothing is sent twice.
 */
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import {
  ConnectorAlreadyExists,
  ConnectorStore,
  ConnectorStoreRefused,
  ConnectorStoreThrottled,
  CreateOutcomeUnknown,
} from "@odj/core"
import { NewDomainJoinConnector } from "@odj/domain"
import { encodeEntity, encodeError, encodeNew } from "@odj/graph-wire"
import { Cause, Duration, Effect, Exit, Fiber, Layer, Redacted, Schema } from "effect"
import { HttpClient, HttpClientError, type HttpClientRequest, HttpClientResponse } from "effect/http"
import { TestClock } from "effect/testing"
import { GraphConnectorStore } from "../src/index.ts"
import { fieldsOf } from "./fieldsOf.ts"
import { seed, stored } from "./seed.ts"

const token = "the-secret-token"
const entity = encodeEntity(stored, "https://graph.microsoft.com/beta")

interface Sent {
  readonly url: string
  readonly request: HttpClientRequest.HttpClientRequest
  readonly signal: AbortSignal
}

type Answer = (sent: Sent) => Effect.Effect<Response, HttpClientError.HttpClientErrorReason>

const answer = (body: ConstructorParameters<typeof Response>[0], init: ResponseInit = {}): Answer => {
  return () => Effect.sync(() => new Response(body, { status: 201, ...init }))
}

/** A store whose client gives the answer to whatever it is asked, and what was sent through it. */
const storeOver = (answer: Answer, baseUrl = "https://graph.microsoft.com/beta") => {
  const sent: Array<Sent> = []
  const client = HttpClient.make((request, url, signal) => {
    const entry = { url: url.href, request, signal }
    sent.push(entry)
    return answer(entry).pipe(
      Effect.map((response) => HttpClientResponse.fromWeb(request, response)),
      Effect.mapError((reason) => new HttpClientError.HttpClientError({ reason })),
    )
  })
  let tokens = 0
  const settings = {
    baseUrl: new URL(baseUrl),
    token: Effect.sync(() => Redacted.make(`${token}-${++tokens}`)),
  }
  const layer = GraphConnectorStore.layer(settings).pipe(
    Layer.provide(Layer.succeed(HttpClient.HttpClient, client)),
  )
  const create = (connector: NewDomainJoinConnector) =>
    Effect.flatMap(ConnectorStore, (store) => store.create(connector))
  return { sent, create, layer, settings }
}

const createOnce = (answer: Answer, connector: NewDomainJoinConnector = seed) => {
  const { create, layer } = storeOver(answer)
  return Effect.provide(create(connector), layer)
}

const failureOf = (answer: Answer, connector?: NewDomainJoinConnector) =>
  Effect.map(Effect.flip(createOnce(answer, connector)), fieldsOf)

const bytesOf = ({ body }: HttpClientRequest.HttpClientRequest) =>
  body._tag === "Uint8Array" ? body.body : new Uint8Array()

describe("A request", () => {
  for (const [baseUrl, url] of [
    ["https://graph.microsoft.com/beta", "https://graph.microsoft.com/beta/"],
    ["https://graph.microsoft.com/beta/", "https://graph.microsoft.com/beta/"],
    ["https://graph.microsoft.com/beta//", "https://graph.microsoft.com/beta/"],
    ["http://localhost:8365", "http://localhost:8365/"],
    ["http://localhost:8365/", "http://localhost:8365/"],
    ["http://[::1]:8365/a%20b/c/v1.0/", "http://[::1]:8365/a%20b/c/v1.0/"],
  ] as const) {
    it.effect(`goes to the collection below ${baseUrl}`, () => {
      const { sent, create, layer } = storeOver(answer(entity), baseUrl)
      return Effect.gen(function* () {
        yield* create(seed)
        assert.deepStrictEqual(
          sent.map(({ url }) => url),
          [`${url}deviceManagement/domainJoinConnectors`],
        )
      }).pipe(Effect.provide(layer))
    })
  }

  it.effect("keeps the query of the base URL, and leaves the given URL alone", () => {
    const baseUrl = "https://graph.example/beta/?tenant=a&tenant=b"
    const { sent, create, layer, settings } = storeOver(answer(entity), baseUrl)
    return Effect.gen(function* () {
      yield* create(seed)
      yield* create(seed)
      assert.strictEqual(settings.baseUrl.href, baseUrl)
      const url = "https://graph.example/beta/deviceManagement/domainJoinConnectors?tenant=a&tenant=b"
      assert.deepStrictEqual(
        sent.map(({ url }) => url),
        [url, url],
      )
    }).pipe(Effect.provide(layer))
  })

  it.effect("has an id and a token of its own, each time", () => {
    const { sent, create, layer } = storeOver(answer(entity))
    return Effect.gen(function* () {
      yield* create(seed)
      yield* create(seed)
      const ids = sent.map(({ request: { method, headers } }, index) => {
        const { "client-request-id": id = "", ...others } = headers
        assert.match(id, /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
        assert.strictEqual(method, "POST")
        assert.deepStrictEqual<object>(
          { ...others },
          {
            accept: "application/json",
            "accept-encoding": "identity",
            authorization: `Bearer ${token}-${index + 1}`,
            "content-type": "application/json",
            "content-length": String(encodeNew(seed).length),
          },
        )
        return id
      })
      assert.strictEqual(new Set(ids).size, 2)
    }).pipe(Effect.provide(layer))
  })

  it.effect.prop(
    "has every property of the connector in its body, in UTF-8",
    [NewDomainJoinConnector],
    ([connector]) => {
      const { sent, create, layer } = storeOver(answer(entity))
      return Effect.gen(function* () {
        yield* Effect.exit(create(connector))
        const bodies = sent.map(({ request }) => new TextDecoder().decode(bytesOf(request)))
        assert.deepStrictEqual(bodies, [encodeNew(connector)])
      }).pipe(Effect.provide(layer))
    },
    { arbitrary: { size: 50 } },
  )
})

describe("An answer", () => {
  it.effect("is the connector as the service stored it", () =>
    Effect.gen(function* () {
      for (const status of [200, 201]) {
        assert.deepStrictEqual(yield* createOnce(answer(entity, { status })), stored)
        assert.deepStrictEqual(yield* createOnce(answer(`\ufeff${entity}`, { status })), stored)
      }
    }),
  )

  it.effect("says whose fault it is, in the service's own words", () =>
    Effect.gen(function* () {
      const body = encodeError(
        { code: "Forbidden", message: "no" },
        { requestId: "11111111-request", clientRequestId: "22222222-client" },
        new Date(0),
      )
      const report = { code: "Forbidden", message: "no", requestId: "11111111-request" }
      assert.deepStrictEqual(
        yield* failureOf(answer(body, { status: 403 })),
        fieldsOf(new ConnectorStoreRefused(report)),
      )
      assert.deepStrictEqual(
        yield* failureOf(answer(body, { status: 409 }), { ...seed, id: "taken" }),
        fieldsOf(new ConnectorAlreadyExists({ id: "taken" })),
      )
      assert.deepStrictEqual(
        yield* failureOf(answer(body, { status: 500 })),
        fieldsOf(new CreateOutcomeUnknown(report)),
      )
    }),
  )

  it.effect("asks for a wait until a date, counted from when it came in", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 6, 31, 12, 0, 0))
      const throttled: Answer = () =>
        Effect.as(
          TestClock.adjust("10 seconds"),
          new Response(null, {
            status: 429,
            headers: { "retry-after": "Fri, 31 Jul 2026 12:02:00 GMT", "request-id": "33333333-header" },
          }),
        )
      assert.deepStrictEqual(
        yield* failureOf(throttled),
        fieldsOf(
          new ConnectorStoreThrottled({
            message: "HTTP 429, no content type",
            requestId: "33333333-header",
            retryAfter: Duration.seconds(110),
          }),
        ),
      )
    }),
  )

  it.effect("that can't be read leaves open what became of the request", () =>
    Effect.gen(function* () {
      const latin1 = Buffer.from(entity.replace("value", "ÿ"), "latin1")
      const half = new ReadableStream({
        start: (controller) => controller.enqueue(new TextEncoder().encode(entity)),
        pull: (controller) => controller.error(new Error("connection lost")),
      })
      for (const body of [null, "", latin1, half, entity.padEnd(4 * 1024 * 1024 + 1)]) {
        const headers = { "content-type": "application/json", "request-id": "33333333-header" }
        assert.deepStrictEqual(
          yield* failureOf(answer(body, { headers })),
          fieldsOf(
            new CreateOutcomeUnknown({
              message: "HTTP 201, application/json",
              requestId: "33333333-header",
            }),
          ),
        )
      }
    }),
  )

  it.effect("may be as large as four MiB", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* createOnce(answer(entity.padEnd(4 * 1024 * 1024))), stored)
    }),
  )

  const silent: Answer = () => Effect.never
  const endless: Answer = answer(
    new ReadableStream({ start: (controller) => controller.enqueue(new Uint8Array(1)) }),
  )
  for (const [name, answer] of Object.entries({
    "that does not come": silent,
    "that does not end": endless,
  })) {
    it.effect(`${name} within 30 seconds leaves open what became of the request`, () => {
      const { sent, create, layer } = storeOver(answer)
      return Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(Effect.flip(create(seed)), { startImmediately: true })
        yield* TestClock.adjust("29999 millis")
        assert.isUndefined(fiber.pollUnsafe())
        yield* TestClock.adjust("1 millis")
        assert.deepStrictEqual(
          fieldsOf(yield* Fiber.join(fiber)),
          fieldsOf(
            new CreateOutcomeUnknown({
              message: "No answer within 30 seconds",
              requestId: sent[0]?.request.headers["client-request-id"] ?? "",
            }),
          ),
        )
        assert.deepStrictEqual(
          sent.map(({ signal }) => signal.aborted),
          [true],
        )
      }).pipe(Effect.provide(layer))
    })
  }
})

describe("A failure", () => {
  const Outcome = Schema.Union([
    Schema.Struct({
      status: Schema.Union([
        Schema.Int.check(Schema.isBetween({ minimum: 202, maximum: 599 })),
        Schema.Literals([202, 307, 308, 408, 409, 425, 429, 500, 502, 503, 504]),
      ]),
      headers: Schema.Literals(["retry-after", "location", "www-authenticate", "content-type"]),
      body: Schema.Literals([entity, "", "<html>", '{"error":{"code":"a","message":"b"}}']),
    }),
    Schema.Struct({
      reason: Schema.Literals(["TransportError", "InvalidUrlError", "EncodeError"]),
      syscall: Schema.Literals(["connect", "read"]),
      code: Schema.Literals(["ECONNREFUSED", "ECONNRESET", "CERT_HAS_EXPIRED"]),
    }),
  ])

  const toAnswer =
    (outcome: typeof Outcome.Type): Answer =>
    ({ request }) => {
      if ("reason" in outcome) {
        const cause = Object.assign(new Error("why"), outcome)
        return Effect.fail(new HttpClientError[outcome.reason]({ request, cause }))
      }
      const { status, headers, body } = outcome
      const hasNoBody = [204, 205, 304].includes(status)
      return Effect.sync(() => new Response(hasNoBody ? null : body, { status, headers: { [headers]: "0" } }))
    }

  it.effect.prop(
    "comes of one request, which is never sent again, and does not tell the token",
    [Outcome, Schema.UndefinedOr(Schema.NonEmptyString)],
    ([outcome, id]) => {
      const { sent, create, layer } = storeOver(toAnswer(outcome))
      return Effect.gen(function* () {
        const exit = yield* Effect.exit(create(id === undefined ? seed : { ...seed, id }))
        assert.isTrue(Exit.hasFails(exit))
        assert.strictEqual(sent.length, 1)
        const failure = Exit.findErrorOption(exit)
        for (const text of [
          JSON.stringify(exit),
          inspect(failure, { depth: Number.POSITIVE_INFINITY, showHidden: true }),
          Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "",
        ]) {
          assert.notInclude(text, token)
        }
      }).pipe(Effect.provide(layer))
    },
    { arbitrary: { runs: 100 } },
  )
})
