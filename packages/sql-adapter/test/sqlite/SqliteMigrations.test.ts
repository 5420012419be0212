import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import { connector } from "@odj/connector-store-contract"
import { IdempotencyKey } from "@odj/core"
import { OrderBy } from "@odj/domain"
import { Effect } from "effect"
import { lockSqliteFile } from "../../src/sqlite/SqliteLock.ts"
import { sqliteMigrations } from "../../src/sqlite/SqliteMigrations.ts"
import { olderConnector } from "../olderConnector.ts"
import { databaseOf, openDatabase, temporaryPath } from "./SqliteFiles.ts"

const guid = "0d100d10-0000-4000-8000-000000000001"

const kept = [
  {
    id: guid,
    displayName: "Ada 😀 O'Neill",
    lastConnectionDateTime: "2016-12-31T23:58:36.123456789012-08:00",
    state: "active",
    version: "1.0",
  },
  {
    id: 'Ω % _ \\ "',
    displayName: null,
    lastConnectionDateTime: "2017-01-01T07:58Z",
    state: "inactive",
    version: "",
  },
  {
    id: "i".repeat(3_000),
    displayName: "",
    lastConnectionDateTime: "0001-01-01T14:00:00+14:00",
    state: "error",
    version: "6.2203.1.0",
  },
].map(olderConnector)

const steps = sqliteMigrations.map(([step, name]) => [step, name] as const)

describe("SqliteMigrations", () => {
  it.effect.each(steps)("migrate a database of version %d, %s, with all its rows", ([step]) =>
    Effect.gen(function* () {
      const { database } = yield* openDatabase(yield* databaseOf(step))
      const store = database.storeOf("tenant")
      assert.deepStrictEqual(yield* store.list({ limit: 9, count: true }), { connectors: kept, count: 3 })
      const order = [OrderBy.descending("lastConnectionDateTime")]
      assert.deepStrictEqual(
        (yield* store.list({ order, limit: 9 })).connectors.map(({ state }) => state),
        ["active", "inactive", "error"],
      )
      const others = yield* database.storeOf("other").list({ limit: 9 })
      assert.deepStrictEqual(
        others.connectors.map(({ displayName }) => displayName),
        ["x".repeat(300)],
      )
    }),
  )

  it.effect.each(steps)("give a database of version %d, %s, the same tables as a new one", ([step]) =>
    Effect.gen(function* () {
      const tablesOf = Effect.fnUntraced(function* (path: string) {
        const { connection } = yield* openDatabase(path)
        const rows = connection.statements().get("SELECT name, sql FROM sqlite_schema ORDER BY name").all()
        return rows.map(({ name, sql }) => [name, sql])
      })
      assert.deepStrictEqual(yield* tablesOf(yield* databaseOf(step)), yield* tablesOf(yield* temporaryPath))
    }),
  )

  it.effect(
    "wait for the end of an older server: until then only a database of this version can be read",
    () =>
      Effect.gen(function* () {
        const [older, current] = [yield* databaseOf(2), yield* databaseOf(sqliteMigrations.length)]
        for (const path of [older, current]) {
          yield* Effect.acquireRelease(
            Effect.sync(() => lockSqliteFile(path)),
            (lock) => Effect.sync(() => lock.close()),
          )
        }
        const refused = yield* Effect.flip(openDatabase(older, "read"))
        assert.strictEqual(refused.message, "another process is using it")
        const { store } = yield* openDatabase(current, "read")
        assert.deepStrictEqual((yield* store.list({ limit: 9 })).connectors, kept)
      }),
  )

  it.effect("let a reader of an older version fail, rather than find nothing", () =>
    Effect.gen(function* () {
      const path = yield* databaseOf(3)
      const reader = yield* Effect.acquireRelease(
        Effect.sync(() => new DatabaseSync(path)),
        (database) => Effect.sync(() => database.close()),
      )
      const page = reader.prepare("SELECT id FROM odj_connector WHERE tenant = ? ORDER BY sequence")
      assert.strictEqual(page.all("tenant").length, 3)
      yield* openDatabase(path)
      assert.throws(() => page.all("tenant"), "no such column: tenant")
    }),
  )

  it.effect("do not reuse the sequence numbers of deleted connectors", () =>
    Effect.gen(function* () {
      const { store, connection } = yield* openDatabase(yield* databaseOf(1))
      yield* store.create(connector())
      const row = connection.statements().get("SELECT max(sequence) AS sequence FROM odj_connector").get()
      assert.strictEqual(row?.sequence, 7)
    }),
  )

  it.effect("keep the idempotency keys", () =>
    Effect.gen(function* () {
      const { store } = yield* openDatabase(yield* databaseOf(2))
      const [first] = kept
      const { id: _, ...properties } = first as NonNullable<typeof first>
      const idempotencyKey = IdempotencyKey.make("key")
      assert.deepStrictEqual(yield* store.create(properties, { idempotencyKey }), first)
    }),
  )
})
