/** An open SQLite database and its statements, each prepared once. */
import type { DatabaseSync, StatementSync } from "node:sqlite"

/** How many statements are kept: more than there are shapes of queries in common use. */
const capacity = 256

export class SqliteStatements {
  readonly database: DatabaseSync
  /** By text, the one that was used longest ago first. */
  readonly #prepared = new Map<string, StatementSync>()

  constructor(database: DatabaseSync) {
    this.database = database
  }

  /** The statement of a text, which is one statement and no more: SQLite leaves out what follows it. */
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
