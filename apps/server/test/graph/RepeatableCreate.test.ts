/** Retries of creates with a key, over memory: each creates one connector. */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Effect } from "effect"
import { TestClock } from "effect/testing"
import type { HttpResponse } from "../../src/http/HttpMessage.ts"
import { collection, endpoint, errorOf, jsonOf, type Parts, seed } from "../endpoint.ts"

type Headers = Readonly<Record<string, string>>

const byKey = (key: string): Headers => ({ "idempotency-key": `"${key}"` })

/** The start of the test clock, as HTTP writes it. */
const byId = (id: string, firstSent = "Thu, 01 Jan 1970 00:00:00 GMT"): Headers => ({
  "repeatability-request-id": id,
  "repeatability-first-sent": firstSent,
})

const post = (headers: Headers, properties: object = {}): Parts => ({
  headers,
  body: { ...seed, ...properties },
})

const resultOf = ({ headers }: HttpResponse) => headers["Repeatability-Result"]

type Send = (parts: Parts) => Effect.Effect<HttpResponse>

const countOf = (send: Send) =>
  Effect.map(send({ method: "GET", target: `${collection}/$count` }), ({ body }) => Number(body))

const ways: ReadonlyArray<
  readonly [name: string, headers: (key: string) => Headers, accepted?: string, rejected?: string]
> = [
  ["Idempotency-Key", byKey],
  ["Repeatability-Request-ID", byId, "accepted", "rejected"],
]

for (const [name, headersOf, accepted, rejected] of ways) {
  describe(`A create with ${name}`, () => {
    it.effect("creates one connector, and its retries get the same response in the requested form", () =>
      Effect.gen(function* () {
        const send = yield* endpoint()
        const first = yield* send(post(headersOf("a")))
        const again = yield* send(post(headersOf("a")))
        assert.deepStrictEqual(
          [first.status, first.body, resultOf(first), first.headers.Location],
          [again.status, again.body, resultOf(again), again.headers.Location],
        )
        assert.deepStrictEqual([first.status, resultOf(first)], [201, accepted])
        const minimal = yield* send(post({ ...headersOf("a"), prefer: "return=minimal" }))
        assert.deepStrictEqual([minimal.status, resultOf(minimal)], [204, accepted])
        assert.strictEqual(minimal.headers.Location, first.headers.Location)
        const selected = yield* send({ ...post(headersOf("a")), target: `${collection}?$select=id` })
        assert.strictEqual(jsonOf(selected).id, jsonOf(first).id)
        assert.notProperty(jsonOf(selected), "version")
        assert.strictEqual(yield* countOf(send), 1)
      }).pipe(Effect.scoped),
    )

    it.effect("creates another connector with another key, and in another tenant", () =>
      Effect.gen(function* () {
        const send = yield* endpoint()
        yield* send(post(headersOf("a")))
        yield* send(post(headersOf("b")))
        const stranger = yield* send(post({ ...headersOf("a"), authorization: "stranger" }, { version: "2" }))
        assert.strictEqual(stranger.status, 201)
        assert.strictEqual(yield* countOf(send), 2)
      }).pipe(Effect.scoped),
    )

    it.effect("is refused if the key belongs to another connector", () =>
      Effect.gen(function* () {
        const send = yield* endpoint()
        yield* send(post(headersOf("a")))
        const other = yield* send(post(headersOf("a"), { version: "2" }))
        assert.deepStrictEqual([other.status, resultOf(other)], [422, rejected])
        assert.strictEqual(errorOf(other).code, "IdempotencyKeyReused")
        assert.strictEqual(yield* countOf(send), 1)
      }).pipe(Effect.scoped),
    )

    it.effect(
      "leaves its key unused if it fails; the response has Repeatability-Result: accepted if the content could be read",
      () =>
        Effect.gen(function* () {
          const send = yield* endpoint()
          yield* send(post({}, { id: "taken" }))
          const headers = headersOf("a")
          const failures: ReadonlyArray<
            readonly [parts: Parts, status: number, result?: string | undefined]
          > = [
            [post(headers, { state: "asleep" }), 400, accepted],
            [post(headers, { id: "taken" }), 409, accepted],
            [{ headers, bytes: Buffer.from("{") }, 400],
            [{ headers, bytes: Buffer.from("") }, 400],
            [{ headers, bytes: undefined }, 413],
            [post({ ...headers, "content-encoding": "gzip" }), 415],
            [post({ ...headers, accept: "image/png" }), 406],
          ]
          for (const [parts, status, result] of failures) {
            const response = yield* send(parts)
            assert.deepStrictEqual([response.status, resultOf(response)], [status, result])
          }
          assert.strictEqual((yield* send(post(headers, { id: "free" }))).status, 201)
        }).pipe(Effect.scoped),
    )

    it.effect("needs the permission to create", () =>
      Effect.gen(function* () {
        const send = yield* endpoint()
        for (const [authorization, status] of [
          ["", 401],
          ["reader", 403],
        ] as const) {
          const response = yield* send(post({ ...headersOf("a"), authorization }))
          assert.deepStrictEqual([response.status, resultOf(response)], [status, undefined])
        }
      }).pipe(Effect.scoped),
    )

    it.effect("can be in a batch, with its own key", () =>
      Effect.gen(function* () {
        const send = yield* endpoint()
        const request = (id: string, key: string) => ({
          id,
          method: "POST",
          url: "/deviceManagement/domainJoinConnectors",
          headers: { "content-type": "application/json", ...headersOf(key) },
          body: seed,
        })
        const requests = [request("1", "a"), request("2", "b"), request("3", "a")]
        const { responses } = jsonOf(yield* send({ target: "/beta/$batch", body: { requests } }))
        assert.deepStrictEqual(
          responses.map(({ status }: HttpResponse) => status),
          [201, 201, 201],
        )
        assert.deepStrictEqual(responses.map(resultOf), [accepted, accepted, accepted])
        assert.strictEqual(responses[0].body.id, responses[2].body.id)
        assert.strictEqual(yield* countOf(send), 2)
      }).pipe(Effect.scoped),
    )
  })
}

