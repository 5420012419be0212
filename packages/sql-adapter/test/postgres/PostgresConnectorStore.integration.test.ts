import { assert, layer } from "@effect/vitest"
import { ConnectorDamage, connector, storedConnector, suite } from "@odj/connector-store-contract"
import { ConnectorStore, type IdempotencyKey } from "@odj/core"
import { Context, Effect, Layer, Result } from "effect"
import { TestClock } from "effect/testing"
import { PostgresConnectorStore } from "../../src/index.ts"
import { connect, newDatabase, open, openStore, serverLayer, tenant } from "./PostgresServer.ts"

const a = storedConnector({ id: "a" })

suite(
  "PostgresConnectorStore",
  Layer.unwrap(Effect.map(newDatabase, (url) => PostgresConnectorStore.layer({ url, tenant }))).pipe(
    Layer.provide(serverLayer),
  ),
  Layer.effectContext(
    Effect.gen(function* () {
      const url = yield* newDatabase
      const store = yield* openStore(url)
      const sql = yield* connect(url)
      const damage = (id: string) =>
        Effect.orDie(sql`UPDATE odj_connector SET last_connection_date_time = 'yesterday' WHERE id = ${id}`)
      return Context.make(ConnectorStore, store).pipe(
        Context.add(ConnectorDamage, { damage: (id) => Effect.asVoid(damage(id)) }),
      )
    }),
  ).pipe(Layer.provide(serverLayer)),
)

const key = "8e03978e-40d5-43dd-bc93-6894a57f9324" as IdempotencyKey
const withoutId = connector()

