/** Databases for the tests, on a server that lives as long as a test file's. */
import { PgClient } from "@effect/sql-pg"
import { type Postgres, startPostgres } from "@odj/throwaway-postgres"
import { Context, Effect, Layer, Redacted } from "effect"
import { Reactivity } from "effect/reactivity"
import { ConnectorDatabase } from "../../src/database/ConnectorDatabase.ts"
import { type Limits, limits } from "../../src/postgres/PostgresConnections.ts"
import { databaseWithin } from "../../src/postgres/PostgresDatabase.ts"

/** The one that the fixtures hold connectors of: that of `odj` where nobody names another. */
export const tenant = "0d100d10-0d10-4d10-8d10-0d100d100d10"

export class PostgresServer extends Context.Service<PostgresServer, Postgres>()("PostgresServer") {}

export const serverLayer = Layer.effect(
  PostgresServer,
  Effect.acquireRelease(
    Effect.promise(() => startPostgres()),
    (postgres) => Effect.promise(() => postgres.stop()),
  ),
)

/** The URL of a database of its own. */
export const newDatabase = Effect.flatMap(PostgresServer, (server) =>
  Effect.map(
    Effect.promise(() => server.newDatabase()),
    Redacted.make,
  ),
)

/** The database, opened as a program of its own would. */
export const open = (url: Redacted.Redacted, changed: Partial<Limits> = {}) =>
  Effect.map(Layer.build(databaseWithin({ url, limits: { ...limits, ...changed } })), (context) =>
    Context.get(context, ConnectorDatabase),
  )

export const openStore = (url: Redacted.Redacted, changed: Partial<Limits> = {}) =>
  Effect.map(open(url, changed), (database) => database.storeOf(tenant))

/** A connection beside the store's. */
export const connect = (url: Redacted.Redacted) =>
  Effect.provide(PgClient.makeClient({ url }), Reactivity.layer)
