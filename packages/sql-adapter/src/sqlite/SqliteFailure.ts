/** What a failure of SQLite means: a pure table of its result codes. */
import { ConnectorStoreFull, ConnectorStoreUnavailable, CreateOutcomeUnknown } from "@odj/core"
import { Duration, Predicate } from "effect"

/** The database is closed, or could not be opened anew after its disk had failed. */
export class SqliteUnusable extends Error {}

// Source: SQLite's list of result codes; the lower 8 bits of an extended code are its primary code.
const noRoom = 13
const disk = 10
/** Busy, locked, out of memory, interrupted, read-only, not to be opened. */
const passing: ReadonlySet<number> = new Set([5, 6, 7, 8, 9, 14])

/** The extended result code of what `node:sqlite` throws, or 0 for anything else. */
export const resultCode = (cause: unknown): number =>
  Predicate.hasProperty(cause, "errcode") && typeof cause.errcode === "number" ? cause.errcode : 0

/** Whether it says that there is no room left, so that a commit has certainly failed. */
export const isNoRoom = (cause: unknown): boolean => (resultCode(cause) & 0xff) === noRoom

/** Whether it says that the disk fails. */
export const isDiskFailure = (cause: unknown): boolean => (resultCode(cause) & 0xff) === disk

/** How a store fails that did not change anything, or nothing where it is a defect: a damaged database, a bug. */
export const storeFailure = (cause: unknown): ConnectorStoreFull | ConnectorStoreUnavailable | undefined => {
  const code = resultCode(cause)
  const unavailable = (message: string) =>
    new ConnectorStoreUnavailable({ report: { message }, retryAfter: Duration.seconds(1) })
  if (cause instanceof SqliteUnusable) return unavailable(cause.message)
  if (isNoRoom(cause))
    return new ConnectorStoreFull({ report: { message: "There is no room left for the database" } })
  if (isDiskFailure(cause)) return unavailable(`The disk of the database fails (SQLite's code ${code})`)
  return passing.has(code & 0xff)
    ? unavailable(`The database can't be used now (SQLite's code ${code})`)
    : undefined
}

/** How a store fails whose commit has failed, though there was room. */
export const unknownOutcome = (cause: unknown): CreateOutcomeUnknown =>
  new CreateOutcomeUnknown({
    report: {
      message: `The database failed to commit, and what it keeps is not known (SQLite's code ${resultCode(cause)})`,
    },
  })
