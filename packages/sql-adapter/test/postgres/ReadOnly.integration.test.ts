/** A database that refuses writes: it is a standby, or its transactions are read-only by default. */
import { assert, describe, it } from "@effect/vitest"
import { storedConnector } from "@odj/connector-store-contract"
import { startLocalPostgres } from "@odj/throwaway-postgres"
import { Effect, Redacted } from "effect"
import { connect, open, tenant } from "./PostgresServer.ts"

const ownServer = Effect.acquireRelease(
  Effect.promise(() => startLocalPostgres({ durable: false })),
  (postgres) => Effect.promise(() => postgres.stop()),
)

const a = storedConnector({ id: "a" })

describe("A store", () => {
  it.live(
    "is not ready while its database is a standby, reads from it, and is ready once it is promoted",
    () =>
      Effect.gen(function* () {
        const postgres = yield* ownServer
        const url = Redacted.make(postgres.url)
        const database = yield* open(url)
        const store = database.storeOf(tenant)
        yield* store.create(a)
        assert.isTrue(yield* database.isReady)

        yield* Effect.promise(() => postgres.kill())
        yield* Effect.promise(() => postgres.restart("standby"))
        const sql = yield* connect(url)
        assert.deepStrictEqual(yield* sql`SELECT pg_is_in_recovery() AS yes`, [{ yes: true }])
        const opened = yield* open(url)
        for (const standby of [database, opened]) {
          assert.deepStrictEqual(yield* standby.storeOf(tenant).get("a"), a)
          assert.isFalse(yield* standby.isReady)
          const failure = yield* Effect.flip(standby.storeOf(tenant).delete("a"))
          assert.include(failure.message, "nothing was changed: The database can't be used: it is read-only")
        }

        yield* sql`SELECT pg_promote()`
        assert.isTrue(yield* database.isReady)
        yield* store.delete("a")
      }),
  )

  it.live("is not ready while transactions are read-only by default", () =>
    Effect.gen(function* () {
      const postgres = yield* ownServer
      const url = Redacted.make(postgres.url)
      const sql = yield* connect(url)
      yield* Effect.scoped(open(url))
      yield* sql`ALTER ROLE CURRENT_USER SET default_transaction_read_only = on`
      const database = yield* open(url)
      assert.isFalse(yield* database.isReady)
      yield* sql`ALTER ROLE CURRENT_USER RESET default_transaction_read_only`
      assert.isTrue(yield* (yield* open(url)).isReady)
    }),
  )
})
