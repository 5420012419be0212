/** Tests writes while a transaction of another program is open. */
import { assert, layer } from "@effect/vitest"
import { connector, storedConnector } from "@odj/connector-store-contract"
import type { IdempotencyKey } from "@odj/core"
import { Effect, Fiber, Result } from "effect"
import { TestClock } from "effect/testing"
import {
  connect,
  during,
  newDatabase,
  openStore,
  serverLayer,
  tenant,
  untilWaiting,
} from "./PostgresServer.ts"

const key = "8e03978e-40d5-43dd-bc93-6894a57f9324" as IdempotencyKey

/** Limits that are never reached: a wait ends only when the other transaction does. */
const patient = { lock: 60_000, statement: 60_000 }

layer(serverLayer)("Beside another program", (it) => {
  it.effect(
    "creates of many with the same ids in different orders wait for each other without a deadlock",
    () =>
      Effect.gen(function* () {
        const url = yield* newDatabase
        const store = yield* openStore(url, patient)
        const sql = yield* connect(url)
        const watch = yield* connect(url)
        const given = ["a", "b", "c"].map((id) => connector({ id }))
        const creates = yield* during(
          sql,
          sql`INSERT INTO odj_connector (tenant, id, id_digest, last_connection_date_time, last_connection_sort_key, state, version)
          VALUES (${tenant}, 'b', sha256('b'), '', '', '', '')`,
          Effect.gen(function* () {
            const begun = yield* Effect.forEach([given, given.toReversed()], (connectors) =>
              Effect.forkChild(store.createMany(connectors)),
            )
            yield* untilWaiting(watch, 2)
            return begun
          }),
        )
        const results = yield* Effect.forEach(creates, (fiber) => Fiber.join(fiber))
        const endings = results.flat().map((result) => (Result.isSuccess(result) ? "" : result.failure._tag))
        assert.deepStrictEqual(endings.toSorted(), ["", "", "", ...Array(3).fill("ConnectorAlreadyExists")])
      }),
  )

  it.effect("a create with a key does not wait for an expired key that the other deletes", () =>
    Effect.gen(function* () {
      const url = yield* newDatabase
      const store = yield* openStore(url, { lock: 50 })
      const sql = yield* connect(url)
      yield* store.create(connector(), { idempotencyKey: "old" as IdempotencyKey })
      yield* TestClock.adjust("25 hours")
      const a = storedConnector()
      const create = store.create(a, { idempotencyKey: key })
      assert.deepStrictEqual(yield* during(sql, sql`DELETE FROM odj_idempotency_key`, create), a)
    }),
  )

  it.effect("a create does not delete an expired key that the other has just renewed", () =>
    Effect.gen(function* () {
      const url = yield* newDatabase
      const store = yield* openStore(url, patient)
      const sql = yield* connect(url)
      const watch = yield* connect(url)
      const create = store.create(connector(), { idempotencyKey: key })
      const first = yield* create
      yield* TestClock.adjust("25 hours")
      const second = yield* during(
        sql,
        sql`UPDATE odj_idempotency_key SET created_at = created_at + 25 * 60 * 60 * 1000`,
        Effect.gen(function* () {
          const creating = yield* Effect.forkChild(create)
          yield* untilWaiting(watch, 1)
          yield* sql`COMMIT`
          return yield* Fiber.join(creating)
        }),
      )
      assert.deepStrictEqual(second, first)
    }),
  )
})
