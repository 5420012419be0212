import { chownSync, renameSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs"
import { assert, describe, it } from "@effect/vitest"
import { storedConnector } from "@odj/connector-store-contract"
import { Effect, Result } from "effect"
import { TestClock } from "effect/testing"
import { ConnectorDatabase } from "../../src/database/ConnectorDatabase.ts"
import * as SqliteConnectorStore from "../../src/sqlite/SqliteConnectorStore.ts"
import { openDatabase, temporaryPath } from "./SqliteFiles.ts"

const a = storedConnector({ id: "a" })

const refusalOf = (path: string) =>
  Effect.map(
    Effect.flip(Effect.provide(ConnectorDatabase, SqliteConnectorStore.database({ path }))),
    ({ message }) => message,
  )

const isRoot = process.geteuid?.() === 0
if (!isRoot) console.warn("A test of the lock's owner is skipped: only root can give a file to another user.")

describe("SqliteLock", () => {
  it.effect("keeps a second writer away, also under a link's name", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* openDatabase(path)
      symlinkSync(path, `${path} link`)
      assert.strictEqual(yield* refusalOf(path), "another process is using it")
      assert.strictEqual(yield* refusalOf(`${path} link`), "another process is using it")
    }),
  )

  it.effect("lets any number of readers in, who see every acknowledged write and change nothing", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const { store } = yield* openDatabase(path)
      const readers = yield* Effect.all([openDatabase(path, "read"), openDatabase(path, "read")])
      yield* store.create(a)
      for (const reader of readers) {
        assert.deepStrictEqual((yield* reader.store.list({ limit: 9 })).connectors, [a])
        const failure = yield* Effect.flip(reader.store.delete("a"))
        assert.strictEqual(failure._tag, "ConnectorStoreUnavailable")
      }
      assert.deepStrictEqual(yield* store.get("a"), a)
    }),
  )

  it.effect("is free after a close, and an empty file that was left behind locks nothing", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* Effect.scoped(openDatabase(path))
      assert.strictEqual(statSync(`${path}-lock`).size, 0)
      const { store } = yield* openDatabase(path)
      assert.deepStrictEqual(yield* store.create(a), a)
    }),
  )

  it.effect("is free for the database that replaces a removed one", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const { database } = yield* openDatabase(path)
      renameSync(path, `${path} old`)
      rmSync(`${path}-wal`)
      rmSync(`${path}-shm`)
      assert.strictEqual(yield* refusalOf(path), "another process is using it")
      yield* TestClock.adjust(1_000)
      assert.isFalse(yield* database.isReady)
      const { store } = yield* openDatabase(path)
      assert.deepStrictEqual(yield* store.create(a), a)
    }),
  )

  it.effect(
    "that was removed lets a second writer in, and SQLite's own locks still keep their writes apart",
    () =>
      Effect.gen(function* () {
        const path = yield* temporaryPath
        const one = yield* openDatabase(path)
        rmSync(`${path}-lock`)
        const other = yield* openDatabase(path)
        const results = yield* Effect.all(
          Array.from({ length: 200 }, (_, index) =>
            Effect.result((index % 2 === 0 ? one : other).store.create(storedConnector({ id: `${index}` }))),
          ),
          { concurrency: 16 },
        )
        const created = results.flatMap((result) => (Result.isSuccess(result) ? [result.success.id] : []))
        const { connectors } = yield* one.store.list({ limit: 999 })
        assert.deepStrictEqual(connectors.map(({ id }) => id).toSorted(), created.toSorted())
        assert.strictEqual(created.length, 200)
      }),
  )

  it.effect.skipIf(!isRoot)("belongs to the owner of the database if root creates it", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      yield* Effect.scoped(openDatabase(path))
      chownSync(path, 65_534, 65_533)
      rmSync(`${path}-lock`)
      yield* openDatabase(path)
      const { uid, gid } = statSync(`${path}-lock`)
      assert.deepStrictEqual([uid, gid], [65_534, 65_533])
    }),
  )

  it.effect("can't be taken in a file that is no lock", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      writeFileSync(`${path}-lock`, "Dear diary,\n".repeat(99))
      assert.strictEqual(yield* refusalOf(path), "it is not a SQLite database")
    }),
  )
})
