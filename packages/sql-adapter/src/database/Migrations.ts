/**
 * Migrates a database to this version's tables: forward only, and under a lock, so that only one of several programs
 * that start together does it.
 */
import { Effect } from "effect"
import { Migrator, SqlClient, type SqlError } from "effect/sql"
import { DatabaseRefused } from "./ConnectorDatabase.ts"

/** A migration: its number, its name and its statements. A database leaves out the numbers that change only another. */
export type Migration = readonly [
  id: number,
  name: string,
  step: Effect.Effect<unknown, SqlError.SqlError, SqlClient.SqlClient>,
]

const table = "odj_migration"

/** The number of the database's last migration; 0 if it has no table of migrations. */
const latestMigration = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [latest] = yield* sql<{
    readonly id: number | null
  }>`SELECT max(migration_id) AS id FROM ${sql(table)}`
  return Number(latest?.id ?? 0)
}).pipe(Effect.orElseSucceed(() => 0))

/**
 * Runs the missing migrations, after `prepare`. If there are none, it runs nothing and takes no lock. Fails for a
 * database with more migrations than this version knows.
 */
export const migrate = Effect.fnUntraced(function* <E = never>(
  migrations: ReadonlyArray<Migration>,
  prepare: Effect.Effect<void, E> = Effect.void,
) {
  const latest = yield* latestMigration
  const newest = Math.max(...migrations.map(([id]) => id))
  if (latest > newest) {
    return yield* new DatabaseRefused({
      message: `it was made by a newer version of this program (its tables have version ${latest}, and this version supports up to ${newest})`,
    })
  }
  if (latest === newest) return
  yield* prepare
  const run = Migrator.make({})
  yield* run({
    table,
    loader: Effect.succeed(migrations.map(([id, name, step]) => [id, name, Effect.succeed(step)] as const)),
  })
})
