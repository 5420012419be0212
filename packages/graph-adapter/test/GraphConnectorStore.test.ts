/**
 * Tests the requests of each operation and how responses are read, with a client that responds from memory. It is long
 * because of the number of operations; lists have a separate file.
 */
import { inspect } from "node:util"
import { assert, describe, it } from "@effect/vitest"
import {
  ConnectorAlreadyExists,
  ConnectorNotFound,
  ConnectorStoreRefused,
  ConnectorStoreThrottled,
  ConnectorStoreUnavailable,
  CreateOutcomeUnknown,
} from "@odj/core"
import { DomainJoinConnector, DomainJoinConnectorPatch, NewDomainJoinConnector } from "@odj/domain"
import {
  encodeCollection,
  encodeEntity,
  encodeError,
  encodeNewEntity,
  encodePatch,
  encodeQuery,
  entityPath,
} from "@odj/graph-wire"
import { Cause, Duration, Effect, Exit, Schema } from "effect"
import { HttpClientError } from "effect/http"
import { TestClock } from "effect/testing"
import { fieldsOf } from "./fieldsOf.ts"
import { passing } from "./passing.ts"
import { bodyOf, broken, type Responder, respond } from "./respondingClient.ts"
import { seed, stored } from "./seed.ts"
import { form, type Operation, storeOver, token } from "./storeOver.ts"

const entity = encodeEntity(stored, form)
const patch: DomainJoinConnectorPatch = { displayName: null, version: "2" }

interface Expectation {
  readonly operation: Operation
  /** The request, below the base URL. */
  readonly request: readonly [method: string, path: string, body?: string]
  /** The response of the service, and its meaning. */
  readonly response: Responder
  readonly result: unknown
  /** The failure without a response. */
  readonly NoResponse: typeof CreateOutcomeUnknown | typeof ConnectorStoreUnavailable
}

const collection = "deviceManagement/domainJoinConnectors"

const operations: Record<string, Expectation> = {
  create: {
    operation: (store) => store.create(seed),
    request: ["POST", collection, encodeNewEntity(seed)],
    response: respond(entity, { status: 201 }),
    result: stored,
    NoResponse: CreateOutcomeUnknown,
  },
  get: {
    operation: (store) => store.get(stored.id),
    request: ["GET", entityPath(stored.id)],
    response: respond(entity),
    result: stored,
    NoResponse: ConnectorStoreUnavailable,
  },
  list: {
    operation: (store) => store.list({ limit: 3 }),
    request: ["GET", `${collection}?${encodeQuery({ top: 3 })}`],
    response: respond(encodeCollection({ connectors: [stored] }, form)),
    result: { connectors: [stored] },
    NoResponse: ConnectorStoreUnavailable,
  },
  update: {
    operation: (store) => store.update(stored.id, patch),
    request: ["PATCH", entityPath(stored.id), encodePatch(patch)],
    response: respond(entity),
    result: stored,
    NoResponse: ConnectorStoreUnavailable,
  },
  delete: {
    operation: (store) => store.delete(stored.id),
    request: ["DELETE", entityPath(stored.id)],
    response: respond(null, { status: 204 }),
    result: undefined,
    NoResponse: ConnectorStoreUnavailable,
  },
}

const failureOf = (operation: Operation, responder: Responder) =>
  Effect.map(passing(Effect.flip(storeOver(responder).run(operation))), fieldsOf)

const requestsOf = ({ sent }: ReturnType<typeof storeOver>) =>
  sent.map((entry) => [entry.request.method, entry.url, bodyOf(entry.request)] as const)