describe("The keys of the two headers", () => {
  it.effect("do not collide", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      yield* send(post(byKey("a")))
      assert.strictEqual((yield* send(post(byId("a"), { version: "2" }))).status, 201)
    }).pipe(Effect.scoped),
  )

  it.effect("are refused if they are invalid", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      const refused: ReadonlyArray<readonly [headers: Headers, name: string, result?: string]> = [
        [{ "idempotency-key": "a" }, "Idempotency-Key"],
        [{ "idempotency-key": '"a", "a"' }, "Idempotency-Key"],
        [byId("a, a"), "Repeatability-Request-ID", "rejected"],
        [byId("a", "yesterday"), "Repeatability-First-Sent", "rejected"],
        [{ "repeatability-request-id": "a" }, "Repeatability-First-Sent", "rejected"],
        [{ ...byKey("a"), ...byId("a") }, "Idempotency-Key", "rejected"],
      ]
      for (const [headers, name, result] of refused) {
        const response = yield* send(post(headers))
        assert.deepStrictEqual([response.status, resultOf(response)], [400, result])
        assert.include(errorOf(response).message, name)
      }
      assert.strictEqual(yield* countOf(send), 0)
    }).pipe(Effect.scoped),
  )

  it.effect("expire after a day, and a repeatable request is refused then", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      yield* send(post(byKey("a")))
      yield* send(post(byId("a")))
      yield* TestClock.adjust(Duration.minutes(24 * 60 - 5))
      assert.strictEqual(resultOf(yield* send(post(byId("a")))), "accepted")
      yield* TestClock.adjust(Duration.minutes(6))
      assert.strictEqual(yield* countOf(send), 2)
      const late = yield* send(post(byId("a")))
      assert.deepStrictEqual([late.status, resultOf(late)], [412, "rejected"])
      const early = yield* send(post(byId("b", "Fri, 02 Jan 1970 00:06:01 GMT")))
      assert.deepStrictEqual([early.status, resultOf(early)], [412, "rejected"])
      assert.strictEqual((yield* send(post(byKey("a")))).status, 201)
      assert.strictEqual(yield* countOf(send), 3)
    }).pipe(Effect.scoped),
  )
})

describe("A request other than a create", () => {
  const target = `${collection}/7`
  const requests: Record<string, Parts> = {
    PATCH: { method: "PATCH", target, body: { state: "inactive" } },
    DELETE: { method: "DELETE", target },
    "POST to $batch": {
      target: "/beta/$batch",
      body: { requests: [{ id: "1", method: "GET", url: "/users" }] },
    },
  }
  for (const [name, parts] of Object.entries(requests)) {
    it.effect(`is refused with Repeatability-Request-ID, without a change: ${name}`, () =>
      Effect.gen(function* () {
        const send = yield* endpoint()
        yield* send(post({}, { id: "7" }))
        const response = yield* send({ ...parts, headers: byId("a") })
        assert.deepStrictEqual([response.status, resultOf(response)], [501, "rejected"])
        assert.strictEqual(jsonOf(yield* send({ method: "GET", target })).state, seed.state)
      }).pipe(Effect.scoped),
    )
  }

  it.effect("ignores Idempotency-Key, except that a batch refuses it", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      yield* send(post({}, { id: "7" }))
      const statuses: Array<number> = []
      for (const parts of [{ method: "GET", target }, ...Object.values(requests)])
        statuses.push((yield* send({ ...parts, headers: { "idempotency-key": "?" } })).status)
      assert.deepStrictEqual(statuses, [200, 200, 204, 400])
    }).pipe(Effect.scoped),
  )

  it.effect("ignores Repeatability-Request-ID if it only reads", () =>
    Effect.gen(function* () {
      const send = yield* endpoint()
      for (const method of ["GET", "HEAD"]) {
        const response = yield* send({
          method,
          target: collection,
          headers: { "repeatability-request-id": "" },
        })
        assert.deepStrictEqual([response.status, resultOf(response)], [200, undefined])
      }
    }).pipe(Effect.scoped),
  )
})
