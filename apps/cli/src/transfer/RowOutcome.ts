/**
 * The state of a row after its create.
 *
 * | result of the create | state of the row |
 * |---|---|
 * | success | `created` |
 * | invalid connector | `rejected` |
 * | id taken, and the row has an id and was never sent before | `taken`: an equal connector may have it |
 * | id taken otherwise | `unknown`: the row itself may have taken it |
 * | unknown outcome | `unknown` |
 * | refused, for a reason of this row | `rejected` |
 * | refused for a reason of every row, throttled, store full, or service unreachable | `unsent`, and the import stops |
 */
import { problemsLine, type ValidRow } from "@odj/command-line/rows"
import {
  type CreateConnectorResult,
  type CreateFailure,
  type InvalidConnector,
  reportText,
  type ServiceFailure,
} from "@odj/core"
import { Result } from "effect"
import type { JournalEntry } from "./Journal.ts"

export interface RowOutcome {
  readonly entry: JournalEntry
  /** The failure that stops the import, if any. */
  readonly stop?: ServiceFailure
}

const outcomeOfFailure = (
  { row, connector }: ValidRow,
  failure: CreateFailure | InvalidConnector,
  wasSent: boolean,
): RowOutcome => {
  switch (failure._tag) {
    case "InvalidConnector":
      return { entry: { row, state: "rejected", reason: problemsLine(failure.problems) } }
    case "CreateOutcomeUnknown":
      return { entry: { row, state: "unknown" } }
    case "ConnectorAlreadyExists":
      return wasSent || connector.id === undefined
        ? { entry: { row, state: "unknown" } }
        : { entry: { row, state: "taken" } }
    case "ConnectorStoreRefused":
      return failure.reason === undefined
        ? { entry: { row, state: "rejected", reason: reportText(failure.report) } }
        : { entry: { row, state: "unsent" }, stop: failure }
    // Rows are sent without a key.
    case "IdempotencyKeyReused":
    case "CreateInProgress":
      return { entry: { row, state: "unknown" } }
    case "ConnectorStoreFull":
    case "ConnectorStoreThrottled":
    case "ConnectorStoreUnavailable":
      return { entry: { row, state: "unsent" }, stop: failure }
  }
}

/** The state of a row after its create; `wasSent` is true if the row had been sent before. */
export const outcomeOf = (row: ValidRow, result: CreateConnectorResult, wasSent: boolean): RowOutcome =>
  Result.match(result, {
    onSuccess: ({ id }) => ({ entry: { row: row.row, state: "created", id } }),
    onFailure: (failure) => outcomeOfFailure(row, failure, wasSent),
  })

/** The refusal that all creates share, if any. Then the reason lies in the service or the permission, not in a connector. */
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
