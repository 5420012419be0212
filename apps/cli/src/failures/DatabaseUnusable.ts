/** The failure to open a database. */
import { Data } from "effect"

/** The database could not be opened; `reason` says why, without a full stop. */
export class DatabaseUnusable extends Data.TaggedError("DatabaseUnusable")<{
  /** The path or URL of the database, without user and password. */
  readonly address: string
  readonly reason: string
}> {}
