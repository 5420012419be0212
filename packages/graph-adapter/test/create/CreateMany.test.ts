/**
 * Tests many creates with a service in memory that handles each batch by a script, on the test clock. The results are
 * compared with what the service has stored.
 */
import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore, type CreateResult } from "@odj/core"
import type { DomainJoinConnector, NewDomainJoinConnector } from "@odj/domain"
import { Clock, Effect, Result, Schema } from "effect"
import { HttpClientError } from "effect/http"
import { batchesOf } from "../../src/create/CreateMany.ts"
import { clouds } from "../../src/index.ts"
import { passing } from "../passing.ts"
import { bodyOf, type Responder, type Sent } from "../respondingClient.ts"
import { seed } from "../seed.ts"
import { form, storeOver } from "../storeOver.ts"

/** What the service does with a create, single or in a batch. */
type Handling =
  | { readonly action: "create" | "create without a response" | "ignore" }
  | { readonly action: "respond"; readonly status: number; readonly retryAfter?: string }

/** What the service does with a request: responds with a status, or handles each create; then it may hang up. */
interface Act {
  readonly status?: number
  readonly handling?: (index: number) => Handling
  readonly hangsUp?: boolean
  readonly takes?: number
}

const create: Handling = { action: "create" }

interface Seen {
  readonly at: number
  readonly isBatch: boolean
  readonly authorization: string | undefined
  readonly versions: ReadonlyArray<string>
}

/**
 * A service that takes that long for each request. It counts stored connectors by version, which identifies the intent.
 */
const service = (script: (request: Seen, number: number) => Act, takes = 0) => {
  const stored = new Map<string, number>()
  const seen: Array<Seen> = []
  let inFlight = 0
  const widths: Array<number> = []

  const store = (connector: NewDomainJoinConnector): DomainJoinConnector => {
    stored.set(connector.version, (stored.get(connector.version) ?? 0) + 1)
    return { ...connector, id: connector.id ?? `made ${connector.version}` }
  }

  const execute = (handling: Handling, connector: NewDomainJoinConnector) => {
    if (handling.action === "ignore") return undefined
    if (handling.action === "respond") {
      const headers = handling.retryAfter === undefined ? {} : { "Retry-After": handling.retryAfter }
      return { status: handling.status, headers, body: { error: { code: "no", message: "no" } } }
    }
    const body = store(connector)
    return handling.action === "create" ? { status: 201, headers: {}, body } : undefined
  }

  const responder: Responder = Effect.fnUntraced(function* (sent: Sent) {
    const json = JSON.parse(bodyOf(sent.request) ?? "")
    const isBatch = sent.url.endsWith("/$batch")
    const requests: ReadonlyArray<{ id: string; body: NewDomainJoinConnector }> = isBatch
      ? json.requests
      : [{ id: "0", body: json }]
    const request: Seen = {
      at: yield* Clock.currentTimeMillis,
      isBatch,
      authorization: sent.request.headers.authorization,
      versions: requests.map(({ body }) => body.version),
    }
    const act = script(request, seen.length)
    seen.push(request)
    inFlight++
    widths.push(inFlight)
    yield* Effect.sleep(act.takes ?? takes)
    inFlight--
    if (act.status !== undefined) return new Response(null, { status: act.status })
    const responses = requests.flatMap(({ id, body }, index) => {
      const single = execute(act.handling?.(index) ?? create, body)
      return single === undefined ? [] : [{ id, ...single }]
    })
    if (act.hangsUp) {
      return yield* new HttpClientError.TransportError({ request: sent.request, cause: new Error("reset") })
    }
    const [first] = responses
    return isBatch
      ? Response.json({ responses: responses.toReversed() })
      : Response.json(first?.body ?? null, first)
  })

  return { responder, stored, seen, widths }
}

/** Connectors whose version is their number. */
const intents = (count: number): ReadonlyArray<NewDomainJoinConnector> =>
  Array.from({ length: count }, (_, index) => ({ ...seed, version: String(index) }))

/** Creates the connectors while the test clock advances. */
const createMany = Effect.fnUntraced(function* (
  responder: Responder,
  connectors: ReadonlyArray<NewDomainJoinConnector>,
  baseUrl: string = form.serviceRoot,
) {
  const { layer } = storeOver(responder, baseUrl)
  const results = Effect.flatMap(ConnectorStore, (store) => store.createMany(connectors))
  return yield* passing(Effect.provide(results, layer))
})

const tagOf = (result: CreateResult) =>
  Result.match(result, { onSuccess: ({ version }) => version, onFailure: ({ _tag }) => _tag })

const assertAllCreated = (results: ReadonlyArray<CreateResult>) =>
  assert.deepStrictEqual(
    results.map(tagOf),
    results.map((_, index) => String(index)),
  )

