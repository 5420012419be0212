/** Runs statements in a transaction that has its settings, for a pooler that keeps none for a session. */
import { Effect } from "effect"
import { SqlClient, type SqlConnection } from "effect/sql"

type Connection = SqlConnection.Connection

const control = (connection: Connection, statement: string) =>
  Effect.asVoid(connection.executeUnprepared(statement, [], undefined))

/** A rollback fails only if the connection is lost, and then there is nothing to roll back. */
const rollback = (connection: Connection) => Effect.ignore(control(connection, "ROLLBACK"))

/**
 * The wait for a connection can be interrupted, also the wait in the pooler, which begins with `BEGIN`. The settings are
 * names of PostgreSQL.
 */
export const inTransaction = (sql: SqlClient.SqlClient, settings: Readonly<Record<string, string>>) => {
  const calls = Object.keys(settings).map((name, index) => `set_config('${name}', $${index + 1}, true)`)
  const begin = (connection: Connection) =>
    control(connection, "BEGIN").pipe(
      Effect.andThen(
        connection.executeUnprepared(`SELECT ${calls.join(", ")}`, Object.values(settings), undefined),
      ),
      Effect.onError(() => rollback(connection)),
    )
  return SqlClient.makeWithTransaction({
    transactionService: sql.transactionService,
    spanAttributes: [],
    acquireConnection: (restore) => restore(Effect.tap(sql.reserve, begin)),
    begin: () => Effect.void,
    savepoint: () => Effect.void,
    commit: (connection) => control(connection, "COMMIT"),
    rollback,
    rollbackSavepoint: () => Effect.void,
  })
}