for (const [name, { operation, request, response, result, NoResponse }] of Object.entries(operations)) {
  const [method, path, body] = request

  describe(`To ${name}`, () => {
    for (const [baseUrl, root] of [
      ["https://graph.microsoft.com/beta", "https://graph.microsoft.com/beta/"],
      ["https://graph.microsoft.com/beta/", "https://graph.microsoft.com/beta/"],
      ["https://graph.microsoft.com/beta//", "https://graph.microsoft.com/beta/"],
      ["http://localhost:8365", "http://localhost:8365/"],
      ["http://localhost:8365/", "http://localhost:8365/"],
      ["http://[::1]:8365/a%20b/c/v1.0/", "http://[::1]:8365/a%20b/c/v1.0/"],
    ] as const) {
      it.effect(`sends one request below ${baseUrl}, and reads the response`, () =>
        Effect.gen(function* () {
          const store = storeOver(response, baseUrl)
          assert.deepStrictEqual(yield* store.run(operation), [result])
          assert.deepStrictEqual(requestsOf(store), [[method, `${root}${path}`, body]])
        }),
      )
    }

    it.effect("keeps the query of the base URL, and does not change the given URL", () =>
      Effect.gen(function* () {
        const baseUrl = "https://graph.example/beta/?tenant=a&tenant=b"
        const store = storeOver(response, baseUrl)
        yield* store.run(operation, operation)
        assert.strictEqual(store.settings.baseUrl.href, baseUrl)
        const [own, options] = path.split("?")
        const query = ["tenant=a&tenant=b", options].filter((part) => part !== undefined).join("&")
        const url = `https://graph.example/beta/${own}?${query}`
        assert.deepStrictEqual(requestsOf(store), [
          [method, url, body],
          [method, url, body],
        ])
      }),
    )

    it.effect("gets a token once for every request", () =>
      Effect.gen(function* () {
        const store = storeOver(response)
        yield* store.run(operation, operation)
        assert.deepStrictEqual(
          store.sent.map(({ request }) => request.headers.authorization),
          [`Bearer ${token}-1`, `Bearer ${token}-2`],
        )
      }),
    )

    it.effect("fails with the service's own code and message", () =>
      Effect.gen(function* () {
        const body = encodeError(
          { code: "Forbidden", message: "no" },
          { requestId: "11111111-request", clientRequestId: "22222222-client" },
          new Date(0),
        )
        const report = { code: "Forbidden", message: "no", requestId: "11111111-request" }
        for (const [status, expected] of [
          [403, new ConnectorStoreRefused({ report })],
          [400, new ConnectorStoreRefused({ report })],
          [408, new NoResponse({ report })],
          [500, new NoResponse({ report })],
        ] as const) {
          const store = storeOver(respond(body, { status }))
          const failure = yield* passing(Effect.flip(store.run(operation)))
          // Always the id that the request was sent with: an operator finds the request by it.
          const clientRequestId = store.sent.at(-1)?.request.headers["client-request-id"]
          assert.deepStrictEqual<object>(fieldsOf(failure), { ...fieldsOf(expected), clientRequestId })
        }
      }),
    )

    it.effect("is redirected without effect, and the redirect is not followed", () =>
      Effect.gen(function* () {
        for (const status of [301, 302, 303, 307, 308]) {
          const headers = { location: "https://login.example/?secret=1" }
          const store = storeOver(respond(null, { status, headers }))
          assert.deepInclude(fieldsOf(yield* passing(Effect.flip(store.run(operation)))), {
            _tag: "ConnectorStoreUnavailable",
            reason: "ResponseUnusable",
            message: `HTTP ${status} from graph.example: a redirect to https://login.example/`,
            host: "graph.example",
          })
          assert.lengthOf(store.sent, 1)
        }
      }),
    )

    it.effect("has the requested wait, counted from the arrival of the response", () =>
      Effect.gen(function* () {
        yield* TestClock.setTime(Date.UTC(2026, 6, 31, 12, 0, 0))
        const headers = { "retry-after": "Fri, 31 Jul 2026 12:02:00 GMT", "request-id": "33333333-header" }
        const throttled: Responder = () =>
          Effect.as(TestClock.adjust("10 seconds"), new Response(null, { status: 429, headers }))
        const store = storeOver(throttled)
        const failure = yield* Effect.flip(store.run(operation))
        assert.deepStrictEqual(
          fieldsOf(failure),
          fieldsOf(
            new ConnectorStoreThrottled({
              report: {
                message: "HTTP 429 from graph.example: an unreadable body",
                host: "graph.example",
                requestId: "33333333-header",
                clientRequestId: store.sent[0]?.request.headers["client-request-id"] ?? "",
              },
              retryAfter: Duration.seconds(110),
            }),
          ),
        )
      }),
    )

    it.effect("has one failure for a missing response, and another for a request that was never sent", () =>
      Effect.gen(function* () {
        const store = storeOver(() => Effect.never)
        const failure = yield* passing(Effect.flip(store.run(operation)))
        const clientRequestId = store.sent.at(-1)?.request.headers["client-request-id"] ?? ""
        const { message, ...fields } = fieldsOf(failure)
        assert.deepStrictEqual(
          { ...fields, message: String(message).replace(/\d+(\.\d+)?/, "30") },
          fieldsOf(
            new NoResponse({
              report: {
                message: "No response from graph.example within 30 seconds",
                clientRequestId,
                host: "graph.example",
              },
              ...(NoResponse === ConnectorStoreUnavailable && { reason: "TimedOut" }),
            }),
          ),
        )
        assert.deepStrictEqual(
          yield* failureOf(operation, broken({ syscall: "connect" })),
          fieldsOf(new ConnectorStoreUnavailable({ report: { message: "why", host: "graph.example" } })),
        )
      }),
    )

    it.effect.prop(
      "retries as the policy says, with one id, and does not reveal the token",
      [Outcome],
      ([outcome]) =>
        Effect.gen(function* () {
          const store = storeOver(respondWith(outcome))
          const exit = yield* passing(Effect.exit(store.run(operation)))
          assert.isTrue(Exit.hasFails(exit))
          // A refused list is requested once more without its options.
          const isListedPlain = name === "list" && "status" in outcome && [400, 501].includes(outcome.status)
          const requests = isListedPlain ? 2 : 1
          assert.strictEqual(store.sent.length, requests * attemptsAt(outcome, method, NoResponse))
          const ids = store.sent.map(({ request }) => request.headers["client-request-id"])
          assert.strictEqual(new Set(ids).size, requests)
          for (const text of [
            JSON.stringify(exit),
            inspect(Exit.findErrorOption(exit), { depth: Number.POSITIVE_INFINITY, showHidden: true }),
            Exit.isFailure(exit) ? Cause.pretty(exit.cause) : "",
          ]) {
            assert.notInclude(text, token)
          }
        }),
      { arbitrary: { runs: 100 } },
    )
  })
}

