/** A PostgreSQL database with the connectors of every tenant: checked, brought to the tables of this program, and used within limits. */
import { PgClient } from "@effect/sql-pg"
import { Effect, Layer, Redacted } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlClient, SqlError } from "effect/sql"
import { ConnectorDatabase, DatabaseRefused } from "../database/ConnectorDatabase.ts"
import { migrate } from "../database/Migrations.ts"
import { storeOf } from "../database/SqlConnectorStore.ts"
import * as ConnectorReads from "../read/ConnectorReads.ts"
import * as PostgresConnections from "./PostgresConnections.ts"
import { serviceFailure, sqlStateOf } from "./PostgresFailure.ts"
import { migrations } from "./PostgresMigrations.ts"
import * as PostgresWrites from "./PostgresWrites.ts"

const refused = (message: string) => new DatabaseRefused({ message })

const isPostgresUrl = (text: string) =>
  URL.canParse(text) && /^postgres(?:ql)?:$/.test(new URL(text).protocol)

/** Why a database can't be used, as far as its error says so. The error itself may name what is nobody's business. */
const refusalOf = (error: SqlError.SqlError): DatabaseRefused => {
  const state = sqlStateOf(error)
  if (state?.startsWith("28")) return refused("it refuses the user or the password")
  if (state === "3D000") return refused("its server has no database of that name")
  if (state === "55P03") return refused("another session holds on to its tables")
  if (state === "42501") return refused("the user may not make the tables in it")
  return refused("it can't be reached")
}

/** Looks whether the database keeps what the store promises, and brings it to the tables of this program. */
const prepare = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [settings] = yield* sql<{ readonly encoding: string; readonly synchronous: string }>`
    SELECT current_setting('server_encoding') AS encoding, current_setting('synchronous_commit') AS synchronous`
  if (settings?.encoding !== "UTF8") {
    return yield* refused(`its encoding is ${settings?.encoding}, and only UTF8 holds every text`)
  }
  if (settings.synchronous === "off") {
    return yield* refused(
      "its setting synchronous_commit is off, so that it forgets what it has acknowledged",
    )
  }
  yield* migrate(migrations)
})

/** A connection of its own for {@link prepare}, which waits 30 seconds for a lock; a step may take long on large tables. */
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
        SqlError.isSqlError(cause) ? refusalOf(cause) : refused("its tables can't be brought up to date"),
    }),
  )

/** The database, in which everything ends within the limits. */
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
        return yield* refused("its address is no URL like postgresql://user:password@host/database")
      }
      yield* prepared(url)
      const connections = yield* Effect.mapError(PostgresConnections.make(url, limits), refusalOf)
      const { sql, ask } = connections
      const reads = ConnectorReads.make({
        sql,
        idIs: (id) => sql`id_digest = ${PostgresWrites.digestOf(id)}`,
        answer: (statements) => Effect.mapError(ask(statements), serviceFailure),
      })
      const writes = PostgresWrites.make(connections)
      return ConnectorDatabase.of({
        storeOf: (tenant) => storeOf(reads, writes, tenant),
        isReady: Effect.isSuccess(Effect.timeout(ask(sql`SELECT 1`), "1 second")),
      })
    }),
  ).pipe(Layer.provide(Reactivity.layer))
