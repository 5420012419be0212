/**
 * Effect's `SqlClient` over `node:sqlite`, which runs each statement at once and in this thread.
 *
 * Effect's own client for it has no release for this version of Effect.
 */
import type { SQLInputValue } from "node:sqlite"
import { Effect, Semaphore, Stream } from "effect"
import { Reactivity } from "effect/reactivity"
import { SqlClient, type SqlConnection, SqlError, Statement } from "effect/sql"
import type { SqliteStatements } from "./SqliteStatements.ts"

/** `node:sqlite` calls SQLite's result code `errcode`, and Effect looks for `errno`. */
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
 * A client of the database whose statements are given. It asks for them each time, so that the database may be closed
 * and opened anew; what that throws is the cause of a `SqlError`.
 */
export const make = Effect.fnUntraced(function* (statements: () => SqliteStatements) {
  const run = (text: string, parameters: ReadonlyArray<unknown>, asArrays: boolean) =>
    Effect.try({
      try: (): ReadonlyArray<unknown> => {
        const statement = statements().get(text)
        statement.setReturnArrays(asArrays)
        // What SQLite can't bind, it refuses.
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
