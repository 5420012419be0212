/**
 * Shows what becomes of many creates, with a service in memory that does to each batch what its script says, on the
 * clock of the tests. What the service has stored is the judge.
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

/** What the service does with a create, of itself or in a batch. */
type Deed =
  | { readonly does: "create" | "create, say nothing" | "say nothing" }
  | { readonly does: "answer"; readonly status: number; readonly retryAfter?: string }

/** What it does with a request: a status and nothing else, or a deed for each of its creates; then it may hang up. */
interface Act {
  readonly status?: number
  readonly deed?: (index: number) => Deed
  readonly hangsUp?: boolean
  readonly takes?: number
}

const create: Deed = { does: "create" }

interface Seen {
  readonly at: number
  readonly isBatch: boolean
  readonly authorization: string | undefined
  readonly versions: ReadonlyArray<string>
}

/** A service that takes that long for each request, and keeps what it stores by the versions, each of which is one intent. */
const service = (script: (request: Seen, number: number) => Act, takes = 0) => {
  const stored = new Map<string, number>()
  const seen: Array<Seen> = []
  let underWay = 0
  const widths: Array<number> = []

  const store = (connector: NewDomainJoinConnector): DomainJoinConnector => {
    stored.set(connector.version, (stored.get(connector.version) ?? 0) + 1)
    return { ...connector, id: connector.id ?? `made ${connector.version}` }
  }

  const carryOut = (deed: Deed, connector: NewDomainJoinConnector) => {
    if (deed.does === "say nothing") return undefined
    if (deed.does === "answer") {
      const headers = deed.retryAfter === undefined ? {} : { "Retry-After": deed.retryAfter }
      return { status: deed.status, headers, body: { error: { code: "no", message: "no" } } }
    }
    const body = store(connector)
    return deed.does === "create" ? { status: 201, headers: {}, body } : undefined
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
    underWay++
    widths.push(underWay)
    yield* Effect.sleep(act.takes ?? takes)
    underWay--
    if (act.status !== undefined) return new Response(null, { status: act.status })
    const answers = requests.flatMap(({ id, body }, index) => {
      const answered = carryOut(act.deed?.(index) ?? create, body)
      return answered === undefined ? [] : [{ id, ...answered }]
    })
    if (act.hangsUp) {
      return yield* new HttpClientError.TransportError({ request: sent.request, cause: new Error("reset") })
    }
    const [answered] = answers
    return isBatch
      ? Response.json({ responses: answers.toReversed() })
      : Response.json(answered?.body ?? null, answered)
  })

  return { responder, stored, seen, widths }
}

/** Connectors whose versions are their numbers. */
const intents = (count: number): ReadonlyArray<NewDomainJoinConnector> =>
  Array.from({ length: count }, (_, index) => ({ ...seed, version: String(index) }))

/** Creates the connectors, as long as that takes on the clock of the tests. */
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

