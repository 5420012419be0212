import { assert, describe, it } from "@effect/vitest"
import {
  type ConnectorPage,
  type ConnectorQuery,
  type ConnectorStore,
  ConnectorStoreUnavailable,
  CreateOutcomeUnknown,
  type ListFailure,
} from "@odj/core"
import { ConnectorFilter, exampleConnector, withId } from "@odj/domain"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Deferred, Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { type CacheSettings, cached } from "../../src/gateway/ListCache.ts"
import { CurrentExchanges, UpstreamExchanges } from "../../src/gateway/UpstreamExchanges.ts"

type Store = ConnectorStore["Service"]

const minute = { duration: "1 minute" } as const

const all: ConnectorQuery = { limit: 10 }

const failure = new ConnectorStoreUnavailable({ report: { message: "down" } })

/** A cache in front of a store in memory, and the lists that have reached that store. */
const cacheOver = Effect.fnUntraced(function* (settings: CacheSettings = minute, parts: Partial<Store> = {}) {
  const lists: Array<ConnectorQuery> = []
  const store = { ...(yield* MemoryConnectorStore.make), ...parts }
  const list: Store["list"] = (query) =>
    Effect.suspend(() => {
      lists.push(query)
      return store.list(query)
    })
  return { cache: yield* cached({ ...store, list }, settings), lists }
})

/** A list that ends only when a test says so. */
const heldList = Effect.gen(function* () {
  const started = yield* Deferred.make<void>()
  const response = yield* Deferred.make<ConnectorPage, ListFailure>()
  let cancelled = 0
  const list = () =>
    Effect.andThen(Deferred.succeed(started, undefined), Deferred.await(response)).pipe(
      Effect.onInterrupt(() => Effect.sync(() => cancelled++)),
    )
  return { list, started: Deferred.await(started), response, cancelled: () => cancelled }
})

const empty: ConnectorPage = { connectors: [] }

describe("A list", () => {
  it.effect("is read once while its page is cached, and again afterwards", () =>
    Effect.gen(function* () {
      const { cache, lists } = yield* cacheOver()
      for (let monitor = 0; monitor < 10; monitor++) yield* cache.list(all)
      yield* TestClock.adjust("59999 millis")
      yield* cache.list({ ...all })
      assert.lengthOf(lists, 1)
      yield* TestClock.adjust("1 milli")
      yield* cache.list(all)
      assert.lengthOf(lists, 2)
    }).pipe(Effect.scoped),
  )

  it.effect("is read again if the clock was set back", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(3_600_000)
      const { cache, lists } = yield* cacheOver()
      yield* cache.list(all)
      yield* TestClock.setTime(0)
      yield* cache.list(all)
      assert.lengthOf(lists, 2)
    }).pipe(Effect.scoped),
  )

  it.effect("is cached from the time of its request, however long the response took", () =>
    Effect.gen(function* () {
      const { cache, lists } = yield* cacheOver(minute, {
        list: () => Effect.as(TestClock.adjust("50 seconds"), empty),
      })
      yield* cache.list(all)
      yield* TestClock.adjust("10 seconds")
      yield* cache.list(all)
      assert.lengthOf(lists, 2)
    }).pipe(Effect.scoped),
  )

  it.effect("is not shared between queries that differ in any part", () =>
    Effect.gen(function* () {
      const { cache, lists } = yield* cacheOver(minute, { list: () => Effect.succeed(empty) })
      const queries: ReadonlyArray<ConnectorQuery> = [
        { limit: 1 },
        { limit: 2 },
        { limit: 1, skip: 1 },
        { limit: 1, count: true },
        { limit: 1, after: "a" },
        { limit: 1, maxLength: 1 },
        { limit: 1, order: [{ property: "id", descending: false }] },
        { limit: 1, order: [{ property: "id", descending: true }] },
        { limit: 1, filter: ConnectorFilter.equals("displayName", "a") },
        { limit: 1, filter: ConnectorFilter.equals("displayName", "b") },
      ]
      for (const query of [...queries, ...queries]) yield* cache.list(query)
      assert.deepStrictEqual(lists, queries)
    }).pipe(Effect.scoped),
  )

  it.effect("has its age in whole seconds, and caused no exchange", () =>
    Effect.gen(function* () {
      const { cache } = yield* cacheOver()
      yield* cache.list(all)
      yield* TestClock.adjust("12999 millis")
      const exchanges = new UpstreamExchanges()
      yield* Effect.provideService(cache.list(all), CurrentExchanges, exchanges)
      assert.deepStrictEqual(exchanges.facts, { cacheAge: 12 })
    }).pipe(Effect.scoped),
  )

  it.effect("that fails is not cached", () =>
    Effect.gen(function* () {
      const { cache, lists } = yield* cacheOver(minute, { list: () => failure })
      assert.strictEqual(yield* Effect.flip(cache.list(all)), failure)
      assert.strictEqual(yield* Effect.flip(cache.list(all)), failure)
      assert.lengthOf(lists, 2)
    }).pipe(Effect.scoped),
  )
})

