/** Shows what a create is sent with so that the service knows it again, and how it is learnt whether it does. */
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
const saysYes = respond(metadataDocument, xml)
const saysNo = respond(metadataDocument.replaceAll("Repeatability", "Unrepeatability"), xml)
const lost = broken({ syscall: "read" })
const done = respond(encodeEntity(stored, form), { status: 201 })
const accepted = respond(encodeEntity(stored, form), {
  status: 201,
  headers: { "repeatability-result": "Accepted" },
})
const refused = (status: number, code: string) =>
  respond(JSON.stringify({ error: { code, message: "no" } }), { status })

/** Asks a store whose service answers the questions and the creates so, one by one, the last one from then on. */
const asking = Effect.fnUntraced(function* <A, E>(
  [questions, creates]: readonly [ReadonlyArray<Responder>, ReadonlyArray<Responder>],
  ask: (store: Store) => Effect.Effect<A, E>,
  baseUrl: URL = new URL(form.serviceRoot),
) {
  const next = (answerings: ReadonlyArray<Responder>): Responder => {
    let answered = 0
    return (sent) => (answerings[Math.min(answered++, answerings.length - 1)] ?? lost)(sent)
  }
  const question = next(questions)
  const create = next(creates)
  const { sent, client } = clientOver((entry) => (entry.request.method === "GET" ? question : create)(entry))
  const store = Layer.provide(GraphConnectorStore.layer({ baseUrl }), client)
  const result = yield* passing(Effect.result(Effect.flatMap(ConnectorStore, ask))).pipe(
    Effect.provide(store),
  )
  return { result, sent, asks: sent.map(({ request }) => request.method).join(" ") }
})

const outcomeOf = Result.match({
  onSuccess: () => "Created",
  onFailure: ({ _tag }: { readonly _tag: string }) => _tag,
})

const create = (store: Store) => store.create(seed)
const key = IdempotencyKey.make('a "key" \\ of ours')
const createOnce = (store: Store) => store.create(seed, { idempotencyKey: key })

