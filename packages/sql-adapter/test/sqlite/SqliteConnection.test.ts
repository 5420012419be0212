import { existsSync, rmSync, writeFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import { storedConnector } from "@odj/connector-store-contract"
import { Duration, Effect, Exit } from "effect"
import { TestClock } from "effect/testing"
import { openDatabase, temporaryPath } from "./SqliteFiles.ts"

const a = storedConnector({ id: "a" })
const b = storedConnector({ id: "b" })

/** The error of SQLite for a result code. */
const failure = (errcode: number) => Object.assign(new Error("of SQLite"), { errcode })

const failing = (errcode: number) => () => {
  throw failure(errcode)
}

const tagOf = (exit: Exit.Exit<unknown, { readonly _tag: string }>) =>
  Exit.isSuccess(exit)
    ? "Success"
    : exit.cause.reasons.map((reason) => (reason._tag === "Fail" ? reason.error._tag : reason._tag))[0]

describe("SqliteConnection", () => {
  it.effect.each([
    [13, "ConnectorStoreFull"],
    [1034, "ConnectorStoreUnavailable"],
    [5, "ConnectorStoreUnavailable"],
    [11, "Die"],
    [267, "Die"],
    [1, "Die"],
  ] as const)("rolls back after SQLite error %d, and returns %s", ([code, tag]) =>
    Effect.gen(function* () {
      const { connection, store } = yield* openDatabase(yield* temporaryPath)
      const exit = connection.transact((statements) => {
        statements.database.exec(
          "INSERT INTO odj_connector (tenant_number, id, last_connection_date_time, last_connection_sort_key, state, version) VALUES (1, 'a', '', '', '', '')",
        )
        throw failure(code)
      })
      assert.strictEqual(tagOf(exit), tag)
      assert.deepStrictEqual(yield* store.list({ limit: 9, count: true }), { connectors: [], count: 0 })
      assert.deepStrictEqual(yield* store.create(a), a)
    }),
  )

  it.effect("reopens the file at once after its disk has failed, and then tries once a second", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const { connection, database, store } = yield* openDatabase(path)
      yield* store.create(a)
      connection.transact(failing(1034))
      assert.isTrue(yield* database.isReady)

      yield* TestClock.adjust(1_000)
      connection.transact(failing(1034))
      const other = new DatabaseSync(path)
      other.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN IMMEDIATE")
      assert.isFalse(yield* database.isReady)
      other.close()
      assert.isFalse(yield* database.isReady)
      const failures = yield* Effect.all([
        Effect.flip(store.get("a")),
        Effect.flip(store.create(b)),
        Effect.flip(store.update("a", { version: "2" })),
      ])
      assert.deepStrictEqual(
        failures.map(({ _tag }) => _tag),
        Array(3).fill("ConnectorStoreUnavailable"),
      )

      yield* TestClock.adjust(999)
      assert.isFalse(yield* database.isReady)
      yield* TestClock.adjust(1)
      assert.deepStrictEqual(yield* store.get("a"), a)
      assert.isTrue(yield* database.isReady)
    }),
  )

  it.effect("does not create a removed file again, which would look like an empty store", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const { connection, database, store } = yield* openDatabase(path)
      yield* store.create(a)
      connection.transact((statements) => {
        rmSync(path)
        statements.database.exec("SELECT 1")
        throw failure(1034)
      })
      assert.isFalse(yield* database.isReady)
      assert.strictEqual((yield* Effect.flip(store.get("a")))._tag, "ConnectorStoreUnavailable")
      assert.isFalse(existsSync(path))
    }),
  )

  it.effect("stops using a removed or replaced file within a second", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const { database, store } = yield* openDatabase(path)
      yield* store.create(a)
      rmSync(path)
      yield* TestClock.adjust(1_000)
      assert.strictEqual((yield* Effect.flip(store.create(b)))._tag, "ConnectorStoreUnavailable")
      writeFileSync(path, "")
      yield* TestClock.adjust(1_000)
      assert.strictEqual((yield* Effect.flip(store.create(b)))._tag, "ConnectorStoreUnavailable")
      assert.isFalse(yield* database.isReady)
    }),
  )

  it.effect("fails at once, and changes nothing, while another program writes", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const { database, store } = yield* openDatabase(path)
      yield* store.create(a)
      const other = new DatabaseSync(path)
      other.exec("BEGIN IMMEDIATE")
      const failures = yield* Effect.all([
        Effect.flip(store.create(b)),
        Effect.flip(store.update("a", { version: "2" })),
      ])
      for (const failure of failures) {
        assert(failure._tag === "ConnectorStoreUnavailable")
        assert.deepStrictEqual(failure.retryAfter, Duration.seconds(1))
      }
      assert.deepStrictEqual((yield* store.list({ limit: 9 })).connectors, [a])
      assert.isTrue(yield* database.isReady)
      other.close()
      assert.deepStrictEqual(yield* store.create(b), b)
    }),
  )

  it.effect("reopens the file after a failure of its disk while another program reads it", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const { connection, database, store } = yield* openDatabase(path)
      yield* store.create(a)
      const reader = new DatabaseSync(path)
      reader.exec("BEGIN; SELECT count(*) FROM odj_connector")
      yield* store.create(b)
      connection.transact(failing(1034))
      assert.isTrue(yield* database.isReady)
      const c = yield* store.create(storedConnector({ id: "c" }))
      assert.deepStrictEqual((yield* store.list({ limit: 9 })).connectors, [a, b, c])
      reader.close()
    }),
  )

  it.effect("stays closed", () =>
    Effect.gen(function* () {
      const { connection } = yield* openDatabase(yield* temporaryPath)
      connection.close()
      yield* TestClock.adjust(2_000)
      assert.isFalse(connection.isReady())
      assert.strictEqual(tagOf(connection.transact(() => 1)), "ConnectorStoreUnavailable")
    }),
  )
})