describe("Many creates", () => {
  it.effect("are sent in batches of twenty, with the results in order", () => {
    const { responder, stored, seen } = service(() => ({}))
    return Effect.gen(function* () {
      const results = yield* createMany(responder, intents(45))
      assertAllCreated(results)
      assert.deepStrictEqual(
        seen.map(({ isBatch, versions }) => [isBatch, versions.length]),
        [
          [true, 20],
          [true, 20],
          [true, 5],
        ],
      )
      assert.strictEqual(stored.size, 45)
    })
  })

  it("are sent in batches of a limited length", () => {
    const item = (length: number) => ({ connector: seed, body: "x".repeat(length) })
    const sizesOf = (lengths: ReadonlyArray<number>) =>
      batchesOf(lengths.map(item)).map((batch) => batch.map(({ body }) => body.length))
    assert.deepStrictEqual(sizesOf([]), [])
    assert.deepStrictEqual(sizesOf([300_000, 49_525]), [[300_000, 49_525]])
    assert.deepStrictEqual(sizesOf([300_000, 49_526, 1]), [[300_000], [49_526, 1]])
    assert.deepStrictEqual(sizesOf([1, 5_000_000, 1]), [[1], [5_000_000], [1]])
  })

  it.effect("have a result each", () => {
    const handlings: ReadonlyArray<Handling> = [
      create,
      { action: "respond", status: 409 },
      { action: "respond", status: 403 },
      { action: "respond", status: 500 },
      { action: "create without a response" },
      { action: "ignore" },
      create,
    ]
    const { responder, stored, seen } = service(() => ({ handling: (index) => handlings[index] ?? create }))
    return Effect.gen(function* () {
      const results = yield* createMany(
        responder,
        intents(7).map((intent, index) => (index === 1 ? { ...intent, id: "taken" } : intent)),
      )
      assert.deepStrictEqual(results.map(tagOf), [
        "0",
        "ConnectorAlreadyExists",
        "ConnectorStoreRefused",
        "CreateOutcomeUnknown",
        "CreateOutcomeUnknown",
        "CreateOutcomeUnknown",
        "6",
      ])
      assert.strictEqual(seen.length, 1)
      assert.deepStrictEqual([...stored.keys()], ["0", "4", "6"])
    })
  })

  it.effect("are retried alone if they were throttled, after the longest requested wait", () => {
    const throttled = (index: number, number: number): Handling =>
      number === 0 && index % 3 === 0
        ? { action: "respond", status: 429, retryAfter: index === 3 ? "7" : "2" }
        : number === 1 && index === 1
          ? { action: "respond", status: 503, retryAfter: "11.5" }
          : create
    const { responder, stored, seen } = service((_, number) => ({
      handling: (index) => throttled(index, number),
    }))
    return Effect.gen(function* () {
      const results = yield* createMany(responder, intents(10))
      assertAllCreated(results)
      assert.deepStrictEqual(
        seen.map(({ versions }) => versions),
        [intents(10).map(({ version }) => version), ["0", "3", "6", "9"], ["3"]],
      )
      const [first = 0, second = 0, third = 0] = seen.map(({ at }) => at)
      assert.isAtLeast(second - first, 7_000)
      assert.isAtLeast(third - second, 11_500)
      assert.deepStrictEqual(new Set(stored.values()), new Set([1]))
    })
  })

  it.effect("cause at most a fifth as many retries in an outage, plus three batches", () => {
    const { responder, seen } = service(() => ({ handling: () => ({ action: "respond", status: 429 }) }))
    return Effect.gen(function* () {
      yield* createMany(responder, intents(1_000))
      const writes = seen.reduce((sum, { versions }) => sum + versions.length, 0)
      assert.isAtLeast(writes, 1_020)
      assert.isAtMost(writes, 1_260)
    })
  })

  it.effect("are retried alone with another token if the service refuses theirs", () => {
    const refusing = (index: number, { authorization }: Seen): Handling =>
      index % 2 === 1 && authorization?.endsWith("-1") ? { action: "respond", status: 401 } : create
    const { responder, stored, seen } = service((request) => ({
      handling: (index) => refusing(index, request),
    }))
    return Effect.gen(function* () {
      const results = yield* createMany(responder, intents(5))
      assertAllCreated(results)
      assert.deepStrictEqual(
        seen.map(({ versions }) => versions),
        [
          ["0", "1", "2", "3", "4"],
          ["1", "3"],
        ],
      )
      assert.deepStrictEqual(new Set(stored.values()), new Set([1]))
    })
  })

  it.effect("have an unknown outcome without a response, and are not retried", () =>
    Effect.forEach(
      [{ hangsUp: true }, { status: 500 }, { status: 200 }],
      Effect.fnUntraced(function* (act) {
        const { responder, seen } = service(() => act)
        const results = yield* createMany(responder, intents(3))
        assert.deepStrictEqual(
          results.map(tagOf),
          results.map(() => "CreateOutcomeUnknown"),
        )
        assert.strictEqual(seen.length, 1)
      }),
    ),
  )

  it.effect("are sent one by one if the service rejects batches, and no further batch is sent", () =>
    Effect.forEach(
      [400, 404, 405, 501],
      Effect.fnUntraced(function* (status) {
        const { responder, stored, seen } = service(({ isBatch }) => (isBatch ? { status } : {}))
        const results = yield* createMany(responder, intents(100))
        assertAllCreated(results)
        assert.strictEqual(stored.size, 100)
        // The batches in flight when the first response arrived.
        assert.isAtMost(seen.filter(({ isBatch }) => isBatch).length, 4)
      }),
    ),
  )

  it.effect("are sent one by one if a batch is too large, and in batches again after that", () => {
    const { responder, seen } = service((_, number) => (number === 0 ? { status: 413 } : {}))
    return Effect.gen(function* () {
      const results = yield* createMany(responder, intents(120))
      assertAllCreated(results)
      assert.strictEqual(seen.filter(({ isBatch }) => isBatch).length, 6)
      assert.strictEqual(seen.filter(({ isBatch }) => !isBatch).length, 20)
    })
  })

  it.effect("stay one by one once the service rejects batches, even if one was too large", () => {
    const { responder, seen } = service(({ isBatch }, number) => {
      if (!isBatch) return {}
      return number === 0 ? { status: 404 } : { status: 413, takes: 1_000 }
    })
    return Effect.gen(function* () {
      const results = yield* createMany(responder, intents(300))
      assertAllCreated(results)
      assert.isAtMost(seen.filter(({ isBatch }) => isBatch).length, 4)
    })
  })

  const Scene = Schema.Struct({
    count: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 70 })),
    choices: Schema.NonEmptyArray(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 11 }))),
  })

  const handlings: ReadonlyArray<Handling> = [
    { action: "respond", status: 429 },
    { action: "respond", status: 503, retryAfter: "3" },
    { action: "respond", status: 503 },
    { action: "respond", status: 409 },
    { action: "create without a response" },
    { action: "ignore" },
  ]

  it.effect.prop(
    "are never stored twice, and are stored if they succeed, whatever the service does",
    [Scene],
    ([{ count, choices }]) => {
      const acts: ReadonlyArray<Act> = [{ status: 503 }, { status: 429 }, { hangsUp: true }, { status: 404 }]
      let next = 0
      const choice = () => choices[next++ % choices.length] ?? 0
      const { responder, stored } = service(
        () =>
          acts[choice() * 2] ?? { handling: () => handlings[choice()] ?? create, hangsUp: choice() === 0 },
      )
      return Effect.gen(function* () {
        const results = yield* createMany(responder, intents(count))
        assert.strictEqual(results.length, count)
        for (const [index, result] of results.entries()) {
          const times = stored.get(String(index)) ?? 0
          assert.isAtMost(times, 1)
          if (Result.isSuccess(result))
            assert.deepStrictEqual([result.success.version, times], [String(index), 1])
          else if (result.failure._tag !== "CreateOutcomeUnknown") assert.strictEqual(times, 0)
        }
      })
    },
    { arbitrary: { runs: 60 } },
  )
})

