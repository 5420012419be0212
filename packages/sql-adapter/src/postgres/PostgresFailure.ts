/** How a statement can end that PostgreSQL did not carry out, or may not have, and what that is to a store. */
import { ConnectorStoreFull, ConnectorStoreUnavailable, CreateOutcomeUnknown } from "@odj/core"
import { Data, Duration, Predicate } from "effect"
import type { SqlError } from "effect/sql"

/**
 * | ending | what it means |
 * |---|---|
 * | `NotReached` | nothing was done: no connection, or the database would not or could not do it in time |
 * | `Conflict` | nothing was done: another transaction came first, and the same again may succeed |
 * | `Locked` | nothing was done: another transaction held on to what it takes |
 * | `Taken` | nothing was done: something that has to be unique is there already |
 * | `Full` | nothing was done: there is no room |
 * | `Lost` | it may have been done: the connection broke off, or nothing came back, after it was sent |
 */
export type Ending = "NotReached" | "Conflict" | "Locked" | "Taken" | "Full" | "Lost"

export class StatementFailed extends Data.TaggedError("StatementFailed")<{ readonly ending: Ending }> {}

/** By SQLSTATE, or its class: the first that fits. */
const endings: ReadonlyArray<readonly [state: string, ending: Ending]> = [
  ["23505", "Taken"],
  ["25006", "NotReached"],
  ["28", "NotReached"],
  ["3D000", "NotReached"],
  // What a distributed database says of a commit of which it does not know itself.
  ["40003", "Lost"],
  ["40", "Conflict"],
  ["53100", "Full"],
  ["53", "NotReached"],
  ["55P03", "Locked"],
  ["57014", "NotReached"],
  ["57", "Lost"],
  ["58", "NotReached"],
]

/** PostgreSQL's code for the error, its SQLSTATE, where it said one. */
export const sqlStateOf = ({ reason: { cause } }: SqlError.SqlError): string | undefined =>
  Predicate.hasProperty(cause, "code") && Predicate.isString(cause.code) && /^[0-9A-Z]{5}$/.test(cause.code)
    ? cause.code
    : undefined

/** How the statement ended; `undefined` where that is a defect of ours, or of what is stored. */
export const endingOf = (error: SqlError.SqlError): Ending | undefined => {
  const { reason } = error
  // Whatever hinders a connection, nothing was sent over it.
  if (reason.operation === "connect") return "NotReached"
  if (reason._tag === "ConnectionError") return "Lost"
  const state = sqlStateOf(error) ?? ""
  return endings.find(([beginning]) => state.startsWith(beginning))?.[1]
}

const wait = Duration.seconds(1)

const sentences: Record<Exclude<Ending, "Full">, string> = {
  NotReached: "The database could not be asked, or not in time",
  Conflict: "The database has too much to do at once",
  Locked: "Another transaction holds on to the connector",
  Taken: "The database has too much to do at once",
  Lost: "The connection to the database broke off",
}

/** What a statement's ending is to whoever reads, changes or deletes: doing that again does no harm. */
export const serviceFailure = ({ ending }: StatementFailed) => {
  if (ending === "Full") return new ConnectorStoreFull({ message: "There is no room left for the database" })
  const message = sentences[ending]
  return new ConnectorStoreUnavailable(ending === "Lost" ? { message } : { message, retryAfter: wait })
}

/** What it is to whoever creates. */
export const createFailure = (failure: StatementFailed) =>
  failure.ending === "Lost" ? new CreateOutcomeUnknown({ message: sentences.Lost }) : serviceFailure(failure)
