/** Finds the row of a failure: that of the table, with the result of a repeatable request. */
import type { Failure, RepeatableFailed } from "./Failure.ts"
import { type FailureRow, row } from "./FailureRow.ts"
import { rejected, table } from "./FailureTable.ts"

/** Whether the service behind a gateway does not support repeatable requests. The client can then create without the key. */
const isKeyRefused = (failure: Failure) =>
  failure._tag === "ConnectorStoreRefused" && failure.reason === "OperationNotOffered"

/** The row of a failure. The response to a repeatable request also has a `Repeatability-Result`. */
export const rowOf = (failure: Failure | RepeatableFailed): FailureRow => {
  if (failure._tag !== "RepeatableFailed") return table(failure)
  const row = table(failure.failure)
  if (isKeyRefused(failure.failure)) return { ...row, status: 501, ...rejected }
  const result = failure.failure._tag === "IdempotencyKeyReused" ? "rejected" : "accepted"
  return { ...row, headers: { ...row.headers, "Repeatability-Result": result } }
}

/** The row of a defect; its details are only logged. */
export const defectRow = row(
  500,
  "InternalServerError",
  "Internal error. The server's log has the details under this request-id.",
)
