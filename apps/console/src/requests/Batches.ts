/** Puts the requests of a batch beneath their batch. */
import type { RequestSummary } from "../live/RequestSummary.ts"

/** A request with the requests that it contains. */
export interface Group {
  readonly request: RequestSummary
  /** The first one first. */
  readonly parts: ReadonlyArray<RequestSummary>
}

/**
 * Groups requests in the given order, which is the newest first. A request whose batch is not among them is a group alone.
 */
export const groupsOf = (requests: ReadonlyArray<RequestSummary>): ReadonlyArray<Group> => {
  const batches = new Set(
    requests.flatMap(({ operation, requestId }) =>
      operation === "batch" && requestId !== undefined ? [requestId] : [],
    ),
  )
  const isPart = ({ batch }: RequestSummary) => batch !== undefined && batches.has(batch)
  const parts = Map.groupBy(requests.filter(isPart), ({ batch }) => batch)
  return requests
    .filter((request) => !isPart(request))
    .map((request) => ({
      request,
      parts: request.operation === "batch" ? (parts.get(request.requestId)?.toReversed() ?? []) : [],
    }))
}
