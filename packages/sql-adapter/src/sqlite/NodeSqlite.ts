/** Opens SQLite databases with `node:sqlite`. */
import type { DatabaseSync } from "node:sqlite"

/** The first value that a statement returns: for a pragma, its value. */
export const firstOf = (database: DatabaseSync, text: string): unknown =>
  Object.values(database.prepare(text).get() ?? {})[0]

/** Opens a database, and closes it again if `use` throws. Its statements do not wait for another process's lock. */
export const opened = (
  place: string | URL,
  readOnly: boolean,
  use: (database: DatabaseSync) => void,
): DatabaseSync => {
  // Loaded here because loading it prints a warning in Node.js 22, which users of PostgreSQL should not see.
  const { DatabaseSync } = process.getBuiltinModule("node:sqlite")
  const database = new DatabaseSync(place, { readOnly })
  try {
    use(database)
    return database
  } catch (cause) {
    database.close()
    throw cause
  }
}
