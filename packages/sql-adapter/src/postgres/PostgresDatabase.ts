/** Opens a PostgreSQL database: finds the way to it, checks its settings, migrates its tables, and uses it within limits. */
import { PgClient } from "@effect/sql-pg"
import { Duration, Effect, Layer, type Redacted, Schedule } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlClient, SqlError } from "effect/sql"
import { ConnectorDatabase, DatabaseRefused } from "../database/ConnectorDatabase.ts"
import { migrate } from "../database/Migrations.ts"
import * as OpaqueTokens from "../database/OpaqueTokens.ts"
import { storeOf } from "../database/SqlConnectorStore.ts"
import * as ConnectorReads from "../read/ConnectorReads.ts"
import type * as RowWalk from "../read/RowWalk.ts"
import { connectFailure, mayBeClear, refusesSettings } from "./ConnectFailure.ts"
import { digestOf } from "./CreateGroup.ts"
import { type PostgresAddress, postgresAddress } from "./PostgresAddress.ts"
import type { Limits, Route } from "./PostgresConnections.ts"
import * as PostgresConnections from "./PostgresConnections.ts"
import { serviceFailure } from "./PostgresFailure.ts"
import { migrations } from "./PostgresMigrations.ts"
import { type PostgresTls, postgresTls } from "./PostgresTls.ts"
import { inTransaction } from "./PostgresTransaction.ts"
import * as PostgresWrites from "./PostgresWrites.ts"

const refused = (message: string) => new DatabaseRefused({ message })

/** Why a database can't be used. The error itself is not shown, because it may contain secrets. */
const refusalOf = (error: SqlError.SqlError): DatabaseRefused => {
  const { clause, advice } = connectFailure(error)
  return refused(advice === undefined ? clause : `${clause}: ${advice}`)
}

/** The settings of the connection that prepares the database: a migration may wait long for a lock. */
const settings = { lock_timeout: "30000" }

/** A client whose transactions have the settings if the session has not. Its statements run once, so none is prepared. */
const clientOn = Effect.fnUntraced(function* ({ client, isPooled }: Route) {
  const startupParameters = isPooled ? {} : settings
  const sql = yield* PgClient.makeClient({ ...client, prepare: false, startupParameters })
  if (!isPooled) return sql
  return Object.assign(sql, { withTransaction: inTransaction(sql, settings) })
})

interface Found {
  readonly encoding: string
  readonly synchronous: string
  readonly lock: string
  /** PGlite drops settings too, but has one session for all, in which nothing waits for a lock. */
  readonly isPglite: boolean
}

/**
 * Checks that the database can keep what the store promises, and migrates its tables. Returns false, and migrates
 * nothing, if the session should have the settings and has not: a pooler has dropped them.
 */
const prepareOn = Effect.fnUntraced(function* (route: Route) {
  const sql = yield* clientOn(route)
  const settingsFound = sql<Found>`
    SELECT current_setting('server_encoding') AS encoding, current_setting('synchronous_commit') AS synchronous,
      current_setting('lock_timeout') AS lock, version() LIKE '%PGlite%' AS "isPglite"`
  const [found] = yield* (route.isPooled ? sql.withTransaction(settingsFound) : settingsFound).pipe(
    // A pooler accepts a connection before it has one to the server.
    Effect.timeoutOrElse({
      duration: route.client.connectTimeout ?? "5 seconds",
      orElse: () => refused("it has no connection free, or does not respond in time"),
    }),
  )
  if (found?.encoding !== "UTF8") {
    return yield* refused(`its encoding is ${found?.encoding} and has to be UTF8`)
  }
  if (found.synchronous === "off") {
    return yield* refused("its setting synchronous_commit is off, so it could lose acknowledged writes")
  }
  if (!route.isPooled && found.lock !== "30s" && !found.isPglite) return false
  yield* Effect.provideService(migrate(migrations), SqlClient.SqlClient, sql)
  return true
}, Effect.scoped)

/** Prepares the database, and returns the way to it: directly, or through a pooler that refuses or drops settings. */
const routeOf = Effect.fnUntraced(function* (client: PgClient.PgClientConfig) {
  const direct = { client, isPooled: false }
  const isDirect = yield* Effect.catchIf(
    prepareOn(direct),
    (error) => error._tag === "SqlError" && refusesSettings(error),
    () => Effect.succeed(false),
  )
  if (isDirect) return direct
  const pooled = { client, isPooled: true }
  yield* prepareOn(pooled)
  return pooled
})

/** The way to the database, with TLS if the mode or the server wants it. Waits if there is no connection free. */
const prepared = (
  { url, applicationName, connectTimeout }: PostgresAddress,
  tls: PostgresTls,
  limits: Limits,
) => {
  const over = (ssl: PostgresTls["ssl"]) => routeOf({ url, applicationName, connectTimeout, ssl })
  const route = tls.isOptional
    ? Effect.catchIf(
        over(tls.ssl),
        (error) => error._tag === "SqlError" && mayBeClear(error),
        () => over(false),
      )
    : over(tls.ssl)
  return route.pipe(
    Effect.retry({
      while: (error) => error._tag === "SqlError" && connectFailure(error).isBusy === true,
      schedule: Schedule.upTo(Schedule.spaced("200 millis"), { duration: limits.connection }),
    }),
    Effect.catchTags({
      SqlError: (error) => refusalOf(error),
      MigrationError: ({ cause }) =>
        SqlError.isSqlError(cause) ? refusalOf(cause) : refused("its tables can't be migrated"),
    }),
  )
}

/** The database, with these limits on all statements. */
export const databaseWithin = ({
  url,
  limits,
}: {
  readonly url: Redacted.Redacted
  readonly limits: Limits
}): Layer.Layer<ConnectorDatabase, DatabaseRefused> =>
  Layer.effect(
    ConnectorDatabase,
    Effect.gen(function* () {
      const address = yield* Effect.mapError(Effect.fromResult(postgresAddress(url)), refused)
      const { client, isPooled } = yield* prepared(address, yield* postgresTls(address.tls), limits)
      const connectTimeout = Duration.min(address.connectTimeout, Duration.millis(limits.connection))
      const route = { client: { ...client, connectTimeout }, isPooled }
      const connections = yield* Effect.mapError(PostgresConnections.make(route, limits), refusalOf)
      const { sql, run, runLong } = connections
      const source: RowWalk.Source = {
        sql,
        idIs: (id) => sql`id_digest = ${digestOf(id)}`,
        run: (statements) => Effect.mapError(run(statements), serviceFailure),
        runLong: (statements) => Effect.mapError(runLong(statements), serviceFailure),
        isInProcess: false,
      }
      const reads = OpaqueTokens.make(ConnectorReads.make(source), sql, source.run)
      const writes = yield* PostgresWrites.make(connections)
      // A standby is read-only.
      const isWritable = sql<{
        readonly writable: boolean
      }>`SELECT current_setting('transaction_read_only') = 'off' AS writable`
      return ConnectorDatabase.of({
        storeOf: (tenant) => storeOf(reads, writes, tenant),
        isReady: run(isWritable).pipe(
          Effect.map(([row]) => row?.writable === true),
          Effect.timeout("1 second"),
          Effect.orElseSucceed(() => false),
        ),
      })
    }),
  ).pipe(Layer.provide(Reactivity.layer))
