/** Tests the headers of repeatable creates, and how a service's support for them is found out. */
import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore, CreateInProgress, IdempotencyKey, IdempotencyKeyReused } from "@odj/core"
import { encodeEntity, metadataDocument } from "@odj/graph-wire"
import { Effect, Fiber, Layer, Option, Result } from "effect"
import { TestClock } from "effect/testing"
import { interpret } from "../../src/create/Repeatability.ts"
import { keyedHeaders } from "../../src/create/RepeatableCreate.ts"
import { clouds, GraphConnectorStore } from "../../src/index.ts"
import { fieldsOf } from "../fieldsOf.ts"
import { passing } from "../passing.ts"
import { broken, clientOver, type Responder, respond } from "../respondingClient.ts"
import { seed, stored } from "../seed.ts"
import { everyStatus, responseOf } from "../situations.ts"
import { form } from "../storeOver.ts"

type Store = ConnectorStore["Service"]

const xml = { headers: { "content-type": "application/xml" } }
const supported = respond(metadataDocument, xml)
const unsupported = respond(metadataDocument.replaceAll("Repeatability", "Unrepeatability"), xml)
const lost = broken({ syscall: "read" })
const done = respond(encodeEntity(stored, form), { status: 201 })
const accepted = respond(encodeEntity(stored, form), {
  status: 201,
  headers: { "repeatability-result": "Accepted" },
})
const refused = (status: number, code: string) =>
  respond(JSON.stringify({ error: { code, message: "no" } }), { status })

/**
 * Uses a store over a service with these responses to metadata requests and creates, in turn and then always the last.
 */
const using = Effect.fnUntraced(function* <A, E>(
  [metadata, creates]: readonly [ReadonlyArray<Responder>, ReadonlyArray<Responder>],
  use: (store: Store) => Effect.Effect<A, E>,
  baseUrl: URL = new URL(form.serviceRoot),
) {
  const next = (responders: ReadonlyArray<Responder>): Responder => {
    let index = 0
    return (sent) => (responders[Math.min(index++, responders.length - 1)] ?? lost)(sent)
  }
  const document = next(metadata)
  const create = next(creates)
  const { sent, client } = clientOver((entry) => (entry.request.method === "GET" ? document : create)(entry))
  const store = Layer.provide(GraphConnectorStore.layer({ baseUrl }), client)
  const result = yield* passing(Effect.result(Effect.flatMap(ConnectorStore, use))).pipe(
    Effect.provide(store),
  )
  return { result, sent, requests: sent.map(({ request }) => request.method).join(" ") }
})

const outcomeOf = Result.match({
  onSuccess: () => "Created",
  onFailure: ({ _tag }: { readonly _tag: string }) => _tag,
})

const create = (store: Store) => store.create(seed)
const key = IdempotencyKey.make('a "key" \\ of ours')
const createOnce = (store: Store) => store.create(seed, { idempotencyKey: key })