layer(serverLayer)("PostgresConnectorStore", (it) => {
  it.effect("keeps the connectors and keys of tenants apart", () =>
    Effect.gen(function* () {
      const database = yield* open(yield* newDatabase)
      const one = database.storeOf("one")
      const other = database.storeOf("other")
      yield* one.create(a, { idempotencyKey: key })
      assert.strictEqual((yield* Effect.flip(other.get("a")))._tag, "ConnectorNotFound")
      assert.strictEqual((yield* Effect.flip(other.update("a", { version: "2" })))._tag, "ConnectorNotFound")
      assert.strictEqual((yield* Effect.flip(other.delete("a")))._tag, "ConnectorNotFound")
      const created = yield* other.create({ ...a, version: "2" }, { idempotencyKey: key })
      assert.strictEqual(created.version, "2")
      assert.deepStrictEqual((yield* one.list({ limit: 9 })).connectors, [a])
    }),
  )

  it.effect(
    "stores each id once if several callers create the same ids in different orders, and keeps the order of a call",
    () =>
      Effect.gen(function* () {
        const url = yield* newDatabase
        const stores = [yield* openStore(url), yield* openStore(url)] as const
        const connectors = Array.from({ length: 200 }, (_, index) => connector({ id: `id ${index}` }))
        const calls = [connectors, connectors.toReversed(), connectors, connectors.toReversed()]
        const results = yield* Effect.forEach(
          calls.flatMap((given) => stores.map((store) => store.createMany(given))),
          (creating) => creating,
          { concurrency: "unbounded" },
        )
        const endings = results
          .flat()
          .map((result) => (Result.isSuccess(result) ? result.success.id : result.failure._tag))
        assert.strictEqual(new Set(endings).size, 201)
        assert.strictEqual(endings.filter((ending) => ending === "ConnectorAlreadyExists").length, 1_400)
        const ids = Array.from({ length: 50 }, (_, index) => `more ${(index * 37) % 50}`)
        yield* stores[0].createMany(ids.map((id) => connector({ id })))
        const { connectors: listed } = yield* stores[0].list({ skip: 200, limit: 50 })
        assert.deepStrictEqual(
          listed.map(({ id }) => id),
          ids,
        )
      }),
  )

  it.effect("opens a migrated database while another session reads it", () =>
    Effect.gen(function* () {
      const url = yield* newDatabase
      yield* Effect.scoped(openStore(url))
      const sql = yield* connect(url)
      const opened = Effect.andThen(sql`SELECT * FROM odj_migration`, Effect.scoped(openStore(url)))
      yield* sql.withTransaction(opened)
    }),
  )

  it.effect("reads back a text of many megabytes", () =>
    Effect.gen(function* () {
      const store = yield* openStore(yield* newDatabase)
      const displayName = "x".repeat(17_000_000)
      yield* store.create(connector({ id: "long", displayName }))
      assert.isTrue((yield* store.get("long")).displayName === displayName)
    }),
  )

  it.effect("stores each id once for two programs", () =>
    Effect.gen(function* () {
      const url = yield* newDatabase
      const stores = [yield* openStore(url), yield* openStore(url)] as const
      const ids = Array.from({ length: 250 }, (_, index) => `id ${index}`)
      const results = yield* Effect.forEach(
        ids.flatMap((id) => stores.map((store) => store.create(connector({ id })))),
        Effect.result,
        { concurrency: "unbounded" },
      )
      const failures = results.filter(Result.isFailure).map(({ failure }) => failure._tag)
      assert.deepStrictEqual(
        failures,
        ids.map(() => "ConnectorAlreadyExists"),
      )
      const { connectors, count } = yield* stores[0].list({ limit: 1_000, count: true })
      assert.strictEqual(count, 250)
      assert.deepStrictEqual(connectors.map(({ id }) => id).toSorted(), ids.toSorted())
    }),
  )

  it.effect("returns the same connector to two programs with one key", () =>
    Effect.gen(function* () {
      const url = yield* newDatabase
      const stores = [yield* openStore(url), yield* openStore(url)] as const
      const creates = Array.from({ length: 20 }, () =>
        stores.map((store) => store.create(withoutId, { idempotencyKey: key })),
      )
      const created = yield* Effect.all(creates.flat(), { concurrency: "unbounded" })
      assert.strictEqual(new Set(created.map(({ id }) => id)).size, 1)
      assert.strictEqual((yield* stores[0].list({ limit: 9, count: true })).count, 1)
    }),
  )

  it.effect("stores many at once like one after another, whatever their number and length", () =>
    Effect.gen(function* () {
      const store = yield* openStore(yield* newDatabase)
      yield* store.create(connector({ id: "id 7" }))
      const long = (id: string) => connector({ id, version: "v".repeat(3_000_000) })
      const given = [
        ...Array.from({ length: 1_200 }, (_, index) => connector({ id: `id ${index}` })),
        connector({ id: "id 8" }),
        ...["long a", "long b", "long a"].map(long),
      ]
      const results = yield* store.createMany(given)
      const refused = results.flatMap((result, index) => (Result.isFailure(result) ? [index] : []))
      assert.deepStrictEqual(refused, [7, 1_200, 1_203])
      const { connectors } = yield* store.list({ limit: 2_000 })
      const expected = given.filter((_, index) => !refused.includes(index)).map(({ id }) => id)
      assert.deepStrictEqual(
        connectors.map(({ id }) => id),
        ["id 7", ...expected],
      )
    }),
  )

  it.effect("forgets a key after 24 hours, and deletes those that are never used again", () =>
    Effect.gen(function* () {
      const url = yield* newDatabase
      const store = yield* openStore(url)
      const sql = yield* connect(url)
      const others = Array.from({ length: 6 }, (_, index) => `other ${index}` as IdempotencyKey)
      for (const idempotencyKey of [key, ...others]) yield* store.create(withoutId, { idempotencyKey })
      const first = yield* store.create(withoutId, { idempotencyKey: key })
      yield* TestClock.adjust("24 hours")
      assert.deepStrictEqual(yield* store.create(withoutId, { idempotencyKey: key }), first)
      yield* TestClock.adjust("1 milli")
      const second = yield* store.create(withoutId, { idempotencyKey: key })
      assert.notStrictEqual(second.id, first.id)
      assert.deepStrictEqual(yield* store.create(withoutId, { idempotencyKey: key }), second)
      yield* store.create(withoutId, { idempotencyKey: "another" as IdempotencyKey })
      const left = yield* sql`SELECT key FROM odj_idempotency_key ORDER BY key`
      assert.deepStrictEqual(
        left.map(({ key }) => key),
        [key, "another"],
      )
    }),
  )
})