describe("A create", () => {
  it.effect("bears an id of its own and the time at which it was first sent, at each attempt the same", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 6, 1, 8, 5, 9, 999))
      const { sent } = yield* asking([[saysYes], [lost, done]], (store) =>
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

  it.effect("with a key of its caller's bears an id that the key alone decides", () =>
    Effect.gen(function* () {
      const { result, sent } = yield* asking([[saysYes], [lost, done, done]], (store) =>
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

  it.effect.prop("tells keys apart by a UUID, and takes one for itself", [IdempotencyKey], ([key]) =>
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
      // A service may take the ids of requests without their case.
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
    "that is answered %d, %s, is sent once more without being repeatable where that is all",
    ([status, result, asks, ends]) =>
      Effect.gen(function* () {
        const error = JSON.stringify({ error: { code: "no", message: "no" } })
        const rejected = respond(error, { status, headers: { "repeatability-result": result } })
        const plain = yield* asking([[saysYes], [rejected, done]], create)
        assert.deepStrictEqual([plain.asks, outcomeOf(plain.result)], [asks, ends])
        const [, second] = plain.sent
        if (second !== undefined) assert.notProperty(second.request.headers, "repeatability-request-id")

        const keyed = yield* asking([[saysYes], [rejected, done]], createOnce)
        assert.deepStrictEqual([keyed.asks, outcomeOf(keyed.result)], ["GET POST", "ConnectorStoreRefused"])

        const lostThen = yield* asking([[saysYes], [rejected, lost, done]], create)
        if (asks === "POST POST") {
          assert.deepStrictEqual([lostThen.asks, outcomeOf(lostThen.result)], [asks, "CreateOutcomeUnknown"])
        }
      }),
  )
})

describe("Whether a create is known again", () => {
  const rows: Record<
    string,
    readonly [
      answers: readonly [ReadonlyArray<Responder>, ReadonlyArray<Responder>],
      ask: (store: Store) => Effect.Effect<unknown, { readonly _tag: string }>,
      asks: string,
      ends: string,
    ]
  > = {
    "is not asked where nothing is lost": [[[saysYes], [done]], create, "POST", "Created"],
    "is asked where one is lost": [[[saysYes], [lost, done]], create, "POST GET POST", "Created"],
    "is asked once": [
      [[saysYes], [lost, lost, done, lost, done]],
      (store) => Effect.andThen(create(store), create(store)),
      "POST GET POST POST POST POST",
      "Created",
    ],
    "is asked once where it is not": [
      [[saysNo], [lost]],
      (store) => Effect.andThen(Effect.result(create(store)), create(store)),
      "POST GET POST",
      "CreateOutcomeUnknown",
    ],
    "is asked again where that had no answer": [
      [
        [refused(403, "Forbidden"), saysYes],
        [lost, lost, done],
      ],
      (store) => Effect.andThen(Effect.result(create(store)), create(store)),
      "POST GET POST GET POST",
      "Created",
    ],
    "is not asked where an answer has said so": [
      [[saysNo], [accepted, lost, done]],
      (store) => Effect.andThen(create(store), create(store)),
      "POST POST POST",
      "Created",
    ],
    "is asked before a create with a key": [[[saysYes], [done]], createOnce, "GET POST", "Created"],
    "is asked once for many with keys": [
      [[saysYes], [done]],
      (store) => Effect.all([createOnce(store), createOnce(store)], { concurrency: 2 }),
      "GET POST POST",
      "Created",
    ],
    "decides whether a create with a key is sent": [
      [[saysNo], [done]],
      createOnce,
      "GET",
      "ConnectorStoreRefused",
    ],
    "is needed for a create with a key": [
      [[refused(403, "Forbidden")], [done]],
      createOnce,
      "GET",
      "ConnectorStoreRefused",
    ],
    "is not known of a service that is not reached": [
      [[broken({ code: "CERT_HAS_EXPIRED" })], [done]],
      createOnce,
      "GET",
      "ConnectorStoreUnavailable",
    ],
  }
  for (const [name, [answers, ask, asks, ends]] of Object.entries(rows)) {
    it.effect(name, () =>
      Effect.gen(function* () {
        const asked = yield* asking(answers, ask)
        assert.deepStrictEqual([asked.asks, outcomeOf(asked.result)], [asks, ends])
      }),
    )
  }

  it.effect(
    "is told by the metadata document, which is asked for as XML and with the rest of the address",
    () =>
      Effect.gen(function* () {
        const { sent } = yield* asking(
          [[saysYes], [done]],
          createOnce,
          new URL("https://graph.example/v2/?a=b"),
        )
        const [question] = sent
        assert.strictEqual(question?.url, "https://graph.example/v2/$metadata?a=b")
        assert.strictEqual(question?.request.headers.accept, "application/xml")
      }),
  )

  it.effect("is not waited for longer than for an answer", () =>
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
    it.effect(`is neither asked nor said in Microsoft's cloud ${name}, which refuses keys`, () =>
      Effect.gen(function* () {
        const at = new URL("/v1.0", baseUrl)
        const plain = yield* asking([[saysYes], [lost]], create, at)
        assert.deepStrictEqual([plain.asks, outcomeOf(plain.result)], ["POST", "CreateOutcomeUnknown"])
        const names = Object.keys(plain.sent[0]?.request.headers ?? {})
        assert.isEmpty(names.filter((name) => /repeatability|idempotency/.test(name)))
        const once = yield* asking([[saysYes], [done]], createOnce, at)
        assert.strictEqual(once.asks, "")
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
    ["of one that is under way", refused(409, "RequestInProgress"), new CreateInProgress({ key })],
  ] as const) {
    it.effect(`since it is that ${what} fails so`, () =>
      Effect.gen(function* () {
        for (const asked of [seed, { ...seed, id: "given" }]) {
          const { result } = yield* asking([[saysYes], [responder]], (store) =>
            store.create(asked, { idempotencyKey: key }),
          )
          assert.deepStrictEqual(fieldsOf(Option.getOrThrow(Result.getFailure(result))), fieldsOf(failure))
        }
      }),
    )
  }
})

describe("interpret", () => {
  it("takes a service without a metadata document for one that says no, and decides nothing by other failures", () => {
    const none = [400, 404, 405, 406, 410, 501]
    for (const situation of everyStatus) {
      const read = interpret(responseOf(situation))
      const expected = situation.status === 200 || none.includes(situation.status) ? false : undefined
      assert.strictEqual(Option.getOrUndefined(Result.getSuccess(read)), expected, String(situation.status))
    }
  })
})
