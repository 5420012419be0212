/** Makes recorded requests for tests. */
import type { RequestSummary } from "../../src/live/RequestSummary.ts"

/** A request with a response, except for what is given. */
export const requestOf = (given: Partial<RequestSummary> = {}): RequestSummary => ({
  number: 1,
  time: "2026-01-31T12:00:00.000Z",
  milliseconds: 3,
  method: "GET",
  path: "/beta/deviceManagement/domainJoinConnectors",
  query: "",
  operation: "list",
  outcome: "response",
  status: 200,
  committed: false,
  ...given,
})
