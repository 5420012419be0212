/** Opens a PostgreSQL database: checks its settings, migrates its tables, and uses it within limits. */
import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Redacted } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlClient, SqlError } from "effect/sql"
import { ConnectorDatabase, DatabaseRefused } from "../database/ConnectorDatabase.ts"
import { migrate } from "../database/Migrations.ts"
import * as OpaqueTokens from "../database/OpaqueTokens.ts"
import { storeOf } from "../database/SqlConnectorStore.ts"
import * as ConnectorReads from "../read/ConnectorReads.ts"
import type * as RowWalk from "../read/RowWalk.ts"
import * as PostgresConnections from "./PostgresConnections.ts"
import { serviceFailure, sqlStateOf } from "./PostgresFailure.ts"
import { migrations } from "./PostgresMigrations.ts"
import * as PostgresWrites from "./PostgresWrites.ts"

const refused = (message: string) => new DatabaseRefused({ message })

const isPostgresUrl = (text: string) =>
  URL.canParse(text) && /^postgres(?:ql)?:$/.test(new URL(text).protocol)

/** Why a database can't be used, by the error's code. The error itself is not shown, because it may contain secrets. */
const refusalOf = (error: SqlError.SqlError): DatabaseRefused => {
  const state = sqlStateOf(error)
  if (state?.startsWith("28")) return refused("it rejects the user or the password")
  if (state === "3D000") return refused("its server has no database with that name")
  if (state === "55P03") return refused("another session has locked its tables")
  if (state === "42501") return refused("the user is not allowed to create its tables")
  return refused("it is unreachable")
}

/** Checks that the database can keep what the store promises, and migrates its tables. */
const prepare = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [settings] = yield* sql<{ readonly encoding: string; readonly synchronous: string }>`
    SELECT current_setting('server_encoding') AS encoding, current_setting('synchronous_commit') AS synchronous`
  if (settings?.encoding !== "UTF8") {
    return yield* refused(`its encoding is ${settings?.encoding} and has to be UTF8`)
  }
  if (settings.synchronous === "off") {
    return yield* refused("its setting synchronous_commit is off, so it could lose acknowledged writes")
  }
  yield* migrate(migrations)
})

/** Runs {@link prepare} over a separate connection that waits 30 seconds for a lock: a migration may take long. */
const prepared = (url: Redacted.Redacted) =>
  prepare.pipe(
    Effect.provideServiceEffect(
      SqlClient.SqlClient,
      PgClient.makeClient({ url, applicationName: "odj", startupParameters: { lock_timeout: "30000" } }),
    ),
    Effect.scoped,
    Effect.catchTags({
      SqlError: (error) => refusalOf(error),
      MigrationError: ({ cause }) =>
        SqlError.isSqlError(cause) ? refusalOf(cause) : refused("its tables can't be migrated"),
    }),
  )

/** The database, with these limits on all statements. */
export const databaseWithin = ({
  url,
  limits,
}: {
  readonly url: Redacted.Redacted
  readonly limits: PostgresConnections.Limits
}): Layer.Layer<ConnectorDatabase, DatabaseRefused> =>
  Layer.effect(
    ConnectorDatabase,
    Effect.gen(function* () {
      if (!isPostgresUrl(Redacted.value(url))) {
        return yield* refused("its address is not a URL like postgresql://user:password@host/database")
      }
      yield* prepared(url)
      const connections = yield* Effect.mapError(PostgresConnections.make(url, limits), refusalOf)
      const { sql, run } = connections
      const source: RowWalk.Source = {
        sql,
        idIs: (id) => sql`id_digest = ${PostgresWrites.digestOf(id)}`,
        run: (statements) => Effect.mapError(run(statements), serviceFailure),
        isInProcess: false,
      }
      const reads = OpaqueTokens.make(ConnectorReads.make(source), sql, source.run)
      const writes = PostgresWrites.make(connections)
      return ConnectorDatabase.of({
        storeOf: (tenant) => storeOf(reads, writes, tenant),
        isReady: Effect.isSuccess(Effect.timeout(run(sql`SELECT 1`), "1 second")),
      })
    }),
  ).pipe(Layer.provide(Reactivity.layer))
