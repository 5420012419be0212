/**
 * Brings a database to the tables that this program works on: forward only, and under the migrator's lock, so that of
 * several programs that start together one does it.
 */
import { Effect } from "effect"
import { Migrator, SqlClient, type SqlError } from "effect/sql"
import { DatabaseRefused } from "./ConnectorDatabase.ts"

/** A step: its number, from 1 on without a gap, its name and what it does. */
export type Migration = readonly [
  id: number,
  name: string,
  step: Effect.Effect<unknown, SqlError.SqlError, SqlClient.SqlClient>,
]

const table = "odj_migration"

/** How many steps the database has seen; none where it has no table of them. */
const seen = Effect.gen(function* () {
  const sql = yield* SqlClient.SqlClient
  const [latest] = yield* sql<{
    readonly id: number | null
  }>`SELECT max(migration_id) AS id FROM ${sql(table)}`
  return Number(latest?.id ?? 0)
}).pipe(Effect.orElseSucceed(() => 0))

/**
 * Carries out the steps that the database has not seen; where there are none, it waits for no lock. Refuses one that has
 * seen more than there are.
 */
export const migrate = Effect.fnUntraced(function* (migrations: ReadonlyArray<Migration>) {
  const steps = yield* seen
  if (steps > migrations.length) {
    return yield* new DatabaseRefused({
      message: `it was made by a newer version of this program, which knows ${steps} steps of its tables where this one knows ${migrations.length}`,
    })
  }
  if (steps === migrations.length) return
  const run = Migrator.make({})
  yield* run({
    table,
    loader: Effect.succeed(migrations.map(([id, name, step]) => [id, name, Effect.succeed(step)] as const)),
  })
})
