/** The store through PgBouncer, which gives a connection for a session or only for a transaction. */
import { assert, describe, layer } from "@effect/vitest"
import { connector, storedConnector } from "@odj/connector-store-contract"
import { pgBouncerProgram, startPgBouncer } from "@odj/throwaway-postgres"
import { Effect, Redacted } from "effect"
import { Reactivity } from "effect/reactivity"
import * as PostgresConnections from "../../src/postgres/PostgresConnections.ts"
import { limits } from "../../src/postgres/PostgresConnections.ts"
import { connect, during, newDatabase, openStore, serverLayer } from "./PostgresServer.ts"

const isInstalled = (await pgBouncerProgram()) !== undefined
if (!isInstalled) console.log("The tests of PgBouncer are skipped: it is not installed.")

const through = Effect.fnUntraced(function* (
  url: Redacted.Redacted,
  settings: Readonly<Record<string, string | number>>,
) {
  const pooler = yield* Effect.acquireRelease(
    Effect.promise(() => startPgBouncer(Redacted.value(url), settings)),
    ({ stop }) => Effect.promise(stop),
  )
  return Redacted.make(pooler.url)
})

/** What older documents tell an operator to set. PgBouncer drops these settings then. */
const dropping = {
  ignore_startup_parameters: "lock_timeout,statement_timeout,idle_in_transaction_session_timeout",
}

const a = storedConnector({ id: "a" })

const modes = ["session", "transaction"] as const

describe.skipIf(!isInstalled)("Through PgBouncer", () => {
  layer(serverLayer, { excludeTestServices: true })((it) => {
    for (const pool_mode of modes) {
      for (const default_pool_size of [20, 5, 3]) {
        it.effect(
          `in ${pool_mode} mode with ${default_pool_size} connections, 30 callers create and read at once`,
          () =>
            Effect.gen(function* () {
              const direct = yield* newDatabase
              const store = yield* openStore(yield* through(direct, { pool_mode, default_pool_size }))
              const created = Effect.flatMap(store.create(connector()), ({ id }) => store.get(id))
              yield* Effect.all(
                Array.from({ length: 200 }, () => created),
                { concurrency: 30 },
              )
              const [row] = yield* (yield* connect(direct))`SELECT count(*)::int AS count FROM odj_connector`
              assert.deepStrictEqual(row, { count: 200 })
            }),
        )
      }

      for (const [title, settings] of Object.entries({
        "as it comes": {},
        "that drops settings": dropping,
      })) {
        it.effect(`${title} in ${pool_mode} mode, a create waits for a lock only up to the limit`, () =>
          Effect.gen(function* () {
            const direct = yield* newDatabase
            const store = yield* openStore(yield* through(direct, { pool_mode, ...settings }), { lock: 50 })
            const sql = yield* connect(direct)
            const failure = yield* during(
              sql,
              sql`LOCK TABLE odj_connector IN ACCESS EXCLUSIVE MODE`,
              Effect.flip(store.create(a)),
            )
            assert.strictEqual(failure._tag, "ConnectorStoreUnavailable")
            assert.include(failure.message, "nothing was changed: Another transaction has locked")
            assert.deepStrictEqual(yield* store.create(a), a)
          }),
        )
      }
    }

    it.effect("a session loses its settings, and a transaction has them", () =>
      Effect.gen(function* () {
        const url = yield* through(yield* newDatabase, { pool_mode: "transaction", ...dropping })
        const found = yield* Effect.forEach([false, true], (isPooled) =>
          Effect.flatMap(PostgresConnections.make({ client: { url }, isPooled }, limits), ({ sql, run }) =>
            run(sql<{ lock: string }>`SELECT current_setting('lock_timeout') AS lock`),
          ),
        )
        assert.deepStrictEqual(found, [[{ lock: "0" }], [{ lock: "3s" }]])
      }).pipe(Effect.provide(Reactivity.layer)),
    )

    it.effect("a create that gets no connection fails, changes nothing, and a start is refused", () =>
      Effect.gen(function* () {
        const direct = yield* newDatabase
        const url = yield* through(direct, { pool_mode: "session", default_pool_size: 1 })
        const store = yield* openStore(url, { connection: 500 })
        // The session of the other program has the only connection.
        yield* (yield* connect(url))`SELECT 1`
        const failure = yield* Effect.flip(store.create(a))
        assert.strictEqual(failure._tag, "ConnectorStoreUnavailable")
        assert.include(failure.message, "nothing was changed: The database has no connection free")
        const hasty = Redacted.make(`${Redacted.value(url)}?connect_timeout=1`)
        const { message } = yield* Effect.flip(openStore(hasty))
        assert.match(message, /^it has no connection free/)
      }),
    )

    it.effect("statement mode is refused at start", () =>
      Effect.gen(function* () {
        const url = yield* through(yield* newDatabase, { pool_mode: "statement" })
        const { message } = yield* Effect.flip(openStore(url))
        assert.match(message, /^its server closes the connection: see the log .* of its pooler$/)
      }),
    )

    it.effect("the parameter options is refused with the line for its configuration", () =>
      Effect.gen(function* () {
        const url = yield* through(yield* newDatabase, {})
        const withOptions = Redacted.make(`${Redacted.value(url)}?options=-csearch_path%3Dpublic`)
        const { message } = yield* Effect.flip(openStore(withOptions))
        assert.include(message, "ignore_startup_parameters = options")
      }),
    )
  })
})