describe("Many creates", () => {
  it.effect("go in batches of twenty, and come back in their order", () => {
    const { responder, stored, seen } = service(() => ({}))
    return Effect.gen(function* () {
      const results = yield* createMany(responder, intents(45))
      assert.deepStrictEqual(
        results.map(tagOf),
        intents(45).map(({ version }) => version),
      )
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

  it("are put together as long as their texts allow", () => {
    const item = (length: number) => ({ connector: seed, body: "x".repeat(length) })
    const sizesOf = (lengths: ReadonlyArray<number>) =>
      batchesOf(lengths.map(item)).map((batch) => batch.map(({ body }) => body.length))
    assert.deepStrictEqual(sizesOf([]), [])
    assert.deepStrictEqual(sizesOf([300_000, 49_525]), [[300_000, 49_525]])
    assert.deepStrictEqual(sizesOf([300_000, 49_526, 1]), [[300_000], [49_526, 1]])
    assert.deepStrictEqual(sizesOf([1, 5_000_000, 1]), [[1], [5_000_000], [1]])
  })

  it.effect("each have an ending of their own", () => {
    const deeds: ReadonlyArray<Deed> = [
      create,
      { does: "answer", status: 409 },
      { does: "answer", status: 403 },
      { does: "answer", status: 500 },
      { does: "create, say nothing" },
      { does: "say nothing" },
      create,
    ]
    const { responder, stored, seen } = service(() => ({ deed: (index) => deeds[index] ?? create }))
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

  it.effect(
    "are sent again where they alone were too many, not before the longest wait that is asked for",
    () => {
      const throttled = (index: number, number: number): Deed =>
        number === 0 && index % 3 === 0
          ? { does: "answer", status: 429, retryAfter: index === 3 ? "7" : "2" }
          : number === 1 && index === 1
            ? { does: "answer", status: 503, retryAfter: "11.5" }
            : create
      const { responder, stored, seen } = service((_, number) => ({
        deed: (index) => throttled(index, number),
      }))
      return Effect.gen(function* () {
        const results = yield* createMany(responder, intents(10))
        assert.deepStrictEqual(
          results.map(tagOf),
          intents(10).map(({ version }) => version),
        )
        assert.deepStrictEqual(
          seen.map(({ versions }) => versions),
          [intents(10).map(({ version }) => version), ["0", "3", "6", "9"], ["3"]],
        )
        const [first = 0, second = 0, third = 0] = seen.map(({ at }) => at)
        assert.isAtLeast(second - first, 7_000)
        assert.isAtLeast(third - second, 11_500)
        for (const count of stored.values()) assert.strictEqual(count, 1)
      })
    },
  )

  it.effect("are given up where they stay too many: after four attempts, or a wait of two minutes", () => {
    const always = service(() => ({ deed: () => ({ does: "answer", status: 429 }) }))
    const long = service(() => ({ deed: () => ({ does: "answer", status: 429, retryAfter: "120" }) }))
    return Effect.gen(function* () {
      for (const { responder } of [always, long]) {
        const results = yield* createMany(responder, intents(3))
        assert.deepStrictEqual(
          results.map(tagOf),
          results.map(() => "ConnectorStoreThrottled"),
        )
      }
      assert.strictEqual(always.seen.length, 4)
      assert.strictEqual(long.seen.length, 1)
    })
  })

  it.effect("are sent four times and no more, the times that the batch was one too many included", () => {
    /** Calls that succeed, after which more may be sent again than for a call alone. */
    const calls = 100
    const { responder, seen } = service((_, number) => {
      if (number < calls) return {}
      return number < calls + 3 ? { status: 429 } : { deed: () => ({ does: "answer", status: 429 }) }
    })
    const { layer } = storeOver(responder)
    return Effect.gen(function* () {
      const store = yield* ConnectorStore
      yield* passing(Effect.replicateEffect(store.createMany(intents(1)), calls))
      const results = yield* passing(store.createMany(intents(3)))
      assert.deepStrictEqual(
        results.map(tagOf),
        results.map(() => "ConnectorStoreThrottled"),
      )
      assert.strictEqual(seen.length, calls + 4)
    }).pipe(Effect.provide(layer))
  })

  it.effect("are sent within two minutes, the time that the batch was one too many included", () => {
    const throttled = { does: "answer", status: 429, retryAfter: "40" } as const
    const { responder, seen } = service(
      (_, number) => (number < 2 ? { status: 429 } : { deed: () => throttled }),
      29_000,
    )
    return Effect.gen(function* () {
      yield* createMany(responder, intents(3))
      const [first] = seen
      for (const { at } of seen) assert.isBelow(at - (first?.at ?? 0), 120_000)
      assert.strictEqual(seen.length, 3)
    })
  })

  it.effect("are sent again for a fifth of them at most, but for three batches, in an outage", () => {
    const { responder, seen } = service(() => ({ deed: () => ({ does: "answer", status: 429 }) }))
    return Effect.gen(function* () {
      yield* createMany(responder, intents(1_000))
      const writes = seen.reduce((sum, { versions }) => sum + versions.length, 0)
      assert.isAtLeast(writes, 1_020)
      assert.isAtMost(writes, 1_260)
    })
  })

  it.effect("are sent again by themselves with another token where the service refuses it for them", () => {
    const refusing = (index: number, { authorization }: Seen): Deed =>
      index % 2 === 1 && authorization?.endsWith("-1") ? { does: "answer", status: 401 } : create
    const { responder, stored, seen } = service((request) => ({
      deed: (index) => refusing(index, request),
    }))
    return Effect.gen(function* () {
      const results = yield* createMany(responder, intents(5))
      assert.deepStrictEqual(
        results.map(tagOf),
        intents(5).map(({ version }) => version),
      )
      assert.deepStrictEqual(
        seen.map(({ versions }) => versions),
        [
          ["0", "1", "2", "3", "4"],
          ["1", "3"],
        ],
      )
      for (const count of stored.values()) assert.strictEqual(count, 1)
    })
  })

  it.effect("are sent with another token once, however often the service refuses it", () => {
    const { responder, seen } = service(({ versions }) => ({
      deed: (index) => (versions[index] === "1" ? { does: "answer", status: 401 } : create),
    }))
    return Effect.gen(function* () {
      const results = yield* createMany(responder, intents(3))
      assert.deepStrictEqual(results.map(tagOf), ["0", "ConnectorStoreRefused", "2"])
      assert.deepStrictEqual(
        seen.map(({ versions }) => versions),
        [["0", "1", "2"], ["1"]],
      )
    })
  })

  it.effect("are sent after a wait where the service refuses the token for some, and has too many", () => {
    const firstDeeds: ReadonlyArray<Deed> = [
      { does: "answer", status: 401 },
      { does: "answer", status: 429, retryAfter: "9" },
    ]
    const { responder, stored, seen } = service(({ authorization }, number) => ({
      deed: (index) => {
        if (number === 0) return firstDeeds[index] ?? create
        return index === 0 && authorization?.endsWith("-1") ? { does: "answer", status: 401 } : create
      },
    }))
    return Effect.gen(function* () {
      const results = yield* createMany(responder, intents(3))
      assert.deepStrictEqual(results.map(tagOf), ["0", "1", "2"])
      assert.deepStrictEqual(
        seen.map(({ versions }) => versions),
        [["0", "1", "2"], ["0", "1"], ["0"]],
      )
      assert.isAtLeast((seen[1]?.at ?? 0) - (seen[0]?.at ?? 0), 9_000)
      for (const count of stored.values()) assert.strictEqual(count, 1)
    })
  })

  it.effect(
    "are of unknown outcome where the service gives one of them two answers, and sent no more",
    () => {
      let posts = 0
      const responder: Responder = () =>
        Effect.sync(() => {
          posts++
          const responses = [
            { id: "0", status: "201", body: { ...seed, id: "made" } },
            { id: "0", status: 429 },
          ]
          return Response.json({ responses })
        })
      return Effect.gen(function* () {
        const results = yield* createMany(responder, intents(1))
        assert.deepStrictEqual([results.map(tagOf), posts], [["CreateOutcomeUnknown"], 1])
      })
    },
  )

  it.effect("are of unknown outcome where no answer comes back, and sent no more", () =>
    Effect.forEach(
      [{ hangsUp: true }, { status: 500 }, { status: 504 }, { status: 408 }, { status: 200 }],
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

  it.effect("all fail where the service refuses the batch to whoever asks", () =>
    Effect.forEach(
      [401, 403],
      Effect.fnUntraced(function* (status) {
        const { responder, stored } = service(() => ({ status }))
        const results = yield* createMany(responder, intents(30))
        assert.deepStrictEqual(
          results.map(tagOf),
          results.map(() => "ConnectorStoreRefused"),
        )
        assert.strictEqual(stored.size, 0)
      }),
    ),
  )

  it.effect("are sent four times and no more where the batch itself stays one too many", () => {
    const { responder, stored, seen } = service(() => ({ status: 429 }))
    return Effect.gen(function* () {
      const results = yield* createMany(responder, intents(3))
      assert.deepStrictEqual(
        results.map(tagOf),
        results.map(() => "ConnectorStoreThrottled"),
      )
      assert.deepStrictEqual([seen.length, stored.size], [4, 0])
    })
  })

  it.effect("go by themselves where the service takes no batches, which is asked once", () =>
    Effect.forEach(
      [400, 404, 405, 501],
      Effect.fnUntraced(function* (status) {
        const { responder, stored, seen } = service(({ isBatch }) => (isBatch ? { status } : {}))
        const results = yield* createMany(responder, intents(100))
        assert.deepStrictEqual(
          results.map(tagOf),
          intents(100).map(({ version }) => version),
        )
        assert.strictEqual(stored.size, 100)
        // Those that were under way when the first answer came.
        assert.isAtMost(seen.filter(({ isBatch }) => isBatch).length, 4)
      }),
    ),
  )

  it.effect("go by themselves where a batch is too large, and in batches again after that", () => {
    const { responder, seen } = service((_, number) => (number === 0 ? { status: 413 } : {}))
    return Effect.gen(function* () {
      const results = yield* createMany(responder, intents(120))
      assert.deepStrictEqual(
        results.map(tagOf),
        intents(120).map(({ version }) => version),
      )
      assert.strictEqual(seen.filter(({ isBatch }) => isBatch).length, 6)
      assert.strictEqual(seen.filter(({ isBatch }) => !isBatch).length, 20)
    })
  })

  it.effect("go by themselves for good once the service takes no batches, even if one was too large", () => {
    const { responder, seen } = service(({ isBatch }, number) => {
      if (!isBatch) return {}
      return number === 0 ? { status: 404 } : { status: 413, takes: 1_000 }
    })
    return Effect.gen(function* () {
      const results = yield* createMany(responder, intents(300))
      assert.isTrue(results.every(Result.isSuccess))
      assert.isAtMost(seen.filter(({ isBatch }) => isBatch).length, 4)
    })
  })

  const Scene = Schema.Struct({
    count: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 70 })),
    fates: Schema.NonEmptyArray(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 11 }))),
  })

  const deeds: ReadonlyArray<Deed> = [
    { does: "answer", status: 429 },
    { does: "answer", status: 503, retryAfter: "3" },
    { does: "answer", status: 503 },
    { does: "answer", status: 409 },
    { does: "create, say nothing" },
    { does: "say nothing" },
  ]

  it.effect.prop(
    "are never stored twice, and are stored where they are said to be, whatever the service does",
    [Scene],
    ([{ count, fates }]) => {
      const acts: ReadonlyArray<Act> = [{ status: 503 }, { status: 429 }, { hangsUp: true }, { status: 404 }]
      let next = 0
      const fate = () => fates[next++ % fates.length] ?? 0
      const { responder, stored } = service(
        () => acts[fate() * 2] ?? { deed: () => deeds[fate()] ?? create, hangsUp: fate() === 0 },
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

describe("How many batches are under way", () => {
  it.effect("grows with the successes up to sixteen, and is halved where there are too many", () => {
    const isThrottled = (number: number) => number === 140
    const { responder, seen, widths } = service(
      (_, number) => ({
        deed: () => (isThrottled(number) ? { does: "answer", status: 429, retryAfter: "5" } : create),
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

/** How many writes there are in the 20 seconds that have the most. */
const mostWithin20Seconds = (seen: ReadonlyArray<Pick<Seen, "at" | "versions">>) =>
  Math.max(
    ...seen.map(({ at }) =>
      seen
        .filter((other) => other.at >= at && other.at < at + 20_000)
        .reduce((sum, { versions }) => sum + versions.length, 0),
    ),
  )

describe("Writes to a Microsoft cloud", () => {
  it.effect("are at most a hundred in any 20 seconds, those that are sent again included", () => {
    const refused = new Set<string>()
    const { responder, stored, seen } = service(({ versions }) => ({
      deed: (index) => {
        const version = versions[index] ?? ""
        if (!version.endsWith("3") || refused.has(version)) return create
        refused.add(version)
        return { does: "answer", status: 429 }
      },
    }))
    return Effect.gen(function* () {
      const results = yield* createMany(responder, intents(1_000), clouds.global.baseUrl.href)
      assert.isTrue(results.every(Result.isSuccess))
      assert.strictEqual(stored.size, 1_000)
      assert.isAtMost(mostWithin20Seconds(seen), 100)
    })
  })

  it.effect("are at most a hundred in any 20 seconds where whole batches are too many", () => {
    const { responder, seen } = service((_, number) => (number < 4 ? { status: 429 } : {}))
    return Effect.gen(function* () {
      yield* createMany(responder, intents(200), clouds.global.baseUrl.href)
      assert.isAtLeast(seen.length, 13)
      assert.isAtMost(mostWithin20Seconds(seen), 100)
    })
  })

  it.effect("are counted whichever they are, and reads are not", () => {
    const seen: Array<{ at: number; versions: ReadonlyArray<string>; isRead: boolean }> = []
    const responder: Responder = Effect.fnUntraced(function* ({ request, url }) {
      const at = yield* Clock.currentTimeMillis
      const requests: ReadonlyArray<{ id: string; body: NewDomainJoinConnector }> = url.endsWith("/$batch")
        ? JSON.parse(bodyOf(request) ?? "").requests
        : [{ id: "0", body: seed }]
      const versions = requests.map(({ body }) => body.version)
      seen.push({ at, versions, isRead: request.method === "GET" })
      const entity = { ...seed, id: "a" }
      if (url.endsWith("/$batch"))
        return Response.json({ responses: requests.map(({ id }) => ({ id, status: 201, body: entity })) })
      return request.method === "DELETE" ? new Response(null, { status: 204 }) : Response.json(entity)
    })
    const { layer } = storeOver(responder, clouds.global.baseUrl.href)
    return Effect.gen(function* () {
      const store = yield* ConnectorStore
      const some = Effect.all(
        [
          store.create(seed),
          store.update("a", { version: "2" }),
          store.delete("a"),
          store.get("a"),
          store.createMany(intents(20)),
        ],
        { concurrency: "unbounded" },
      )
      // On a clock that stands still.
      yield* Effect.replicateEffect(store.get("a"), 101)
      yield* passing(Effect.replicateEffect(some, 10, { concurrency: "unbounded" }))
      const writes = seen.filter(({ isRead }) => !isRead)
      assert.strictEqual(mostWithin20Seconds(writes), 100)
      assert.strictEqual(seen.length - writes.length, 111)
    }).pipe(Effect.provide(layer))
  })

  it.effect("are not held back where the service is another", () => {
    const { responder, seen } = service(() => ({}))
    return Effect.gen(function* () {
      const { layer } = storeOver(responder)
      yield* Effect.flatMap(ConnectorStore, (store) => store.createMany(intents(1_000))).pipe(
        Effect.provide(layer),
      )
      assert.isTrue(seen.every(({ at }) => at === 0))
    })
  })
})
