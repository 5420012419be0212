/** An open SQLite database with a cache of prepared statements. */
import type { DatabaseSync, StatementSync } from "node:sqlite"

/** The size of the cache: more than the different queries in common use. */
const capacity = 256

export class SqliteStatements {
  readonly database: DatabaseSync
  /** By text, the least recently used first. */
  readonly #prepared = new Map<string, StatementSync>()

  constructor(database: DatabaseSync) {
    this.database = database
  }

  /** The prepared statement. The text must be a single statement: SQLite ignores the rest. */
  get(text: string): StatementSync {
    const statement = this.#prepared.get(text) ?? this.database.prepare(text)
    this.#prepared.delete(text)
    this.#prepared.set(text, statement)
    if (this.#prepared.size > capacity) {
      for (const oldest of this.#prepared.keys()) {
        this.#prepared.delete(oldest)
        break
      }
    }
    return statement
  }
}
