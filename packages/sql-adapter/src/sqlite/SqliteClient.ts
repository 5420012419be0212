/**
 * Effect's `SqlClient` over `node:sqlite`, which runs statements synchronously.
 *
 * Effect's own client for `node:sqlite` has no release for this version of Effect.
 */
import type { SQLInputValue } from "node:sqlite"
import { Effect, Semaphore, Stream } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlClient, type SqlConnection, SqlError, Statement } from "effect/sql"
import type { SqliteStatements } from "./SqliteStatements.ts"

/** SQLite's result code is `errcode` in `node:sqlite`, and Effect expects `errno`. */
const sqlError = (cause: unknown) => {
  if (cause instanceof Error && "errcode" in cause) Object.assign(cause, { errno: cause.errcode })
  return new SqlError.SqlError({
    reason: SqlError.classifySqliteError(cause, {
      message: "Failed to execute statement",
      operation: "execute",
    }),
  })
}

/**
 * A client over the statements of a database. It gets them for each statement, because the database may be closed and
 * reopened. If that throws, the error is the cause of a `SqlError`.
 */
export const make = Effect.fnUntraced(function* (statements: () => SqliteStatements) {
  const run = (text: string, parameters: ReadonlyArray<unknown>, asArrays: boolean) =>
    Effect.try({
      try: (): ReadonlyArray<unknown> => {
        const statement = statements().get(text)
        statement.setReturnArrays(asArrays)
        // SQLite rejects values that it can't bind.
        return statement.all(...(parameters as ReadonlyArray<SQLInputValue>))
      },
      catch: sqlError,
    })

  const execute: SqlConnection.Connection["execute"] = (text, parameters, transform) => {
    const rows = run(text, parameters, false)
    return transform === undefined
      ? rows
      : Effect.map(rows, (rows) => transform(rows as ReadonlyArray<object>))
  }
  const executeValues: SqlConnection.Connection["executeValues"] = (text, parameters) =>
    run(text, parameters, true) as ReturnType<SqlConnection.Connection["executeValues"]>

  const connection: SqlConnection.Connection = {
    execute,
    executeRaw: (text, parameters) => run(text, parameters, false),
    executeStream: (text, parameters, transform) =>
      Stream.fromIterableEffect(execute(text, parameters, transform)),
    executeValues,
    executeValuesUnprepared: executeValues,
    executeUnprepared: execute,
  }

  return yield* SqlClient.make({
    ...SqlClient.makeSqliteAcquirers({
      connection: Effect.succeed(connection),
      semaphore: yield* Semaphore.make(1),
      isTransaction: () => statements().database.isTransaction,
    }),
    compiler: Statement.makeCompilerSqlite(),
    driver: "node:sqlite",
    releaseSavepoint: (name) => `RELEASE SAVEPOINT ${name}`,
    spanAttributes: [["db.system.name", "sqlite"]],
  }).pipe(Effect.provideServiceEffect(Reactivity.Reactivity, Reactivity.make))
})
