/** The ids of new connectors, which are the same in every run. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { assert, describe, it } from "@effect/vitest"
import { IdempotencyKey } from "@odj/core"
import { exampleConnector, NewDomainJoinConnector } from "@odj/domain"
import { defaultTenant } from "@odj/graph-wire"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { ConnectorDatabase, SqliteConnectorStore } from "@odj/sql-adapter"
import { Effect, Result, Schema } from "effect"
import { TestClock } from "effect/testing"
import { makeContents } from "../../src/double/Contents.ts"
import { withPredictableIds } from "../../src/double/PredictableIds.ts"
import { makeReplaceable } from "../../src/double/ReplaceableTenants.ts"
import { chunkSize } from "../../src/double/Seed.ts"
import { makeKept } from "../../src/graph/Tenants.ts"

const connector = Schema.decodeSync(NewDomainJoinConnector)(exampleConnector)

const guid = (number: number) => `00000000-0000-4000-8000-${String(number).padStart(12, "0")}`

const withGuid = (number: number) => ({ ...connector, id: guid(number) })

const makeTenants = Effect.map(makeKept(MemoryConnectorStore.make), withPredictableIds)

const makeStore = Effect.flatMap(makeTenants, ({ storeOf }) => storeOf("a"))

const idempotencyKey = IdempotencyKey.make("key")

describe("The id of a new connector", () => {
  it.effect("is the next GUID, in each tenant, and again after everything was deleted", () =>
    Effect.gen(function* () {
      const { storeOf, contents } = yield* makeTenants
      const create = (tenant: string) =>
        Effect.flatMap(storeOf(tenant), (store) => Effect.map(store.create(connector), ({ id }) => id))
      const early = yield* storeOf("a")
      assert.strictEqual(yield* create("a"), "00000000-0000-4000-8000-000000000001")
      for (let number = 2; number <= 12; number++) assert.strictEqual(yield* create("a"), guid(number))
      assert.strictEqual(yield* create("b"), guid(1))
      yield* early.delete(guid(12))
      assert.strictEqual(yield* create("a"), guid(13))
      yield* contents?.clear ?? Effect.void
      assert.strictEqual(yield* create("a"), guid(1))
      assert.strictEqual((yield* early.create(connector)).id, guid(2))
    }),
  )

  it.effect("is never one that a create brought with it", () =>
    Effect.gen(function* () {
      const store = yield* makeStore
      for (const number of [1, 2, 4]) yield* store.create(withGuid(number))
      assert.strictEqual((yield* store.create(connector)).id, guid(3))
      assert.strictEqual((yield* store.create(connector, { idempotencyKey })).id, guid(5))
      assert.strictEqual((yield* store.create(connector, { idempotencyKey })).id, guid(5))
      assert.strictEqual((yield* Effect.flip(store.create(withGuid(5))))._tag, "ConnectorAlreadyExists")
    }),
  )

  it.effect("counts on over the creates of one call, and leaves out the ids that they have", () =>
    Effect.gen(function* () {
      const store = yield* makeStore
      for (const number of [1, 2]) yield* store.create(withGuid(number))
      const results = yield* store.createMany([connector, withGuid(3), connector, withGuid(1)])
      assert.deepStrictEqual(
        results.map((result) => (Result.isSuccess(result) ? result.success.id : result.failure._tag)),
        [guid(5), guid(3), guid(4), "ConnectorAlreadyExists"],
      )
    }),
  )

  it.effect("is not one that a later connector of a seed brings with it, however many there are", () =>
    Effect.gen(function* () {
      const tenants = yield* makeTenants
      const contents = yield* makeContents(tenants, makeReplaceable(tenants), undefined)
      const rows = Array.from({ length: 2 * chunkSize }, () => exampleConnector)
      yield* contents.seed([...rows, { ...exampleConnector, id: guid(2) }], undefined)
      const store = yield* tenants.storeOf(defaultTenant)
      const { connectors } = yield* store.list({ limit: 9_000 })
      assert.deepStrictEqual(
        [connectors.length, ...[0, 1, 2, -1].map((index) => connectors.at(index)?.id)],
        [2 * chunkSize + 1, guid(1), guid(3), guid(4), guid(2)],
      )
    }),
  )

  it.effect("stays the same for retries, until the store forgets their key", () =>
    Effect.gen(function* () {
      const store = yield* makeStore
      const create = Effect.map(store.create(connector, { idempotencyKey }), ({ id }) => id)
      assert.deepStrictEqual(yield* Effect.all([create, create, create], { concurrency: "unbounded" }), [
        guid(1),
        guid(1),
        guid(1),
      ])
      yield* store.delete(guid(1))
      assert.strictEqual(yield* create, guid(1))
      assert.strictEqual((yield* store.list({ limit: 10 })).connectors.length, 0)
      yield* TestClock.adjust("25 hours")
      yield* store.create(withGuid(1))
      assert.strictEqual(yield* create, guid(2))
      assert.strictEqual(yield* create, guid(2))
    }),
  )

  it.effect("can't be given by a retry of a create without an id", () =>
    Effect.gen(function* () {
      const store = yield* makeStore
      yield* store.create(connector, { idempotencyKey })
      for (const number of [1, 2]) {
        const failure = yield* Effect.flip(store.create(withGuid(number), { idempotencyKey }))
        assert.strictEqual(failure._tag, "IdempotencyKeyReused")
      }
    }),
  )

  it.effect("is the first free one after a restart over a file", () =>
    Effect.gen(function* () {
      const folder = mkdtempSync(join(tmpdir(), "odj-predictable-"))
      yield* Effect.addFinalizer(() => Effect.sync(() => rmSync(folder, { recursive: true })))
      const run = (creates: number) =>
        Effect.gen(function* () {
          const database = yield* ConnectorDatabase
          const { storeOf } = withPredictableIds({
            storeOf: (tenantId) => Effect.sync(() => database.storeOf(tenantId)),
            isReady: database.isReady,
          })
          const store = yield* storeOf("a")
          const created = yield* Effect.replicateEffect(store.create(connector), creates)
          return created.map(({ id }) => id)
        }).pipe(Effect.provide(SqliteConnectorStore.database({ path: join(folder, "odj.db") })))
      assert.deepStrictEqual(yield* run(3), [guid(1), guid(2), guid(3)])
      assert.deepStrictEqual(yield* run(2), [guid(4), guid(5)])
    }),
  )
})
