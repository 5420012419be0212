/**
 * Shows what the adapter asks for each operation and what it makes of the answers, with a client that answers from
 * memory. It is long for the number of operations; how lists are read page by page stands in a file of its own.
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
  /** What is asked, below the base. */
  readonly asks: readonly [method: string, path: string, body?: string]
  /** What the service answers, and what that is. */
  readonly answers: Responder
  readonly is: unknown
  /** What it is called that no answer comes. */
  readonly Unanswered: typeof CreateOutcomeUnknown | typeof ConnectorStoreUnavailable
}

const collection = "deviceManagement/domainJoinConnectors"

const operations: Record<string, Expectation> = {
  create: {
    operation: (store) => store.create(seed),
    asks: ["POST", collection, encodeNewEntity(seed)],
    answers: respond(entity, { status: 201 }),
    is: stored,
    Unanswered: CreateOutcomeUnknown,
  },
  get: {
    operation: (store) => store.get(stored.id),
    asks: ["GET", entityPath(stored.id)],
    answers: respond(entity),
    is: stored,
    Unanswered: ConnectorStoreUnavailable,
  },
  list: {
    operation: (store) => store.list({ limit: 3 }),
    asks: ["GET", `${collection}?${encodeQuery({ top: 3 })}`],
    answers: respond(encodeCollection({ connectors: [stored] }, form)),
    is: { connectors: [stored] },
    Unanswered: ConnectorStoreUnavailable,
  },
  update: {
    operation: (store) => store.update(stored.id, patch),
    asks: ["PATCH", entityPath(stored.id), encodePatch(patch)],
    answers: respond(entity),
    is: stored,
    Unanswered: ConnectorStoreUnavailable,
  },
  delete: {
    operation: (store) => store.delete(stored.id),
    asks: ["DELETE", entityPath(stored.id)],
    answers: respond(null, { status: 204 }),
    is: undefined,
    Unanswered: ConnectorStoreUnavailable,
  },
}

const failureOf = (operation: Operation, answers: Responder) =>
  Effect.map(passing(Effect.flip(storeOver(answers).run(operation))), fieldsOf)

const asked = ({ sent }: ReturnType<typeof storeOver>) =>
  sent.map((entry) => [entry.request.method, entry.url, bodyOf(entry.request)] as const)