describe("A read of a single connector", () => {
  it.effect("always reaches the store", () =>
    Effect.gen(function* () {
      let gets = 0
      const { cache } = yield* cacheOver(minute, {
        get: (id) => Effect.sync(() => withId(`${id}-${++gets}`, exampleConnector)),
      })
      yield* cache.get("a")
      assert.strictEqual((yield* cache.get("a")).id, "a-2")
    }).pipe(Effect.scoped),
  )
})

describe("Equal reads in flight", () => {
  it.effect("share one request, its response and its exchanges", () =>
    Effect.gen(function* () {
      const { list, started, response } = yield* heldList
      const { cache, lists } = yield* cacheOver(minute, {
        list: () =>
          Effect.andThen(
            Effect.map(CurrentExchanges, (exchanges) => exchanges?.begin()),
            list(),
          ),
      })
      const records = Array.from({ length: 10 }, () => new UpstreamExchanges())
      const reads = yield* Effect.forEach(records, (record) =>
        Effect.forkChild(Effect.provideService(cache.list(all), CurrentExchanges, record)),
      )
      yield* started
      yield* Deferred.succeed(response, empty)
      const pages = yield* Effect.forEach(reads, Fiber.join)
      assert.deepStrictEqual(new Set(pages), new Set([empty]))
      assert.lengthOf(lists, 1)
      for (const { facts } of records) assert.strictEqual(facts.upstreamRequests, 1)
    }).pipe(Effect.scoped),
  )

  it.effect("share a failure", () =>
    Effect.gen(function* () {
      const { list, started, response } = yield* heldList
      const { cache, lists } = yield* cacheOver(minute, { list })
      const reads = yield* Effect.replicateEffect(Effect.forkChild(Effect.flip(cache.list(all))), 3)
      yield* started
      yield* Deferred.fail(response, failure)
      for (const read of reads) assert.strictEqual(yield* Fiber.join(read), failure)
      assert.lengthOf(lists, 1)
    }).pipe(Effect.scoped),
  )

  it.effect("continue if the first caller leaves, and are cancelled when the last one leaves", () =>
    Effect.gen(function* () {
      const { list, started, response, cancelled } = yield* heldList
      const { cache, lists } = yield* cacheOver(minute, { list })
      const begin = () => Effect.forkChild(cache.list(all))
      const first = yield* begin()
      yield* started
      const second = yield* begin()
      yield* Effect.yieldNow
      yield* Fiber.interrupt(first)
      assert.strictEqual(cancelled(), 0)
      const third = yield* begin()
      yield* Effect.yieldNow
      yield* Fiber.interrupt(second)
      assert.strictEqual(cancelled(), 0)
      yield* Fiber.interrupt(third)
      yield* Effect.yieldNow
      assert.strictEqual(cancelled(), 1)
      assert.lengthOf(lists, 1)
      yield* Deferred.succeed(response, empty)
      assert.strictEqual(yield* cache.list(all), empty)
      assert.lengthOf(lists, 2)
    }).pipe(Effect.scoped),
  )

  it.effect("end when the scope closes", () =>
    Effect.gen(function* () {
      const { list, started, cancelled } = yield* heldList
      const read = yield* Effect.scoped(
        Effect.gen(function* () {
          const { cache } = yield* cacheOver(minute, { list })
          const read = yield* Effect.forkDetach(cache.list(all))
          yield* started
          return read
        }),
      )
      assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(read)))
      assert.strictEqual(cancelled(), 1)
    }),
  )
})

