import { assert, describe, it } from "@effect/vitest"
import { connector, storedConnector } from "@odj/connector-store-contract"
import { type ConnectorStore, IdempotencyKey, idempotencyKeyLifetime } from "@odj/core"
import { Duration, Effect } from "effect"
import { TestClock } from "effect/testing"
import { openDatabase, temporaryPath } from "./SqliteFiles.ts"

const a = storedConnector({ id: "a" })
const b = storedConnector({ id: "b" })
const seed = connector()

const all = { concurrency: "unbounded" } as const
const key = IdempotencyKey.make("key")

const countOf = (store: ConnectorStore["Service"]) =>
  Effect.map(store.list({ limit: 0, count: true }), ({ count }) => count)

describe("SqliteConnectorStore with idempotency keys", () => {
  const keyed = { idempotencyKey: key }

  it.effect("returns the same connector for the same key, also after a restart and a delete", () =>
    Effect.gen(function* () {
      const path = yield* temporaryPath
      const created = yield* Effect.scoped(
        Effect.flatMap(openDatabase(path), ({ store }) => store.create(seed, keyed)),
      )
      const { store } = yield* openDatabase(path)
      assert.deepStrictEqual(yield* store.create(seed, keyed), created)
      yield* store.delete(created.id)
      assert.deepStrictEqual(yield* store.create(seed, keyed), created)
      assert.strictEqual(yield* countOf(store), 0)
    }),
  )

  it.effect("distinguishes a given id from one that it made", () =>
    Effect.gen(function* () {
      const { store } = yield* openDatabase(yield* temporaryPath)
      const { id } = yield* store.create(seed, keyed)
      const failure = yield* Effect.flip(store.create(connector({ id }), keyed))
      assert.strictEqual(failure._tag, "IdempotencyKeyReused")
    }),
  )

  it.effect("creates one connector for simultaneous creates with one key", () =>
    Effect.gen(function* () {
      const { store } = yield* openDatabase(yield* temporaryPath)
      const created = yield* Effect.replicateEffect(store.create(seed, keyed), 5, all)
      assert.strictEqual(new Set(created.map(({ id }) => id)).size, 1)
      assert.strictEqual(yield* countOf(store), 1)
    }),
  )

  it.effect("does not remember the key of a failed create", () =>
    Effect.gen(function* () {
      const { store } = yield* openDatabase(yield* temporaryPath)
      yield* store.create(a)
      yield* Effect.flip(store.create(a, keyed))
      assert.deepStrictEqual(yield* store.create(b, keyed), b)
    }),
  )

  it.effect("remembers a key for exactly 24 hours, even if expired ones were not deleted yet", () =>
    Effect.gen(function* () {
      const { store } = yield* openDatabase(yield* temporaryPath)
      for (let index = 0; index < 10; index++) {
        yield* store.create(seed, { idempotencyKey: IdempotencyKey.make(`older ${index}`) })
      }
      yield* TestClock.adjust(1)
      const first = yield* store.create(seed, keyed)
      yield* TestClock.adjust(idempotencyKeyLifetime)
      assert.deepStrictEqual(yield* store.create(seed, keyed), first)
      yield* TestClock.adjust(1)
      const second = yield* store.create(seed, keyed)
      assert.notStrictEqual(second.id, first.id)
      assert.deepStrictEqual(yield* store.create(seed, keyed), second)
    }),
  )

  it.effect("deletes expired keys a few at a time, faster than new ones are added", () =>
    Effect.gen(function* () {
      const { store, connection } = yield* openDatabase(yield* temporaryPath)
      const createAs = (name: string) => store.create(seed, { idempotencyKey: IdempotencyKey.make(name) })
      const names = Array.from({ length: 10 }, (_, index) => `old ${index}`)
      yield* Effect.forEach(names, createAs, all)
      yield* TestClock.adjust(Duration.sum(idempotencyKeyLifetime, Duration.millis(1)))
      const left = () =>
        connection.statements().get("SELECT count(*) AS keys FROM odj_idempotency_key").get()?.keys
      const counts: Array<unknown> = []
      for (const name of ["new 1", "new 2", "new 3", "new 4"]) {
        yield* createAs(name)
        counts.push(left())
      }
      assert.deepStrictEqual(counts, [7, 4, 3, 4])
    }),
  )
})
