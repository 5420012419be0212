/** What SQLite's result codes mean for a store. */
import { ConnectorStoreFull, ConnectorStoreUnavailable, CreateOutcomeUnknown } from "@odj/core"
import { Duration, Predicate } from "effect"

/** The database is closed, or could not be reopened. */
export class SqliteUnusable extends Error {}

// Source: SQLite's list of result codes; the lower 8 bits of an extended code are its primary code.
const full = 13
const disk = 10
const busy = 5
/** Locked, out of memory, interrupted, read-only, can't be opened, too many processes at the log. */
const passing: ReadonlySet<number> = new Set([6, 7, 8, 9, 14, 15])

/** The extended result code of an error of `node:sqlite`; 0 for anything else. */
export const resultCode = (cause: unknown): number =>
  Predicate.hasProperty(cause, "errcode") && typeof cause.errcode === "number" ? cause.errcode : 0

/** Whether the disk is full. If so, a commit has certainly failed. */
export const isDiskFull = (cause: unknown): boolean => (resultCode(cause) & 0xff) === full

/** Whether the disk fails. */
export const isDiskFailure = (cause: unknown): boolean => (resultCode(cause) & 0xff) === disk

/** The store's failure after an error that changed nothing; `undefined` for a defect: a damaged database or a bug. */
export const storeFailure = (cause: unknown): ConnectorStoreFull | ConnectorStoreUnavailable | undefined => {
  const code = resultCode(cause)
  const unavailable = (message: string) =>
    new ConnectorStoreUnavailable({ report: { message }, retryAfter: Duration.seconds(1) })
  if (cause instanceof SqliteUnusable) return unavailable(cause.message)
  if (isDiskFull(cause))
    return new ConnectorStoreFull({ report: { message: "The disk of the database is full" } })
  if (isDiskFailure(cause)) return unavailable(`The disk of the database fails (SQLite error ${code})`)
  if ((code & 0xff) === busy) return unavailable("Another program is using the database")
  return passing.has(code & 0xff)
    ? unavailable(`The database can't be used at the moment (SQLite error ${code})`)
    : undefined
}

/** The store's failure after a commit that failed for another reason than a full disk. */
export const unknownOutcome = (cause: unknown): CreateOutcomeUnknown =>
  new CreateOutcomeUnknown({
    report: {
      message: `The database failed to commit (SQLite error ${resultCode(cause)})`,
    },
  })