for (const [name, { operation, asks, answers, is, Unanswered }] of Object.entries(operations)) {
  const [method, path, body] = asks

  describe(`To ${name}`, () => {
    for (const [baseUrl, root] of [
      ["https://graph.microsoft.com/beta", "https://graph.microsoft.com/beta/"],
      ["https://graph.microsoft.com/beta/", "https://graph.microsoft.com/beta/"],
      ["https://graph.microsoft.com/beta//", "https://graph.microsoft.com/beta/"],
      ["http://localhost:8365", "http://localhost:8365/"],
      ["http://localhost:8365/", "http://localhost:8365/"],
      ["http://[::1]:8365/a%20b/c/v1.0/", "http://[::1]:8365/a%20b/c/v1.0/"],
    ] as const) {
      it.effect(`asks once, below ${baseUrl}, and reads the answer`, () =>
        Effect.gen(function* () {
          const store = storeOver(answers, baseUrl)
          assert.deepStrictEqual(yield* store.run(operation), [is])
          assert.deepStrictEqual(asked(store), [[method, `${root}${path}`, body]])
        }),
      )
    }

    it.effect("keeps the query of the base URL, and leaves the given URL alone", () =>
      Effect.gen(function* () {
        const baseUrl = "https://graph.example/beta/?tenant=a&tenant=b"
        const store = storeOver(answers, baseUrl)
        yield* store.run(operation, operation)
        assert.strictEqual(store.settings.baseUrl.href, baseUrl)
        const [own, options] = path.split("?")
        const query = ["tenant=a&tenant=b", options].filter((part) => part !== undefined).join("&")
        const url = `https://graph.example/beta/${own}?${query}`
        assert.deepStrictEqual(asked(store), [
          [method, url, body],
          [method, url, body],
        ])
      }),
    )

    it.effect("asks for a token once for every request", () =>
      Effect.gen(function* () {
        const store = storeOver(answers)
        yield* store.run(operation, operation)
        assert.deepStrictEqual(
          store.sent.map(({ request }) => request.headers.authorization),
          [`Bearer ${token}-1`, `Bearer ${token}-2`],
        )
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
        for (const [status, failure] of [
          [403, new ConnectorStoreRefused(report)],
          [400, new ConnectorStoreRefused(report)],
          [307, new Unanswered(report)],
          [408, new Unanswered(report)],
          [500, new Unanswered(report)],
        ] as const) {
          const store = storeOver(respond(body, { status }))
          const told = yield* passing(Effect.flip(store.run(operation)))
          // Whatever the service says: an operator finds the request by the id that it was sent with.
          const clientRequestId = store.sent.at(-1)?.request.headers["client-request-id"]
          assert.deepStrictEqual<object>(fieldsOf(told), { ...fieldsOf(failure), clientRequestId })
        }
      }),
    )

    it.effect("tells the wait that the service asks for, counted from when the answer came", () =>
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
              message: "HTTP 429, no content type",
              requestId: "33333333-header",
              clientRequestId: store.sent[0]?.request.headers["client-request-id"] ?? "",
              retryAfter: Duration.seconds(110),
            }),
          ),
        )
      }),
    )

    it.effect("takes no answer for what it is, and a request that was never sent as well", () =>
      Effect.gen(function* () {
        const store = storeOver(() => Effect.never)
        const failure = yield* passing(Effect.flip(store.run(operation)))
        const clientRequestId = store.sent.at(-1)?.request.headers["client-request-id"] ?? ""
        const message = failure.message.replace(/\d+(\.\d+)?/, "30")
        assert.deepStrictEqual(
          { ...fieldsOf(failure), message },
          fieldsOf(
            new Unanswered({
              message: "The request timed out after 30 seconds",
              requestId: clientRequestId,
              clientRequestId,
            }),
          ),
        )
        assert.deepStrictEqual(
          yield* failureOf(operation, broken({ syscall: "connect" })),
          fieldsOf(new ConnectorStoreUnavailable({ message: "why" })),
        )
      }),
    )

    it.effect.prop(
      "sends what fails as often as that may help and does no harm, with one id, and does not tell the token",
      [Outcome],
      ([outcome]) =>
        Effect.gen(function* () {
          const store = storeOver(answerWith(outcome))
          const exit = yield* passing(Effect.exit(store.run(operation)))
          assert.isTrue(Exit.hasFails(exit))
          // A list that is refused is asked for once more, without its options.
          const isListedPlain = name === "list" && "status" in outcome && [400, 501].includes(outcome.status)
          const requests = isListedPlain ? 2 : 1
          assert.strictEqual(store.sent.length, requests * attemptsAt(outcome, method, Unanswered))
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

/** Answers that are none of an operation's successes, and failures of the transport. */
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

/** Statuses that say that something broke; a create that is answered so may have been carried out. */
const broke = [408, 500, 502, 503, 504]

const attemptsAt = (
  outcome: typeof Outcome.Type,
  method: string,
  Unanswered: Expectation["Unanswered"],
): number => {
  const ifRepeatable = Unanswered === CreateOutcomeUnknown ? 1 : 4
  if ("reason" in outcome) {
    if (outcome.reason !== "TransportError") return 1
    if (outcome.syscall === "connect") return 4
    return outcome.code === "CERT_HAS_EXPIRED" ? 1 : ifRepeatable
  }
  const { status, headers, body } = outcome
  if (status < 300 && method !== "DELETE") return status === 205 || !body.startsWith("{") ? ifRepeatable : 1
  // The credential gives another token.
  if (status === 401) return 2
  if (status === 429 || (status === 503 && headers === "retry-after")) return 4
  return broke.includes(status) ? ifRepeatable : 1
}

const answerWith =
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

  it.effect("of an id that is taken says so", () =>
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
    "is found by any id, whatever its characters",
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

  it.effect("that is not there is not found", () =>
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
    "has what is to be changed in its body, and nothing else",
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

  /** Answers the update without a body, and whatever is asked then as it is told. */
  const silently =
    (then: Responder): Responder =>
    (sent) =>
      sent.request.method === "PATCH" ? respond(null, { status: 204 })(sent) : then(sent)

  const update: Operation = (store) => store.update(stored.id, patch)

  it.effect("that is answered without a body is followed by a get", () =>
    Effect.gen(function* () {
      const store = storeOver(silently(respond(entity)))
      const url = `https://graph.example/beta/${entityPath(stored.id)}`
      assert.deepStrictEqual(yield* store.run(update), [stored])
      assert.deepStrictEqual(asked(store), [
        ["PATCH", url, encodePatch(patch)],
        ["GET", url, undefined],
      ])
      assert.deepStrictEqual(
        store.sent.map(({ request }) => request.headers.authorization),
        [`Bearer ${token}-1`, `Bearer ${token}-2`],
      )
    }),
  )

  it.effect("that is answered without a body fails as that get fails", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        yield* failureOf(update, silently(respond(null, { status: 404 }))),
        fieldsOf(new ConnectorNotFound({ id: stored.id })),
      )
      assert.deepStrictEqual(
        yield* failureOf(update, silently(broken({ syscall: "connect" }))),
        fieldsOf(new ConnectorStoreUnavailable({ message: "why" })),
      )
    }),
  )

  it.effect("that is answered without a body is not told as undone where the get is refused", () =>
    Effect.gen(function* () {
      for (const status of [429, 403]) {
        const failure = yield* failureOf(update, silently(respond(null, { status })))
        assert.deepInclude(failure, {
          _tag: "ConnectorStoreUnavailable",
          message: `The connector was updated, but could not be read afterwards: HTTP ${status}, no content type`,
        })
      }
    }),
  )
})

describe("An id that no address can hold", () => {
  for (const [name, operation] of Object.entries<Operation>({
    get: (store) => store.get("\ud800"),
    update: (store) => store.update("\ud800", patch),
    delete: (store) => store.delete("\ud800"),
  })) {
    it.effect(`is that of no connector to ${name}`, () =>
      Effect.gen(function* () {
        const store = storeOver(respond(entity))
        const failure = yield* Effect.flip(store.run(operation))
        assert.deepStrictEqual(fieldsOf(failure), fieldsOf(new ConnectorNotFound({ id: "\ud800" })))
        assert.isEmpty(store.sent)
      }),
    )
  }
})