describe("A create", () => {
  it.effect("has a new id and the time of the first attempt, the same at each attempt", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 6, 1, 8, 5, 9, 999))
      const { sent } = yield* using([[supported], [lost, done]], (store) =>
        Effect.andThen(create(store), create(store)),
      )
      const [first, second, other] = sent
        .filter(({ request }) => request.method === "POST")
        .map(({ request: { headers } }) => [
          headers["repeatability-request-id"],
          headers["repeatability-first-sent"],
          headers["idempotency-key"],
        ])
      assert.match(String(first?.[0]), /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/)
      assert.deepStrictEqual(first?.slice(1), ["Wed, 01 Jul 2026 08:05:09 GMT", undefined])
      assert.deepStrictEqual(second, first)
      assert.notStrictEqual(other?.[0], first?.[0])
    }),
  )

  it.effect("with a key has an id that depends only on the key", () =>
    Effect.gen(function* () {
      const { result, sent } = yield* using([[supported], [lost, done, done]], (store) =>
        Effect.andThen(createOnce(store), createOnce(store)),
      )
      assert.strictEqual(outcomeOf(result), "Created")
      const posts = sent.filter(({ request }) => request.method === "POST")
      assert.lengthOf(posts, 3)
      const ids = new Set(posts.map(({ request }) => request.headers["repeatability-request-id"]))
      assert.deepStrictEqual([...ids], ["5baf957a-17d8-8975-86c4-40445f194d53"])
      for (const { request } of posts) assert.property(request.headers, "repeatability-first-sent")
    }),
  )

  it.effect.prop("has a different UUID for each key, and uses a UUID as it is", [IdempotencyKey], ([key]) =>
    Effect.gen(function* () {
      const idOf = (text: string) =>
        Effect.map(
          keyedHeaders(IdempotencyKey.make(text), 0),
          (headers) => headers["repeatability-request-id"],
        )
      const id = yield* idOf(key)
      assert.match(id, /^[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
      assert.strictEqual(yield* idOf(key), id)
      assert.strictEqual(yield* idOf(id), id)
      // A service may ignore the case of request ids.
      assert.notStrictEqual((yield* idOf(id.toUpperCase())).toLowerCase(), id)
      assert.notStrictEqual(yield* idOf(`${key.slice(0, 254)}+`), id)
    }),
  )

  it.effect.each([
    [412, "rejected", "POST POST", "Created"],
    [501, "Rejected", "POST POST", "Created"],
    [412, "accepted", "POST", "ConnectorStoreRefused"],
    [400, "rejected", "POST", "ConnectorStoreRefused"],
  ] as const)(
    "refused with %d, %s, is retried without the headers if only they were rejected",
    ([status, result, expected, ends]) =>
      Effect.gen(function* () {
        const error = JSON.stringify({ error: { code: "no", message: "no" } })
        const rejected = respond(error, { status, headers: { "repeatability-result": result } })
        const plain = yield* using([[supported], [rejected, done]], create)
        assert.deepStrictEqual([plain.requests, outcomeOf(plain.result)], [expected, ends])
        const [, second] = plain.sent
        if (second !== undefined) assert.notProperty(second.request.headers, "repeatability-request-id")

        const keyed = yield* using([[supported], [rejected, done]], createOnce)
        assert.deepStrictEqual(
          [keyed.requests, outcomeOf(keyed.result)],
          ["GET POST", "ConnectorStoreRefused"],
        )

        const lostThen = yield* using([[supported], [rejected, lost, done]], create)
        if (expected === "POST POST") {
          assert.deepStrictEqual(
            [lostThen.requests, outcomeOf(lostThen.result)],
            [expected, "CreateOutcomeUnknown"],
          )
        }
      }),
  )
})

