/**
 * A process that migrates the file of its argument, and is killed after the last step, before that is committed.
 */
import { Clock, Effect } from "effect"
import { SqlClient } from "effect/sql"
import { migrate } from "../../src/database/Migrations.ts"
import * as SqliteClient from "../../src/sqlite/SqliteClient.ts"
import { SqliteConnection } from "../../src/sqlite/SqliteConnection.ts"
import { sqliteMigrations } from "../../src/sqlite/SqliteMigrations.ts"

const [, , path = ""] = process.argv

const kill = Effect.sync(() => process.kill(process.pid, "SIGKILL"))

const last = sqliteMigrations.length - 1

Effect.runPromise(
  Effect.gen(function* () {
    const connection = new SqliteConnection(path, "change", yield* Clock.Clock)
    const sql = yield* SqliteClient.make(connection.statements)
    const migrations = sqliteMigrations.map(
      ([id, name, step], index) => [id, name, index === last ? Effect.andThen(step, kill) : step] as const,
    )
    yield* Effect.provideService(migrate(migrations), SqlClient.SqlClient, sql)
  }),
)
