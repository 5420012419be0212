/** Databases for the tests, on a server that each test file shares. */
import { PgClient } from "@effect/sql-pg"
import { type Postgres, startPostgres } from "@odj/throwaway-postgres"
import { Context, Effect, Layer, Redacted } from "effect"
import { Reactivity } from "effect/reactivity"
import type { SqlClient } from "effect/sql"
import { ConnectorDatabase } from "../../src/database/ConnectorDatabase.ts"
import { type Limits, limits } from "../../src/postgres/PostgresConnections.ts"
import { databaseWithin } from "../../src/postgres/PostgresDatabase.ts"

/** The tenant of the fixtures' connectors, which is the default tenant of `odj`. */
export const tenant = "0d100d10-0d10-4d10-8d10-0d100d100d10"

export class PostgresServer extends Context.Service<PostgresServer, Postgres>()("PostgresServer") {}

export const serverLayer = Layer.effect(
  PostgresServer,
  Effect.acquireRelease(
    Effect.promise(() => startPostgres()),
    (postgres) => Effect.promise(() => postgres.stop()),
  ),
)

/** The URL of a new database. */
export const newDatabase = Effect.flatMap(PostgresServer, (server) =>
  Effect.map(
    Effect.promise(() => server.newDatabase()),
    Redacted.make,
  ),
)

/** Opens the database as another program would. */
export const open = (url: Redacted.Redacted, changed: Partial<Limits> = {}) =>
  Effect.map(Layer.build(databaseWithin({ url, limits: { ...limits, ...changed } })), (context) =>
    Context.get(context, ConnectorDatabase),
  )

export const openStore = (url: Redacted.Redacted, changed: Partial<Limits> = {}) =>
  Effect.map(open(url, changed), (database) => database.storeOf(tenant))

/** A separate connection to the database. */
export const connect = (url: Redacted.Redacted) =>
  Effect.provide(PgClient.makeClient({ url }), Reactivity.layer)

/** Runs statements in a transaction that stays open while the effect runs, and is then rolled back. */
export const during = <A, E, R>(
  sql: SqlClient.SqlClient,
  statements: Effect.Effect<unknown, unknown>,
  effect: Effect.Effect<A, E, R>,
) =>
  Effect.gen(function* () {
    yield* sql`BEGIN`
    yield* Effect.orDie(statements)
    return yield* Effect.ensuring(effect, Effect.orDie(sql`ROLLBACK`))
  })

/** Waits until that many sessions of stores wait for a lock. In a transaction the result would never change. */
export const untilWaiting = (sql: SqlClient.SqlClient, sessions: number) =>
  Effect.repeat(
    sql`SELECT 1 FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'odj' AND wait_event_type = 'Lock'`,
    { until: ({ length }) => length === sessions },
  )
