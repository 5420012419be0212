/** How a statement of PostgreSQL can fail, and the store's failure for it. */
import { ConnectorStoreFull, ConnectorStoreUnavailable, CreateOutcomeUnknown } from "@odj/core"
import { Data, Duration, Predicate } from "effect"
import type { SqlError } from "effect/sql"

/**
 * | outcome | what it means |
 * |---|---|
 * | `NotReached` | nothing was changed: there was no connection, or the database refused or timed out |
 * | `Conflict` | nothing was changed: another transaction came first, and a retry may succeed |
 * | `Locked` | nothing was changed: another transaction held a lock |
 * | `Taken` | nothing was changed: a unique value exists already |
 * | `Full` | nothing was changed: the disk is full |
 * | `Unknown` | it may have been executed: the connection was lost, or the response timed out |
 */
export type StatementOutcome = "NotReached" | "Conflict" | "Locked" | "Taken" | "Full" | "Unknown"

export class StatementFailed extends Data.TaggedError("StatementFailed")<{
  readonly outcome: StatementOutcome
}> {}

/** By the beginning of the SQLSTATE: the first that matches. */
const outcomes: ReadonlyArray<readonly [state: string, outcome: StatementOutcome]> = [
  ["23505", "Taken"],
  ["25006", "NotReached"],
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
export const sqlStateOf = ({ reason: { cause } }: SqlError.SqlError): string | undefined =>
  Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code) && /^[0-9A-Z]{5}$/.test(cause.code)
    ? cause.code
    : undefined

/** How the statement failed; `undefined` if that is a defect of this program or of the stored data. */
export const outcomeOf = (error: SqlError.SqlError): StatementOutcome | undefined => {
  const { reason } = error
  // Without a connection nothing was sent.
  if (reason.operation === "connect") return "NotReached"
  if (reason._tag === "ConnectionError") return "Unknown"
  const state = sqlStateOf(error) ?? ""
  return outcomes.find(([beginning]) => state.startsWith(beginning))?.[1]
}

const wait = Duration.seconds(1)

const sentences: Record<Exclude<StatementOutcome, "Full">, string> = {
  NotReached: "The database is unreachable or too slow",
  Conflict: "The database is too busy",
  Locked: "Another transaction has locked the connector",
  Taken: "The database is too busy",
  Unknown: "The connection to the database was lost",
}

/** The failure of a read, an update or a delete, which may all be repeated. */
export const serviceFailure = ({ outcome }: StatementFailed) => {
  if (outcome === "Full")
    return new ConnectorStoreFull({ report: { message: "The disk of the database is full" } })
  const report = { message: sentences[outcome] }
  return new ConnectorStoreUnavailable(outcome === "Unknown" ? { report } : { report, retryAfter: wait })
}

/** The failure of a create. */
export const createFailure = (failure: StatementFailed) =>
  failure.outcome === "Unknown"
    ? new CreateOutcomeUnknown({ report: { message: sentences.Unknown } })
    : serviceFailure(failure)