describe("How many batches are in flight", () => {
  it.effect("grows with successes up to sixteen, and is halved when the service throttles", () => {
    const isThrottled = (number: number) => number === 140
    const { responder, seen, widths } = service(
      (_, number) => ({
        handling: () => (isThrottled(number) ? { action: "respond", status: 429, retryAfter: "5" } : create),
      }),
      1_000,
    )
    return Effect.gen(function* () {
      yield* createMany(responder, intents(20 * 320))
      assert.strictEqual(Math.max(...widths.slice(0, 6)), 4)
      assert.strictEqual(Math.max(...widths.slice(0, 140)), 16)
      assert.isAtMost(Math.min(...widths.slice(140, 180)), 8)
      assert.strictEqual(Math.max(...widths.slice(260)), 16)
      assert.strictEqual(seen.length, 321)
    })
  })
})

/** The largest number of writes in any 20 seconds. */
const maxWithin20Seconds = (seen: ReadonlyArray<Pick<Seen, "at" | "versions">>) =>
  Math.max(
    ...seen.map(({ at }) =>
      seen
        .filter((other) => other.at >= at && other.at < at + 20_000)
        .reduce((sum, { versions }) => sum + versions.length, 0),
    ),
  )

describe("Writes to a Microsoft cloud", () => {
  it.effect("are at most a hundred in any 20 seconds, retries included", () => {
    const refused = new Set<string>()
    const { responder, stored, seen } = service(({ versions }) => ({
      handling: (index) => {
        const version = versions[index] ?? ""
        if (!version.endsWith("3") || refused.has(version)) return create
        refused.add(version)
        return { action: "respond", status: 429 }
      },
    }))
    return Effect.gen(function* () {
      const results = yield* createMany(responder, intents(1_000), clouds.global.baseUrl.href)
      assertAllCreated(results)
      assert.strictEqual(stored.size, 1_000)
      assert.isAtMost(maxWithin20Seconds(seen), 100)
    })
  })
})