describe("The support of repeatable creates", () => {
  const rows: Record<
    string,
    readonly [
      responses: readonly [ReadonlyArray<Responder>, ReadonlyArray<Responder>],
      use: (store: Store) => Effect.Effect<unknown, { readonly _tag: string }>,
      expected: string,
      ends: string,
    ]
  > = {
    "is not requested if no response is lost": [[[supported], [done]], create, "POST", "Created"],
    "is requested if a response is lost": [[[supported], [lost, done]], create, "POST GET POST", "Created"],
    "is requested once": [
      [[supported], [lost, lost, done, lost, done]],
      (store) => Effect.andThen(create(store), create(store)),
      "POST GET POST POST POST POST",
      "Created",
    ],
    "is requested once if it is missing": [
      [[unsupported], [lost]],
      (store) => Effect.andThen(Effect.result(create(store)), create(store)),
      "POST GET POST",
      "CreateOutcomeUnknown",
    ],
    "is requested again if that had no response": [
      [
        [refused(403, "Forbidden"), supported],
        [lost, lost, done],
      ],
      (store) => Effect.andThen(Effect.result(create(store)), create(store)),
      "POST GET POST GET POST",
      "Created",
    ],
    "is not requested if a response has shown it": [
      [[unsupported], [accepted, lost, done]],
      (store) => Effect.andThen(create(store), create(store)),
      "POST POST POST",
      "Created",
    ],
    "is requested before a create with a key": [[[supported], [done]], createOnce, "GET POST", "Created"],
    "is requested once for many creates with keys": [
      [[supported], [done]],
      (store) => Effect.all([createOnce(store), createOnce(store)], { concurrency: 2 }),
      "GET POST POST",
      "Created",
    ],
    "decides whether a create with a key is sent": [
      [[unsupported], [done]],
      createOnce,
      "GET",
      "ConnectorStoreRefused",
    ],
    "is required for a create with a key": [
      [[refused(403, "Forbidden")], [done]],
      createOnce,
      "GET",
      "ConnectorStoreRefused",
    ],
    "is unknown if the service is unreachable": [
      [[broken({ code: "CERT_HAS_EXPIRED" })], [done]],
      createOnce,
      "GET",
      "ConnectorStoreUnavailable",
    ],
  }
  for (const [name, [responses, use, expected, ends]] of Object.entries(rows)) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const outcome = yield* using(responses, use)
        assert.deepStrictEqual([outcome.requests, outcomeOf(outcome.result)], [expected, ends])
      }),
    )
  }

  it.effect("is read from the metadata document as XML, with the query of the base URL", () =>
    Effect.gen(function* () {
      const { sent } = yield* using(
        [[supported], [done]],
        createOnce,
        new URL("https://graph.example/v2/?a=b"),
      )
      const [question] = sent
      assert.strictEqual(question?.url, "https://graph.example/v2/$metadata?a=b")
      assert.strictEqual(question?.request.headers.accept, "application/xml")
    }),
  )

  it.effect("is looked up within the time limit of a response", () =>
    Effect.gen(function* () {
      const { client } = clientOver((entry) => (entry.request.method === "GET" ? Effect.never : lost(entry)))
      const store = Layer.provide(GraphConnectorStore.layer({ baseUrl: new URL(form.serviceRoot) }), client)
      const fiber = yield* Effect.flatMap(ConnectorStore, create).pipe(
        Effect.provide(store),
        Effect.flip,
        Effect.forkChild({ startImmediately: true }),
      )
      yield* TestClock.adjust("29999 millis")
      assert.isUndefined(fiber.pollUnsafe())
      yield* TestClock.adjust("1 millis")
      assert.strictEqual((yield* Fiber.join(fiber))._tag, "CreateOutcomeUnknown")
    }),
  )

  for (const [name, { baseUrl }] of Object.entries(clouds)) {
    it.effect(`is not requested in Microsoft's cloud ${name}, which refuses keys`, () =>
      Effect.gen(function* () {
        const at = new URL("/v1.0", baseUrl)
        const plain = yield* using([[supported], [lost]], create, at)
        assert.deepStrictEqual([plain.requests, outcomeOf(plain.result)], ["POST", "CreateOutcomeUnknown"])
        const names = Object.keys(plain.sent[0]?.request.headers ?? {})
        assert.isEmpty(names.filter((name) => /repeatability|idempotency/.test(name)))
        const once = yield* using([[supported], [done]], createOnce, at)
        assert.strictEqual(once.requests, "")
        assert.deepInclude(fieldsOf(Option.getOrThrow(Result.getFailure(once.result))), {
          _tag: "ConnectorStoreRefused",
          reason: "OperationNotOffered",
        })
      }),
    )
  }
})

describe("A create with a key that the service refuses", () => {
  for (const [what, responder, failure] of [
    ["of another connector", refused(422, "IdempotencyKeyReused"), new IdempotencyKeyReused({ key })],
    ["of one that is in flight", refused(409, "RequestInProgress"), new CreateInProgress({ key })],
  ] as const) {
    it.effect(`${what} fails with the failure for that`, () =>
      Effect.gen(function* () {
        for (const connector of [seed, { ...seed, id: "given" }]) {
          const { result } = yield* using([[supported], [responder]], (store) =>
            store.create(connector, { idempotencyKey: key }),
          )
          assert.deepStrictEqual(fieldsOf(Option.getOrThrow(Result.getFailure(result))), fieldsOf(failure))
        }
      }),
    )
  }
})

describe("interpret", () => {
  it("reads a missing metadata document as no support, and other failures as unknown", () => {
    const none = [400, 404, 405, 406, 410, 501]
    for (const situation of everyStatus) {
      const read = interpret(responseOf(situation))
      const expected = situation.status === 200 || none.includes(situation.status) ? false : undefined
      assert.strictEqual(Option.getOrUndefined(Result.getSuccess(read)), expected, String(situation.status))
    }
  })
})