describe("A write", () => {
  const writes: Record<string, (store: Store) => Effect.Effect<unknown, unknown>> = {
    create: (store: Store) => store.create(exampleConnector),
    createMany: (store: Store) => store.createMany([exampleConnector]),
    update: (store: Store) => store.update("a", { version: "2" }),
    delete: (store: Store) => store.delete("a"),
  }

  for (const [name, write] of Object.entries(writes)) {
    it.effect(`of ${name} empties the cache, whatever its outcome`, () =>
      Effect.gen(function* () {
        const unknown = new CreateOutcomeUnknown({ report: { message: "lost" } })
        for (const outcome of [
          Effect.succeed(withId("a", exampleConnector)),
          failure,
          unknown,
          Effect.die("defect"),
        ]) {
          const { cache, lists } = yield* cacheOver(minute, { [name]: () => outcome })
          yield* cache.list(all)
          yield* Effect.exit(write(cache))
          yield* cache.list(all)
          assert.lengthOf(lists, 2)
        }
      }).pipe(Effect.scoped),
    )
  }

  it.effect("prevents the page of an older read from being cached", () =>
    Effect.gen(function* () {
      const { list, started, response } = yield* heldList
      const { cache, lists } = yield* cacheOver(minute, { list })
      const before = yield* Effect.forkChild(cache.list(all))
      yield* started
      yield* cache.create(exampleConnector)
      yield* Deferred.succeed(response, empty)
      yield* Fiber.join(before)
      yield* cache.list(all)
      assert.lengthOf(lists, 2)
    }).pipe(Effect.scoped),
  )
})

describe("The size of the cache", () => {
  it.effect("is limited in pages, and the oldest page is dropped first", () =>
    Effect.gen(function* () {
      const { cache, lists } = yield* cacheOver({ ...minute, maxPages: 2 })
      for (const limit of [1, 2, 3, 2, 3]) yield* cache.list({ limit })
      assert.lengthOf(lists, 3)
      yield* cache.list({ limit: 1 })
      assert.lengthOf(lists, 4)
    }).pipe(Effect.scoped),
  )

  it.effect("is limited in characters, including queries and unreadable connectors", () =>
    Effect.gen(function* () {
      const long = "x".repeat(1_000)
      const pages: Record<string, ConnectorPage> = {
        connectors: { connectors: [withId("a", { ...exampleConnector, displayName: long })] },
        unreadable: { ...empty, unreadable: [{ problems: [], properties: { version: long } }] },
        next: { ...empty, next: long },
        query: empty,
      }
      for (const [name, page] of Object.entries(pages)) {
        const { cache, lists } = yield* cacheOver(
          { ...minute, maxLength: 2_000 },
          { list: () => Effect.succeed(page) },
        )
        const queries = [1, 2].map((limit) => ({ limit, ...(name === "query" && { after: long }) }))
        for (const query of [...queries, ...queries]) yield* cache.list(query)
        assert.lengthOf(lists, 4, name)
      }
    }).pipe(Effect.scoped),
  )

  it.effect("is not used up by a page that exceeds it", () =>
    Effect.gen(function* () {
      const { cache, lists } = yield* cacheOver(
        { ...minute, maxLength: 500 },
        { list: ({ limit }) => Effect.succeed(limit === 1 ? empty : { ...empty, next: "x".repeat(501) }) },
      )
      for (const limit of [1, 2, 2, 1]) yield* cache.list({ limit })
      assert.lengthOf(lists, 3)
    }).pipe(Effect.scoped),
  )
})
