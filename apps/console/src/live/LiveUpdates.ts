/** Collects the control's events, so that the page changes at most once in a frame. What is collected is bounded. */
import type { ControlState } from "./ControlState.ts"
import type { RequestSummary } from "./RequestSummary.ts"

/** How many requests are kept. */
export const maxRequests = 200

/** One of the control's events. */
export type LiveEvent =
  | { readonly type: "reset" }
  | { readonly type: "requests"; readonly requests: ReadonlyArray<RequestSummary> }
  | { readonly type: "state"; readonly state: ControlState }

/** What some events say together. */
interface LiveUpdate {
  /** Whether the requests before them are forgotten. */
  readonly isReset: boolean
  /** The newest first: at most {@link maxRequests}. */
  readonly requests: ReadonlyArray<RequestSummary>
  readonly state: ControlState | undefined
}

export const noUpdate: LiveUpdate = { isReset: false, requests: [], state: undefined }

/** The newest requests of both, the newest first. A request replaces an older version of itself. */
const merged = (
  requests: ReadonlyArray<RequestSummary>,
  later: ReadonlyArray<RequestSummary>,
): ReadonlyArray<RequestSummary> => {
  if (later.length === 0) return requests
  const byNumber = new Map([...requests, ...later].map((request) => [request.number, request]))
  return Array.from(byNumber.values())
    .toSorted((one, other) => other.number - one.number)
    .slice(0, maxRequests)
}

/** An update with a further event. */
export const withEvent = (update: LiveUpdate, event: LiveEvent): LiveUpdate => {
  switch (event.type) {
    case "reset":
      return { ...update, isReset: true, requests: [] }
    case "requests":
      return { ...update, requests: merged(update.requests, event.requests) }
    case "state":
      return { ...update, state: event.state }
  }
}

/** The latest requests after an update, the newest first: at most {@link maxRequests}. */
export const requestsAfter = (
  requests: ReadonlyArray<RequestSummary>,
  update: LiveUpdate,
): ReadonlyArray<RequestSummary> => merged(update.isReset ? [] : requests, update.requests)
