/** A database with the connectors of all tenants, over a connection to a SQLite file. */
import { ConnectorStoreUnavailable, type CreateFailure, type ServiceFailure } from "@odj/core"
import { Cause, Effect, Exit, Result } from "effect"
import { Migrator, SqlClient, SqlError } from "effect/sql"
import { ConnectorDatabase, type DatabaseContents, DatabaseRefused } from "../database/ConnectorDatabase.ts"
import { migrate } from "../database/Migrations.ts"
import * as OpaqueTokens from "../database/OpaqueTokens.ts"
import { storeOf, type Writes } from "../database/SqlConnectorStore.ts"
import { tracedIn } from "../database/TracedWrite.ts"
import * as ConnectorReads from "../read/ConnectorReads.ts"
import * as GroupCommit from "./GroupCommit.ts"
import * as IdleWriteBack from "./IdleWriteBack.ts"
import * as SqliteClient from "./SqliteClient.ts"
import type { SqliteConnection, TransactionFailure } from "./SqliteConnection.ts"
import { storeFailure } from "./SqliteFailure.ts"
import { sqliteMigrations } from "./SqliteMigrations.ts"
import { isReadOnly, refuse } from "./SqliteRefusal.ts"
import type { SqliteStatements } from "./SqliteStatements.ts"
import * as SqliteWrites from "./SqliteWrites.ts"

/** Runs a read, and translates its error to a failure of the port. */
const run = <A>(statement: Effect.Effect<A, SqlError.SqlError>): Effect.Effect<A, ServiceFailure> =>
  Effect.catch(statement, (error) => {
    const failure = storeFailure(error.reason.cause)
    return failure === undefined ? Effect.die(error) : Effect.fail(failure)
  })

/** The failure of an update or a delete: if its outcome is unknown, it may be repeated. */
const asUnavailable = (failure: TransactionFailure) =>
  failure._tag === "CreateOutcomeUnknown"
    ? new ConnectorStoreUnavailable({ report: failure.report })
    : failure

const traced = tracedIn("sqlite")

const traceInsert = traced("INSERT")
const traceUpdate = traced("UPDATE")
const traceDelete = traced("DELETE")

const writesOf = (group: GroupCommit.GroupCommit<SqliteStatements, TransactionFailure>): Writes => {
  const change = <A>(write: (statements: SqliteStatements) => A) =>
    Effect.mapError(group.write(write), asUnavailable)
  return {
    create: (tenant, connector, key) =>
      Effect.clockWith((clock) => {
        const now = clock.currentTimeMillisUnsafe()
        const write = group.write((statements) =>
          key === undefined
            ? Effect.fromResult(SqliteWrites.create(statements, tenant, connector, now))
            : SqliteWrites.createOnce(statements, tenant, connector, key, now),
        )
        return Effect.flatten(traceInsert(write))
      }),
    createMany: (tenant, connectors) =>
      Effect.clockWith((clock) => {
        const now = clock.currentTimeMillisUnsafe()
        const write = group.write((statements) =>
          connectors.map((connector) => SqliteWrites.create(statements, tenant, connector, now)),
        )
        return Effect.catch(traceInsert(write), (failure) =>
          Effect.succeed(connectors.map(() => Result.fail<CreateFailure>(failure))),
        )
      }),
    update: (tenant, id, patch) =>
      Effect.flatten(traceUpdate(change((statements) => SqliteWrites.update(statements, tenant, id, patch)))),
    remove: (tenant, id) =>
      Effect.flatMap(
        traceDelete(change((statements) => SqliteWrites.remove(statements, tenant, id))),
        Effect.fromResult,
      ),
  }
}

const contentsOf = (
  sql: SqlClient.SqlClient,
  group: GroupCommit.GroupCommit<SqliteStatements, TransactionFailure>,
): DatabaseContents => ({
  tenants: Effect.map(
    run(
      sql<{
        readonly tenant: string
      }>`SELECT name AS tenant, (SELECT min(sequence) FROM odj_connector WHERE tenant_number = number) AS oldest
        FROM odj_tenant WHERE oldest IS NOT NULL ORDER BY oldest`,
    ),
    (rows) => rows.map(({ tenant }) => tenant),
  ),
  clear: traceDelete(Effect.mapError(group.write(SqliteWrites.clear), asUnavailable)),
})

/** The driver's error inside the errors of the client, the migrator and `Effect.try`. */
const causeOf = (error: unknown): unknown =>
  error instanceof Migrator.MigrationError || Cause.isUnknownError(error)
    ? causeOf(error.cause)
    : SqlError.isSqlError(error)
      ? error.reason.cause
      : error

/** Migrates the tables of the connection's database, and makes its stores. */
export const make = Effect.fnUntraced(function* (connection: SqliteConnection) {
  const sql = yield* SqliteClient.make(connection.statements)
  yield* migrate(sqliteMigrations, Effect.try(connection.allowMigration)).pipe(
    Effect.andThen(Effect.try(connection.startLog)),
    Effect.provideService(SqlClient.SqlClient, sql),
    Effect.catch((error) => {
      const cause = causeOf(error)
      return isReadOnly(cause)
        ? new DatabaseRefused({
            message: "it has to be migrated to this version of odj, and it is read-only",
          })
        : refuse(cause)
    }),
  )
  const written = yield* IdleWriteBack.make(connection.writeBack)
  const transact: typeof connection.transact = (work) => {
    const exit = connection.transact(work)
    if (Exit.isSuccess(exit)) written()
    return exit
  }
  // When the scope closes, the waiting writes run before the connection is closed.
  const group = yield* Effect.acquireRelease(
    Effect.sync(() => GroupCommit.make(transact)),
    ({ flush }) => Effect.sync(flush),
  )
  const source = { sql, idIs: (id: string) => sql`id = ${id}`, run, runLong: run, isInProcess: true }
  const reads = OpaqueTokens.make(ConnectorReads.make(source), sql, run)
  const writes = writesOf(group)
  return ConnectorDatabase.of({
    storeOf: (tenant) => storeOf(reads, writes, tenant),
    isReady: Effect.sync(connection.isReady),
    contents: contentsOf(sql, group),
  })
})
