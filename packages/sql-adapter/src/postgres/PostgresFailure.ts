/** How a statement can end that PostgreSQL did not carry out, or may not have, and what that is to a store. */
import { ConnectorStoreFull, ConnectorStoreUnavailable, CreateOutcomeUnknown } from "@odj/core"
import { Data, Duration, Predicate } from "effect"
import type { SqlError } from "effect/sql"

/**
 * | outcome | what it means |
 * |---|---|
 * | `NotReached` | nothing was done: no connection, or the database would not or could not do it in time |
 * | `Conflict` | nothing was done: another transaction came first, and the same again may succeed |
 * | `Locked` | nothing was done: another transaction held on to what it takes |
 * | `Taken` | nothing was done: something that has to be unique is there already |
 * | `Full` | nothing was done: there is no room |
 * | `Unknown` | it may have been done: the connection broke off, or nothing came back, after it was sent |
 */
export type StatementOutcome = "NotReached" | "Conflict" | "Locked" | "Taken" | "Full" | "Unknown"

export class StatementFailed extends Data.TaggedError("StatementFailed")<{
  readonly outcome: StatementOutcome
}> {}

/** By SQLSTATE, or its class: the first that fits. */
const outcomes: ReadonlyArray<readonly [state: string, outcome: StatementOutcome]> = [
  ["23505", "Taken"],
  ["25006", "NotReached"],
  ["28", "NotReached"],
  ["3D000", "NotReached"],
  // What a distributed database says of a commit of which it does not know itself.
  ["40003", "Unknown"],
  ["40", "Conflict"],
  ["53100", "Full"],
  ["53", "NotReached"],
  ["55P03", "Locked"],
  ["57014", "NotReached"],
  ["57", "Unknown"],
  ["58", "NotReached"],
]

/** PostgreSQL's code for the error, its SQLSTATE, where it said one. */
export const sqlStateOf = ({ reason: { cause } }: SqlError.SqlError): string | undefined =>
  Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code) && /^[0-9A-Z]{5}$/.test(cause.code)
    ? cause.code
    : undefined

/** How the statement ended; `undefined` where that is a defect of ours, or of what is stored. */
export const outcomeOf = (error: SqlError.SqlError): StatementOutcome | undefined => {
  const { reason } = error
  // Whatever hinders a connection, nothing was sent over it.
  if (reason.operation === "connect") return "NotReached"
  if (reason._tag === "ConnectionError") return "Unknown"
  const state = sqlStateOf(error) ?? ""
  return outcomes.find(([beginning]) => state.startsWith(beginning))?.[1]
}

const wait = Duration.seconds(1)

const sentences: Record<Exclude<StatementOutcome, "Full">, string> = {
  NotReached: "The database could not be asked, or not in time",
  Conflict: "The database has too much to do at once",
  Locked: "Another transaction holds on to the connector",
  Taken: "The database has too much to do at once",
  Unknown: "The connection to the database broke off",
}

/** The failure of a read, an update or a delete, all of which may be repeated. */
export const serviceFailure = ({ outcome }: StatementFailed) => {
  if (outcome === "Full")
    return new ConnectorStoreFull({ report: { message: "There is no room left for the database" } })
  const report = { message: sentences[outcome] }
  return new ConnectorStoreUnavailable(outcome === "Unknown" ? { report } : { report, retryAfter: wait })
}

/** The failure of a create. */
export const createFailure = (failure: StatementFailed) =>
  failure.outcome === "Unknown"
    ? new CreateOutcomeUnknown({ report: { message: sentences.Unknown } })
    : serviceFailure(failure)
