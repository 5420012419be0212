import { readFileSync } from "node:fs"
import { assert, layer } from "@effect/vitest"
import { connector } from "@odj/connector-store-contract"
import type { IdempotencyKey } from "@odj/core"
import { type DateTimeOffset, OrderBy } from "@odj/domain"
import { Effect, Redacted } from "effect"
import type { SqlClient } from "effect/sql"
import { migrations } from "../../src/postgres/PostgresMigrations.ts"
import { olderConnector } from "../olderConnector.ts"
import { connect, newDatabase, open, openStore, serverLayer, tenant } from "./PostgresServer.ts"

/** A database of a release with that many migrations. */
const databaseOf = Effect.fnUntraced(function* (steps: number) {
  const url = yield* newDatabase
  const sql = yield* connect(url)
  const fixture = readFileSync(new URL(`../fixtures/postgres-${steps}.sql`, import.meta.url), "utf8")
  for (const statement of fixture.split(/;\n/).filter((text) => text.trim() !== ""))
    yield* sql.unsafe(statement)
  return url
})

/** Every column and every index, as the database describes them. */
const schemaOf = Effect.fnUntraced(function* (sql: SqlClient.SqlClient) {
  const columns =
    yield* sql`SELECT table_name, column_name, data_type, is_nullable, collation_name, is_identity
    FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position`
  const indexes =
    yield* sql`SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' ORDER BY 1`
  return { columns, indexes }
})

const refusal = (url: Redacted.Redacted) =>
  Effect.map(Effect.flip(Effect.scoped(open(url))), ({ message }) => message)

const changed = (url: Redacted.Redacted, change: (url: URL) => void) => {
  const other = new URL(Redacted.value(url))
  change(other)
  return Redacted.make(other.href)
}

