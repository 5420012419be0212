/** The failure to open a database. */
import { Data } from "effect"

/** The database could not be opened. */
export class DatabaseUnusable extends Data.TaggedError("DatabaseUnusable")<{
  /** The path or URL of the database, without user and password. */
  readonly address: string
  /** Why, without a full stop; undefined if the database does not exist. */
  readonly reason: string | undefined
}> {}
