/** A database that can't be worked in, as whoever picks the stores finds out. */
import { Data } from "effect"

/** Nothing was asked of the database; `reason` says why, in a sentence without an end. */
export class DatabaseUnusable extends Data.TaggedError("DatabaseUnusable")<{
  /** Which database it is; without a user and a password. */
  readonly place: string
  readonly reason: string
}> {}