/** Responses that are not a success of any operation, and failures of the transport. */
const Outcome = Schema.Union([
  Schema.Struct({
    status: Schema.Union([
      Schema.Int.check(Schema.isBetween({ minimum: 205, maximum: 599 })),
      Schema.Literals([202, 307, 308, 400, 401, 404, 408, 409, 425, 429, 500, 501, 502, 503, 504]),
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

/** Statuses after which a create may have been processed. */
const unknownStatuses = [408, 500, 502, 503, 504]

const attemptsAt = (
  outcome: typeof Outcome.Type,
  method: string,
  NoResponse: Expectation["NoResponse"],
): number => {
  const ifRepeatable = NoResponse === CreateOutcomeUnknown ? 1 : 4
  if ("reason" in outcome) {
    if (outcome.reason !== "TransportError") return 1
    if (outcome.syscall === "connect") return 4
    return outcome.code === "CERT_HAS_EXPIRED" ? 1 : ifRepeatable
  }
  const { status, headers, body } = outcome
  if (status < 300 && method !== "DELETE") return status === 205 || !body.startsWith("{") ? ifRepeatable : 1
  // The credential returns another token.
  if (status === 401) return 2
  if (status === 429 || (status === 503 && headers === "retry-after")) return 4
  return unknownStatuses.includes(status) ? ifRepeatable : 1
}

const respondWith =
  (outcome: typeof Outcome.Type): Responder =>
  (sent) => {
    if ("reason" in outcome) {
      const cause = Object.assign(new Error("why"), outcome)
      return Effect.fail(new HttpClientError[outcome.reason]({ request: sent.request, cause }))
    }
    const { status, headers, body } = outcome
    const hasNoBody = [205, 304].includes(status)
    return respond(hasNoBody ? null : body, { status, headers: { [headers]: "0" } })(sent)
  }

describe("A create", () => {
  it.effect.prop(
    "has every property of the connector in its body, in UTF-8",
    [NewDomainJoinConnector],
    ([connector]) =>
      Effect.gen(function* () {
        const store = storeOver(respond(entity, { status: 201 }))
        yield* Effect.exit(store.run(({ create }) => create(connector)))
        assert.deepStrictEqual(
          store.sent.map(({ request }) => bodyOf(request)),
          [encodeNewEntity(connector)],
        )
      }),
    { arbitrary: { size: 50 } },
  )

  it.effect("with an existing id fails", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        yield* failureOf(({ create }) => create({ ...seed, id: "taken" }), respond(null, { status: 409 })),
        fieldsOf(new ConnectorAlreadyExists({ id: "taken" })),
      )
    }),
  )
})

describe("A connector", () => {
  it.effect.prop(
    "is found by any id",
    [DomainJoinConnector],
    ([connector]) =>
      Effect.gen(function* () {
        const { id } = connector
        const store = storeOver(respond(encodeEntity(connector, form)))
        assert.deepStrictEqual(
          yield* store.run<unknown, Error>(
            (store) => store.get(id),
            (store) => store.update(id, patch),
            (store) => store.delete(id),
          ),
          [connector, connector, undefined],
        )
        const url = `https://graph.example/beta/${entityPath(id)}`
        assert.deepStrictEqual(
          store.sent.map(({ url }) => url),
          [url, url, url],
        )
      }),
    { arbitrary: { size: 50 } },
  )

  it.effect("that does not exist is not found", () =>
    Effect.gen(function* () {
      for (const operation of [
        (store) => store.get("id"),
        (store) => store.update("id", patch),
        (store) => store.delete("id"),
      ] satisfies ReadonlyArray<Operation>) {
        assert.deepStrictEqual(
          yield* failureOf(operation, respond(null, { status: 404 })),
          fieldsOf(new ConnectorNotFound({ id: "id" })),
        )
      }
    }),
  )
})

describe("An update", () => {
  it.effect.prop(
    "has only the patch in its body",
    [DomainJoinConnectorPatch],
    ([patch]) =>
      Effect.gen(function* () {
        const store = storeOver(respond(entity))
        yield* store.run(({ update }) => update(stored.id, patch))
        assert.deepStrictEqual(
          store.sent.map(({ request }) => bodyOf(request)),
          [encodePatch(patch)],
        )
      }),
    { arbitrary: { size: 50 } },
  )

  /** Responds to the update without a body, and to the next requests with the responder. */
  const withoutBody =
    (then: Responder): Responder =>
    (sent) =>
      sent.request.method === "PATCH" ? respond(null, { status: 204 })(sent) : then(sent)

  const update: Operation = (store) => store.update(stored.id, patch)

  it.effect("with an empty response is followed by a get", () =>
    Effect.gen(function* () {
      const store = storeOver(withoutBody(respond(entity)))
      const url = `https://graph.example/beta/${entityPath(stored.id)}`
      assert.deepStrictEqual(yield* store.run(update), [stored])
      assert.deepStrictEqual(requestsOf(store), [
        ["PATCH", url, encodePatch(patch)],
        ["GET", url, undefined],
      ])
      assert.deepStrictEqual(
        store.sent.map(({ request }) => request.headers.authorization),
        [`Bearer ${token}-1`, `Bearer ${token}-2`],
      )
    }),
  )

  it.effect("with an empty response fails as that get fails", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        yield* failureOf(update, withoutBody(respond(null, { status: 404 }))),
        fieldsOf(new ConnectorNotFound({ id: stored.id })),
      )
      assert.deepStrictEqual(
        yield* failureOf(update, withoutBody(broken({ syscall: "connect" }))),
        fieldsOf(new ConnectorStoreUnavailable({ report: { message: "why", host: "graph.example" } })),
      )
    }),
  )

  it.effect("with an empty response does not report that nothing was changed if the get is refused", () =>
    Effect.gen(function* () {
      for (const status of [429, 403]) {
        const failure = yield* failureOf(update, withoutBody(respond(null, { status })))
        assert.deepInclude(failure, {
          _tag: "ConnectorStoreUnavailable",
          message: `The connector was updated, but could not be read afterwards: HTTP ${status} from graph.example: an unreadable body`,
        })
      }
    }),
  )
})

