import { existsSync, readFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { ConnectorDamage, connector, storedConnector, suite } from "@odj/connector-store-contract"
import { ConnectorStore, IdempotencyKey } from "@odj/core"
import { type DateTimeOffset, OrderBy } from "@odj/domain"
import { Context, Effect, Exit, Fiber, Layer, Result, Scope } from "effect"
import { TestClock } from "effect/testing"
import { ConnectorDatabase } from "../../src/database/ConnectorDatabase.ts"
import * as SqliteConnectorStore from "../../src/sqlite/SqliteConnectorStore.ts"
import { openDatabase, temporaryPath } from "./SqliteFiles.ts"

const a = storedConnector({ id: "a" })
const b = storedConnector({ id: "b" })
const c = storedConnector({ id: "c" })
const seed = connector()

suite(
  "SqliteConnectorStore",
  Layer.unwrap(Effect.map(temporaryPath, (path) => SqliteConnectorStore.layer({ path, tenant: "one" }))),
  Layer.effectContext(
    Effect.gen(function* () {
      const { store, connection } = yield* openDatabase(yield* temporaryPath)
      const damage = connection
        .statements()
        .database.prepare("UPDATE odj_connector SET last_connection_date_time = 'yesterday' WHERE id = ?")
      return Context.make(ConnectorStore, store).pipe(
        Context.add(ConnectorDamage, { damage: (id) => Effect.sync(() => damage.run(id)) }),
      )
    }),
  ),
)

const all = { concurrency: "unbounded" } as const
const key = IdempotencyKey.make("key")

/** How many pages each transaction in the log has. The last frame of a transaction has a size of the database. */
const transactionsIn = (path: string): ReadonlyArray<number> => {
  const log = readFileSync(`${path}-wal`)
  if (log.length === 0) return []
  const frame = 24 + log.readUInt32BE(8)
  const transactions: Array<number> = []
  let pages = 0
  for (let at = 32; at + frame <= log.length; at += frame) {
    pages++
    if (log.readUInt32BE(at + 4) === 0) continue
    transactions.push(pages)
    pages = 0
  }
  return transactions
}

/** The number of transactions in the log. */
const commitsIn = (path: string): number => transactionsIn(path).length

const isDefect = (exit: Exit.Exit<unknown, unknown>) => Exit.hasDies(exit)

const contentsOf = ({ contents }: ConnectorDatabase["Service"]) =>
  contents ?? assert.fail("It has no contents")

const countOf = (store: ConnectorStore["Service"]) =>
  Effect.map(store.list({ limit: 0, count: true }), ({ count }) => count)

describe("SqliteConnectorStore", () => {
  it.effect("keeps connectors in its file", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const create = Effect.flatMap(ConnectorStore, (store) => store.create(a))
      const layer = SqliteConnectorStore.layer({ path, tenant: "one" })
      yield* Effect.provide(create, layer)
      const get = Effect.flatMap(ConnectorStore, (store) => store.get("a"))
      assert.deepStrictEqual(yield* Effect.provide(get, layer), a)
      assert.isFalse(existsSync(`${path}-wal`))
    }),
  )

  it.effect("keeps the connectors and keys of tenants apart", () =>
    Effect.gen(function* () {
      const { database } = yield* openDatabase(yield* temporaryPath)
      const one = database.storeOf("one")
      const other = database.storeOf("other")
      yield* one.create(a, { idempotencyKey: key })
      assert.strictEqual((yield* Effect.flip(other.get("a")))._tag, "ConnectorNotFound")
      assert.strictEqual((yield* Effect.flip(other.update("a", { version: "2" })))._tag, "ConnectorNotFound")
      assert.strictEqual((yield* Effect.flip(other.delete("a")))._tag, "ConnectorNotFound")
      assert.deepStrictEqual(yield* other.list({ limit: 9, count: true }), { connectors: [], count: 0 })
      const others = { ...a, version: "another" }
      assert.deepStrictEqual(yield* other.create(others, { idempotencyKey: key }), others)
      assert.deepStrictEqual(yield* one.get("a"), a)
    }),
  )

  it.effect("lists the tenants that have connectors, and deletes everything of all of them", () =>
    Effect.gen(function* () {
      const { database, connection } = yield* openDatabase(yield* temporaryPath)
      const { tenants, clear } = contentsOf(database)
      assert.deepStrictEqual(yield* tenants, [])
      const one = database.storeOf("one")
      const other = database.storeOf("other")
      const former = database.storeOf("former")
      yield* other.create(b, { idempotencyKey: key })
      yield* former.create(a)
      yield* one.createMany([a, b])
      yield* former.delete("a")
      assert.deepStrictEqual(yield* tenants, ["other", "one"])
      yield* clear
      assert.deepStrictEqual(yield* tenants, [])
      assert.strictEqual(yield* countOf(one), 0)
      // The key is forgotten, so this create is no retry.
      assert.deepStrictEqual(yield* other.create(c, { idempotencyKey: key }), c)
      // Numbers are not reused, so an old page token names no new connector.
      const row = connection.statements().get("SELECT sequence FROM odj_connector").get()
      assert.isAbove(Number(row?.sequence), 4)
    }),
  )

  it.effect("deletes everything in one transaction, or nothing", () =>
    Effect.gen(function* () {
      const { database, connection, store } = yield* openDatabase(yield* temporaryPath)
      yield* store.create(a, { idempotencyKey: key })
      connection
        .statements()
        .database.exec(
          "CREATE TRIGGER no BEFORE DELETE ON odj_idempotency_key BEGIN SELECT raise(ABORT, 'no'); END",
        )
      assert.isTrue(isDefect(yield* Effect.exit(contentsOf(database).clear)))
      assert.strictEqual(yield* countOf(store), 1)
    }),
  )

  it.effect("changes fewer pages than it creates connectors, if they have no ids yet", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const { store } = yield* openDatabase(path)
      const creates = (count: number) => store.createMany(Array<typeof seed>(count).fill(seed))
      yield* creates(5_000)
      yield* TestClock.adjust("1 millis")
      yield* creates(32)
      assert.isBelow(transactionsIn(path).at(-1) ?? Number.NaN, 32)
    }),
  )

  it.effect("runs simultaneous writes in one transaction, and returns a result for each", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const { store } = yield* openDatabase(path)
      yield* store.create(a)
      const before = commitsIn(path)
      const results = yield* Effect.all(
        [
          Effect.result(store.create(b)),
          Effect.result(store.create(a)),
          Effect.result(store.create({ ...c, displayName: null })),
          Effect.result(store.update("a", { version: "2" })),
          Effect.result(store.delete("b")),
          Effect.result(store.delete("b")),
        ],
        all,
      )
      assert.strictEqual(commitsIn(path) - before, 1)
      assert.deepStrictEqual(
        results.map(({ _tag }) => _tag),
        ["Success", "Failure", "Success", "Success", "Success", "Failure"],
      )
      assert.deepStrictEqual((yield* store.list({ limit: 9 })).connectors, [
        { ...a, version: "2" },
        { ...c, displayName: null },
      ])
    }),
  )

  it.effect("runs consecutive writes in a transaction each", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const { store } = yield* openDatabase(path)
      const before = commitsIn(path)
      yield* Effect.forEach([a, b, c], (connector) => store.create(connector))
      assert.strictEqual(commitsIn(path) - before, 3)
    }),
  )

  it.effect("stores many in one transaction", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const { store } = yield* openDatabase(path)
      const before = commitsIn(path)
      yield* store.createMany([a, b, c])
      assert.strictEqual(commitsIn(path) - before, 1)
      assert.strictEqual(yield* countOf(store), 3)
    }),
  )

  it.effect("updates the sort key together with the timestamp", () =>
    Effect.gen(function* () {
      const { store } = yield* openDatabase(yield* temporaryPath)
      yield* store.createMany([a, b])
      yield* store.update("a", { lastConnectionDateTime: "2030-01-01T00:00Z" as DateTimeOffset })
      const order = [OrderBy.ascending("lastConnectionDateTime")]
      const { connectors } = yield* store.list({ order, limit: 9 })
      assert.deepStrictEqual(
        connectors.map(({ id }) => id),
        ["b", "a"],
      )
    }),
  )
})