layer(serverLayer)("A PostgreSQL database", (it) => {
  // A migration without a fixture fails here.
  for (const [steps] of migrations) {
    it.effect(`of version ${steps} is migrated with all its rows`, () =>
      Effect.gen(function* () {
        const url = yield* databaseOf(steps)
        const database = yield* open(url)
        const store = database.storeOf(tenant)
        const first = olderConnector({
          id: "first",
          displayName: "HQ 🏢",
          lastConnectionDateTime: "2016-12-31T23:58:36.6670033-08:00",
          state: "active",
          version: "6.2504.2001.8",
        })
        const { id, ...others } = olderConnector({
          id: "second",
          lastConnectionDateTime: "2016-12-31t23:58z",
          state: "inactive",
          version: "",
        })
        const second = { id, ...others }
        assert.deepStrictEqual((yield* store.list({ limit: 9 })).connectors, [first, second])
        const byTime = [OrderBy.ascending("lastConnectionDateTime")]
        assert.deepStrictEqual((yield* store.list({ limit: 9, order: byTime })).connectors, [second, first])
        assert.strictEqual((yield* database.storeOf("another").get("first")).displayName, "Theirs")
        assert.strictEqual((yield* Effect.flip(store.create(first)))._tag, "ConnectorAlreadyExists")

        const lastConnectionDateTime = "2016-12-31T23:58Z" as DateTimeOffset
        const connectorWithKey = {
          ...others,
          displayName: "Old",
          lastConnectionDateTime,
          state: "error",
        } as const
        const again = yield* store.create(connectorWithKey, { idempotencyKey: "key" as IdempotencyKey })
        assert.strictEqual(again.id === "gone", steps >= 2)
      }),
    )

    it.effect(`of version ${steps} has the same tables as a new one after its migration`, () =>
      Effect.gen(function* () {
        const [upgraded, empty] = [yield* databaseOf(steps), yield* newDatabase]
        yield* open(upgraded)
        yield* open(empty)
        assert.deepStrictEqual(
          yield* schemaOf(yield* connect(upgraded)),
          yield* schemaOf(yield* connect(empty)),
        )
      }),
    )
  }

  // All steps but the last, which has nothing newer.
  for (const [steps] of migrations.slice(0, -1)) {
    it.effect(
      `of version ${steps} is migrated while an older server is in a transaction, which loses nothing`,
      () =>
        Effect.gen(function* () {
          const url = yield* databaseOf(steps)
          const older = yield* connect(url)
          const insert = (id: string) => older`INSERT INTO odj_connector
          (tenant, id, id_digest, display_name, last_connection_date_time, last_connection_sort_key, state, version)
          VALUES (${tenant}, ${id}, sha256(${id}::text::bytea), NULL, '2016-12-31T23:58Z', '2016-12-31T23:58:00.000000000000Z', 'error', '')`
          const store = yield* older.withTransaction(
            Effect.gen(function* () {
              yield* insert("during")
              const database = yield* open(url)
              return database.storeOf(tenant)
            }),
          )
          yield* insert("after")
          yield* store.create(connector({ id: "newer" }))
          const { connectors } = yield* store.list({ limit: 9 })
          const ids = connectors.map(({ id }) => id)
          assert.deepStrictEqual(ids, ["first", "second", "during", "after", "newer"])
          const found = yield* older`SELECT id FROM odj_connector WHERE tenant = ${tenant} AND id = 'newer'`
          assert.strictEqual(found.length, 1)
        }),
    )
  }

  it.effect("gives all its servers the same page tokens", () =>
    Effect.gen(function* () {
      const url = yield* newDatabase
      const [one, other] = [yield* openStore(url), yield* openStore(url)]
      yield* one.createMany([connector({ id: "a" }), connector({ id: "b" })])
      const { next = "" } = yield* one.list({ limit: 1 })
      assert.strictEqual((yield* other.list({ limit: 1 })).next, next)
      const { connectors } = yield* other.list({ limit: 1, after: next })
      assert.deepStrictEqual(
        connectors.map(({ id }) => id),
        ["b"],
      )
    }),
  )

  it.effect("is set up once by eight programs that start together", () =>
    Effect.gen(function* () {
      const url = yield* newDatabase
      const stores = yield* Effect.all(
        Array.from({ length: 8 }, () => openStore(url)),
        { concurrency: 8 },
      )
      yield* Effect.forEach(stores, (store, index) => store.create(connector({ id: `${index}` })), {
        concurrency: 8,
      })
      const sql = yield* connect(url)
      const steps = yield* sql`SELECT migration_id, name FROM odj_migration ORDER BY 1`
      assert.deepStrictEqual(
        steps.map(({ migration_id, name }) => [migration_id, name]),
        migrations.map(([id, name]) => [id, name]),
      )
    }),
  )

  it.effect("is refused and left unchanged if a newer program has made it", () =>
    Effect.gen(function* () {
      const url = yield* databaseOf(migrations.length)
      const sql = yield* connect(url)
      yield* sql`INSERT INTO odj_migration (migration_id, name) VALUES (${migrations.length + 1}, 'later')`
      const before = yield* schemaOf(sql)
      assert.match(yield* refusal(url), /newer version/)
      assert.deepStrictEqual(yield* schemaOf(sql), before)
    }),
  )

  it.effect("is refused if it could lose acknowledged writes", () =>
    Effect.gen(function* () {
      const url = yield* newDatabase
      const forgetful = changed(url, ({ searchParams }) =>
        searchParams.set("options", "-c synchronous_commit=off"),
      )
      assert.match(yield* refusal(forgetful), /synchronous_commit is off/)
    }),
  )

  it.effect("is refused if its encoding is not UTF-8", () =>
    Effect.gen(function* () {
      const url = yield* newDatabase
      const sql = yield* connect(url)
      yield* sql`CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE_PROVIDER libc LOCALE 'C'`
      const latin = changed(url, (other) => {
        other.pathname = "/latin"
      })
      const message = yield* Effect.ensuring(
        refusal(latin),
        Effect.orDie(sql`DROP DATABASE latin WITH (FORCE)`),
      )
      assert.match(message, /encoding is LATIN1/)
    }),
  )

  it.effect("is refused with a reason that contains no secret", () =>
    Effect.gen(function* () {
      const url = yield* newDatabase
      const wrong = changed(url, (other) => {
        other.password = "s3cret"
      })
      const absent = changed(url, (other) => {
        other.pathname = "/absent"
      })
      const refusals = {
        "it rejects the user or the password": wrong,
        "its server has no database with that name": absent,
        "its host refuses connections on that port": Redacted.make(
          "postgresql://user:s3cret@127.0.0.1:1/odj",
        ),
        "its address is not a URL like postgresql://host/database with one host":
          Redacted.make("mysql://user:s3cret@host"),
      }
      for (const [message, refused] of Object.entries(refusals)) {
        assert.strictEqual(yield* refusal(refused), message)
      }
    }),
  )
})