describe("The ids of requests", () => {
  it.effect("are made by the given function", () =>
    Effect.gen(function* () {
      const ids = ["1f0e8a30-0000-4000-8000-000000000001", "1f0e8a30-0000-4000-8000-000000000002"]
      const rest = [...ids]
      const store = storeOver(respond(entity, { status: 201 }), undefined, () => rest.shift() ?? "none")
      yield* store.run((store) => store.create(seed))
      const headers = store.sent.map(({ request }) => request.headers)
      assert.deepStrictEqual(
        headers.map((sent) => [sent["repeatability-request-id"], sent["client-request-id"]]),
        [ids],
      )
    }),
  )
})

describe("An id that a URL can't contain", () => {
  for (const [name, operation] of Object.entries<Operation>({
    get: (store) => store.get("\ud800"),
    update: (store) => store.update("\ud800", patch),
    delete: (store) => store.delete("\ud800"),
  })) {
    it.effect(`is not found by ${name}`, () =>
      Effect.gen(function* () {
        const store = storeOver(respond(entity))
        const failure = yield* Effect.flip(store.run(operation))
        assert.deepStrictEqual(fieldsOf(failure), fieldsOf(new ConnectorNotFound({ id: "\ud800" })))
        assert.isEmpty(store.sent)
      }),
    )
  }
})