describe("SqliteConnectorStore after a failure", () => {
  it.effect("fails on a full disk, loses nothing, and continues when there is room", () =>
    Effect.gen(function* () {
      const { store, connection, database } = yield* openDatabase(yield* temporaryPath)
      yield* store.create(a)
      const pragma = (text: string) => connection.statements().database.exec(`PRAGMA ${text}`)
      pragma("max_page_count = 1")
      const large = connector({ displayName: "x".repeat(100_000) })
      const failures = yield* Effect.all(
        [
          Effect.flip(store.create(large)),
          Effect.flip(store.create(b)),
          Effect.flip(store.update("a", { version: "2" })),
        ],
        all,
      )
      assert.deepStrictEqual(
        failures.map(({ _tag }) => _tag),
        Array(3).fill("ConnectorStoreFull"),
      )
      const [many] = yield* store.createMany([large])
      assert.isTrue(
        many !== undefined && Result.isFailure(many) && many.failure._tag === "ConnectorStoreFull",
      )
      assert.deepStrictEqual((yield* store.list({ limit: 9 })).connectors, [a])
      assert.isTrue(yield* database.isReady)
      pragma("max_page_count = 1000000")
      yield* store.create(large)
      assert.strictEqual(yield* countOf(store), 2)
    }),
  )

  const damages = [
    ["a timestamp that is none", "last_connection_date_time = 'yesterday'"],
    ["an empty id", "id = ''"],
    ["a text with NUL", "version = 'a' || char(0)"],
  ] as const

  it.effect.each(damages)(
    "describes a row that is no valid connector, and reads the others: %s",
    ([, damage]) =>
      Effect.gen(function* () {
        const { store, connection } = yield* openDatabase(yield* temporaryPath)
        yield* store.createMany([a, b])
        connection.statements().database.exec(`UPDATE odj_connector SET ${damage} WHERE id = 'a'`)
        const id = damage === "id = ''" ? "" : "a"
        const failures = yield* Effect.all([
          Effect.flip(store.get(id)),
          Effect.flip(store.update(id, { state: "error" })),
        ])
        assert.deepStrictEqual(
          failures.map(({ _tag }) => _tag),
          ["ConnectorsUnreadable", "ConnectorsUnreadable"],
        )
        const { connectors, unreadable } = yield* store.list({ limit: 9 })
        assert.deepStrictEqual(connectors, [b])
        assert.deepStrictEqual(
          unreadable?.map(({ properties }) => properties.state),
          ["error"],
        )
        assert.deepStrictEqual(yield* store.get("b"), b)
      }),
  )

  it.effect("dies of a damaged key, but not in requests that share the transaction", () =>
    Effect.gen(function* () {
      const { store, connection } = yield* openDatabase(yield* temporaryPath)
      yield* store.create(seed, { idempotencyKey: key })
      connection.statements().database.exec("UPDATE odj_idempotency_key SET id = ''")
      const [damaged, sound] = yield* Effect.all(
        [Effect.exit(store.create(seed, { idempotencyKey: key })), Effect.exit(store.create(b))],
        all,
      )
      assert.isTrue(isDefect(damaged))
      assert.deepStrictEqual(sound, Exit.succeed(b))
    }),
  )

  it.effect("dies if its tables are gone", () =>
    Effect.gen(function* () {
      const { store, connection } = yield* openDatabase(yield* temporaryPath)
      connection.statements().database.exec("DROP TABLE odj_connector")
      const exits = yield* Effect.all([Effect.exit(store.get("a")), Effect.exit(store.create(a))])
      assert.deepStrictEqual(exits.map(isDefect), [true, true])
      assert.isFalse(connection.statements().database.isTransaction)
    }),
  )

  it.effect("completes waiting writes as it closes, and fails later ones", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(SqliteConnectorStore.database({ path }), scope)
      const database = Context.get(context, ConnectorDatabase)
      const store = database.storeOf("tenant")
      assert.isTrue(yield* database.isReady)
      const waiting = yield* Effect.forkChild(store.create(a), { startImmediately: true })
      yield* Scope.close(scope, Exit.void)
      assert.deepStrictEqual(yield* Fiber.join(waiting), a)
      assert.isFalse(yield* database.isReady)
      const failures = yield* Effect.all([Effect.flip(store.create(b)), Effect.flip(store.get("a"))])
      assert.deepStrictEqual(
        failures.map(({ _tag }) => _tag),
        ["ConnectorStoreUnavailable", "ConnectorStoreUnavailable"],
      )
      const { store: kept } = yield* openDatabase(path)
      assert.deepStrictEqual((yield* kept.list({ limit: 9 })).connectors, [a])
    }),
  )
})
