/** How a statement of PostgreSQL can fail, and the store's failure for it. */
import {
  ConnectorStoreFull,
  ConnectorStoreUnavailable,
  CreateOutcomeUnknown,
  type UnavailabilityReason,
} from "@odj/core"
import { Data, Duration, Predicate } from "effect"
import type { SqlError } from "effect/sql"
import { connectFailure } from "./ConnectFailure.ts"

/**
 * | outcome | what it means |
 * |---|---|
 * | `NotReached` | nothing was changed: there was no connection, or the database refused or timed out |
 * | `Busy` | nothing was changed: the server, its pooler or the user's limit has no connection free |
 * | `Conflict` | nothing was changed: another transaction came first, and a retry may succeed |
 * | `Locked` | nothing was changed: another transaction held a lock |
 * | `Taken` | nothing was changed: a unique value exists already |
 * | `Full` | nothing was changed: the disk is full |
 * | `Unknown` | it may have been executed: the connection was lost, or the response timed out |
 */
export type StatementOutcome = "NotReached" | "Busy" | "Conflict" | "Locked" | "Taken" | "Full" | "Unknown"

export class StatementFailed extends Data.TaggedError("StatementFailed")<{
  readonly outcome: StatementOutcome
  /** Why there was no connection, as a clause about the database. */
  readonly clause?: string
  readonly reason?: UnavailabilityReason
}> {}

/** By the beginning of the SQLSTATE: the first that matches. */
const outcomes: ReadonlyArray<readonly [state: string, outcome: StatementOutcome]> = [
  ["23505", "Taken"],
  ["28", "NotReached"],
  ["3D000", "NotReached"],
  // A distributed database that does not know whether it has committed.
  ["40003", "Unknown"],
  ["40", "Conflict"],
  ["53100", "Full"],
  ["53", "NotReached"],
  ["55P03", "Locked"],
  ["57014", "NotReached"],
  ["57", "Unknown"],
  ["58", "NotReached"],
]

/** The SQLSTATE of the error, if it has one. */
const sqlStateOf = ({ reason: { cause } }: SqlError.SqlError): string | undefined =>
  Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code) && /^[0-9A-Z]{5}$/.test(cause.code)
    ? cause.code
    : undefined

/** The failure of a statement that was not executed, because there was no connection. */
export const notReached = (error: SqlError.SqlError): StatementFailed => {
  const { clause, reason, isBusy } = connectFailure(error)
  const outcome = isBusy ? "Busy" : "NotReached"
  return new StatementFailed({ outcome, clause, ...(reason !== undefined && { reason }) })
}

/** The failure of a statement; `undefined` if it is a defect of this program or of the stored data. */
export const statementFailure = (error: SqlError.SqlError): StatementFailed | undefined => {
  const { reason } = error
  const state = sqlStateOf(error) ?? ""
  if (reason.operation === "connect" || state === "25006") return notReached(error)
  if (reason._tag === "ConnectionError") return new StatementFailed({ outcome: "Unknown" })
  const outcome = outcomes.find(([beginning]) => state.startsWith(beginning))?.[1]
  return outcome && new StatementFailed({ outcome })
}

const wait = Duration.seconds(1)

const sentences: Record<Exclude<StatementOutcome, "Full">, string> = {
  NotReached: "The database is unreachable or too slow",
  Busy: "The database has no connection free",
  Conflict: "The database is too busy",
  Locked: "Another transaction has locked the connector",
  Taken: "The database is too busy",
  Unknown: "The connection to the database was lost",
}

/** The failure of a read, an update or a delete, which may all be repeated. */
export const serviceFailure = ({ outcome, clause, reason }: StatementFailed) => {
  if (outcome === "Full")
    return new ConnectorStoreFull({ report: { message: "The disk of the database is full" } })
  const message = clause === undefined ? sentences[outcome] : `The database can't be used: ${clause}`
  return new ConnectorStoreUnavailable({
    report: { message },
    ...(outcome !== "Unknown" && { retryAfter: wait }),
    ...(reason !== undefined && { reason }),
  })
}

/** The failure of a create. */
export const createFailure = (failure: StatementFailed) =>
  failure.outcome === "Unknown"
    ? new CreateOutcomeUnknown({ report: { message: sentences.Unknown } })
    : serviceFailure(failure)
