import { assert, describe, it, layer } from "@effect/vitest"
import { connector, storedConnector } from "@odj/connector-store-contract"
import type { IdempotencyKey } from "@odj/core"
import { startLocalPostgres } from "@odj/throwaway-postgres"
import { Deferred, Effect, Fiber, Redacted } from "effect"
import { TestClock } from "effect/testing"
import { connect, during, newDatabase, open, openStore, serverLayer, untilWaiting } from "./PostgresServer.ts"

const a = storedConnector({ id: "a" })

const key = "8e03978e-40d5-43dd-bc93-6894a57f9324" as IdempotencyKey

const tagOf = <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.map(Effect.flip(effect), ({ _tag }) => _tag)

layer(serverLayer)("A create that waits for a lock of another transaction", (it) => {
  it.effect("fails with CreateInProgress if it has a key, and is unavailable without one", () =>
    Effect.gen(function* () {
      const url = yield* newDatabase
      const store = yield* openStore(url, { lock: 50 })
      const sql = yield* connect(url)
      // The other create has done everything but the commit.
      const held = sql`WITH created AS (
          INSERT INTO odj_connector (tenant, id, id_digest, last_connection_date_time, last_connection_sort_key, state, version)
          VALUES ('0d100d10-0d10-4d10-8d10-0d100d100d10', 'a', sha256('a'), '', '', '', '') RETURNING tenant)
        INSERT INTO odj_idempotency_key
        SELECT tenant, ${key}, 9e15, true, 'a', null, '', '', '' FROM created`
      const withoutId = connector()
      yield* during(
        sql,
        held,
        Effect.gen(function* () {
          for (const connectorWithKey of [a, withoutId]) {
            const failure = yield* tagOf(store.create(connectorWithKey, { idempotencyKey: key }))
            assert.strictEqual(failure, "CreateInProgress")
          }
          assert.strictEqual(yield* tagOf(store.create(a)), "ConnectorStoreUnavailable")
        }),
      )
      const created = yield* store.create(a, { idempotencyKey: key })
      assert.deepStrictEqual(created, a)
    }),
  )

  it.effect("ends at the time limit of a statement, and stores nothing", () =>
    Effect.gen(function* () {
      const url = yield* newDatabase
      const store = yield* openStore(url, { statement: 50 })
      const sql = yield* connect(url)
      const failure = yield* during(
        sql,
        sql`LOCK TABLE odj_connector IN ACCESS EXCLUSIVE MODE`,
        tagOf(store.create(a)),
      )
      assert.strictEqual(failure, "ConnectorStoreUnavailable")
      assert.deepStrictEqual(yield* store.create(a), a)
    }),
  )

  it.effect("waits for a connection up to the limit, and no connection is lost", () =>
    Effect.gen(function* () {
      const url = yield* newDatabase
      const store = yield* openStore(url, { connections: 2, lock: 60_000, statement: 60_000 })
      const sql = yield* connect(url)
      const watch = yield* connect(url)
      for (const round of ["first", "second", "third"]) {
        const creates = yield* during(
          sql,
          sql`LOCK TABLE odj_connector IN ACCESS EXCLUSIVE MODE`,
          Effect.gen(function* () {
            const fork = (id: string) =>
              Effect.forkChild(Effect.result(store.create(connector({ id: `${round} ${id}` }))))
            // The second begins when the first is in flight: otherwise they would share a connection.
            const first = yield* fork("a")
            yield* untilWaiting(watch, 1)
            const begun = [first, yield* fork("b")]
            yield* untilWaiting(watch, 2)
            const waiting = yield* Effect.forkChild(tagOf(store.create(connector({ id: "waits" }))))
            const reading = yield* Effect.forkChild(tagOf(store.get("waits")))
            yield* TestClock.adjust("5 seconds")
            assert.strictEqual(yield* Fiber.join(waiting), "ConnectorStoreUnavailable")
            assert.strictEqual(yield* Fiber.join(reading), "ConnectorStoreUnavailable")
            return begun
          }),
        )
        const results = yield* Effect.forEach(creates, (fiber) => Fiber.join(fiber))
        assert.deepStrictEqual(
          results.map(({ _tag }) => _tag),
          ["Success", "Success"],
        )
      }
      assert.strictEqual(yield* tagOf(store.get("waits")), "ConnectorNotFound")
    }),
  )

  it.effect("is abandoned without a response, and its outcome is unknown", () =>
    Effect.gen(function* () {
      const url = yield* newDatabase
      const store = yield* openStore(url, { connections: 1, lock: 60_000, statement: 60_000 })
      const sql = yield* connect(url)
      const watch = yield* connect(url)
      const failure = yield* during(
        sql,
        sql`LOCK TABLE odj_connector IN ACCESS EXCLUSIVE MODE`,
        Effect.gen(function* () {
          const create = yield* Effect.forkChild(tagOf(store.create(a)))
          yield* untilWaiting(watch, 1)
          yield* TestClock.adjust("70 seconds")
          return yield* Fiber.join(create)
        }),
      )
      assert.strictEqual(failure, "CreateOutcomeUnknown")
      assert.strictEqual(yield* tagOf(store.get("a")), "ConnectorNotFound")
    }),
  )
})

