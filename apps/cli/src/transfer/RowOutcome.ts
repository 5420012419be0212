/**
 * What the end of a create means for the row it was of.
 *
 * | the create | the row |
 * |---|---|
 * | succeeded | `created` |
 * | is of an invalid connector | `rejected` |
 * | its id was taken, and the row was never sent before with an id of its own | `rejected` |
 * | its id was taken otherwise | `unknown`: it may be taken by the row itself |
 * | its outcome is unknown | `unknown` |
 * | was refused, without a reason that holds for every row | `rejected` |
 * | was refused otherwise, throttled, found no room or did not reach the service | `unsent`, and the import stops |
 */
import {
  type CreateConnectorResult,
  type CreateFailure,
  type InvalidConnector,
  reportText,
  type ServiceFailure,
} from "@odj/core"
import { Result } from "effect"
import { reasonOf, type ValidRow } from "./CheckRows.ts"
import type { JournalEntry } from "./Journal.ts"

export interface RowOutcome {
  readonly entry: JournalEntry
  /** Why nothing more is to be sent. */
  readonly stop?: ServiceFailure
}

const ofFailure = (
  { row, connector }: ValidRow,
  failure: CreateFailure | InvalidConnector,
  wasSent: boolean,
): RowOutcome => {
  switch (failure._tag) {
    case "InvalidConnector":
      return { entry: { row, state: "rejected", reason: reasonOf(failure.problems) } }
    case "CreateOutcomeUnknown":
      return { entry: { row, state: "unknown" } }
    case "ConnectorAlreadyExists":
      return wasSent || connector.id === undefined
        ? { entry: { row, state: "unknown" } }
        : { entry: { row, state: "rejected", reason: `id: ${failure.id} is taken` } }
    case "ConnectorStoreRefused":
      return failure.reason === undefined
        ? { entry: { row, state: "rejected", reason: reportText(failure.report) } }
        : { entry: { row, state: "unsent" }, stop: failure }
    // No row is sent with a key.
    case "IdempotencyKeyReused":
    case "CreateInProgress":
      return { entry: { row, state: "unknown" } }
    case "ConnectorStoreFull":
    case "ConnectorStoreThrottled":
    case "ConnectorStoreUnavailable":
      return { entry: { row, state: "unsent" }, stop: failure }
  }
}

/** What the end of a create means; `wasSent` says whether the row had been sent before. */
export const outcomeOf = (row: ValidRow, result: CreateConnectorResult, wasSent: boolean): RowOutcome =>
  Result.match(result, {
    onSuccess: ({ id }) => ({ entry: { row: row.row, state: "created", id } }),
    onFailure: (failure) => ofFailure(row, failure, wasSent),
  })

/** The refusal that all of several creates met alike, if one did: then it is not about the connectors. */
export const commonRefusal = (results: ReadonlyArray<CreateConnectorResult>): ServiceFailure | undefined => {
  const [first] = results
  if (first === undefined || Result.isSuccess(first) || first.failure._tag !== "ConnectorStoreRefused") return
  const text = reportText(first.failure.report)
  const isCommon = results.every(
    (result) =>
      Result.isFailure(result) &&
      result.failure._tag === "ConnectorStoreRefused" &&
      reportText(result.failure.report) === text,
  )
  return isCommon ? first.failure : undefined
}
