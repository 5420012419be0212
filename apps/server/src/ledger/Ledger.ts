/** The ledger of a server: its requests, recorded up to a limit. */
import { identity } from "effect"
import type { ServerClock } from "../clock/ServerClock.ts"
import type { Observe } from "../http/HttpMessage.ts"
import type { RecordedRequests, RequestQuery } from "./RecordedRequest.ts"

export interface Ledger {
  readonly requests: (query?: RequestQuery) => RecordedRequests
  readonly clear: () => void
  /** Records requests with the responses that clients get. It surrounds the faults. */
  readonly recorded: Observe
  /** Notes in the facts of a request whether it changed something. The faults surround it. */
  readonly noted: Observe
}

export const makeLedger = (_clock: ServerClock): Ledger => ({
  requests: () => Object.assign([], { dropped: 0 }),
  clear: () => {},
  recorded: identity,
  noted: identity,
})