const ownServer = Effect.acquireRelease(
  Effect.promise(() => startLocalPostgres({ durable: false })),
  (postgres) => Effect.promise(() => postgres.stop()),
)

describe("A database that is killed under eight writers", () => {
  it.live("has all acknowledged connectors, and is used again as soon as it is back", () =>
    Effect.gen(function* () {
      const postgres = yield* ownServer
      const database = yield* open(Redacted.make(postgres.url))
      const store = database.storeOf("tenant")
      const acknowledged = new Set<string>()
      const enough = yield* Deferred.make<void>()
      const write = (writer: number) =>
        Effect.gen(function* () {
          for (let number = 0; ; number++) {
            const id = `${writer} ${number}`
            const result = yield* Effect.result(store.create(connector({ id })))
            if (result._tag === "Failure") return { id, failure: result.failure._tag }
            acknowledged.add(id)
            if (acknowledged.size === 200) yield* Deferred.succeed(enough, undefined)
          }
        })
      const writers = yield* Effect.forkChild(
        Effect.forEach(
          Array.from({ length: 8 }, (_, writer) => writer),
          write,
          { concurrency: 8 },
        ),
      )
      yield* Deferred.await(enough)
      yield* Effect.promise(() => postgres.kill())
      const failures = yield* Fiber.join(writers)

      assert.isFalse(yield* database.isReady)
      assert.strictEqual(
        yield* tagOf(store.create(connector({ id: "while it is away" }))),
        "ConnectorStoreUnavailable",
      )
      assert.strictEqual(yield* tagOf(store.get("0 0")), "ConnectorStoreUnavailable")

      yield* Effect.promise(() => postgres.restart())
      yield* store.create(connector({ id: "afterwards" }))
      assert.isTrue(yield* database.isReady)
      const { connectors } = yield* store.list({ limit: 1_000_000 })
      const kept = new Set(connectors.map(({ id }) => id))
      assert.deepStrictEqual(
        [...acknowledged].filter((id) => !kept.has(id)),
        [],
      )
      for (const { id, failure } of failures) {
        assert.include(["CreateOutcomeUnknown", "ConnectorStoreUnavailable"], failure)
        if (failure === "ConnectorStoreUnavailable") assert.isFalse(kept.has(id))
      }
      const unknown = failures.filter(({ failure }) => failure === "CreateOutcomeUnknown").map(({ id }) => id)
      const accounted = new Set([...acknowledged, ...unknown, "afterwards"])
      assert.deepStrictEqual(
        [...kept].filter((id) => !accounted.has(id)),
        [],
      )
    }),
  )
})
