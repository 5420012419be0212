/**
 * Adapts the number of requests in flight to what the service can take.
 *
 * The limit grows by one after as many successes in a row as the limit, and is halved when the service throttles. So it
 * stays near the service's capacity, and several clients reach equal shares.
 */
import { Effect, Semaphore } from "effect"

const maxLimit = 16

export interface State {
  /** How many requests may be in flight. */
  readonly limit: number
  /** How many requests in a row have succeeded since the limit last changed. */
  readonly successes: number
  /** How often the limit was halved. */
  readonly halvings: number
}

export const initial: State = { limit: 4, successes: 0, halvings: 0 }

/** The feedback that the result of a request gives about the service's capacity. */
export type Feedback = "succeeded" | "throttled" | "neither"

/**
 * The state after a request. `atStart` is the state when the request started. A request that started before the last
 * halving does not halve the limit again: it met the same congestion.
 */
export const next = (now: State, atStart: State, feedback: Feedback): State => {
  switch (feedback) {
    case "neither":
      return now
    case "throttled":
      return atStart.halvings === now.halvings
        ? { limit: Math.max(1, Math.floor(now.limit / 2)), successes: 0, halvings: now.halvings + 1 }
        : now
    case "succeeded":
      return now.successes + 1 < now.limit
        ? { ...now, successes: now.successes + 1 }
        : { ...now, limit: Math.min(maxLimit, now.limit + 1), successes: 0 }
  }
}

export interface AdaptiveConcurrency {
  /** Runs an effect as soon as the limit permits it. */
  readonly run: <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Makes a request, and adapts the limit to its result. */
  readonly observe: <A, E, R>(
    request: Effect.Effect<A, E, R>,
    feedbackOf: (response: A) => Feedback,
  ) => Effect.Effect<A, E, R>
}

export const make = (): AdaptiveConcurrency => {
  const permits = Semaphore.makeUnsafe(initial.limit)
  let state = initial
  return {
    run: permits.withPermit,
    observe: Effect.fnUntraced(function* (request, feedbackOf) {
      const atStart = state
      const response = yield* request
      const { limit } = state
      state = next(state, atStart, feedbackOf(response))
      if (state.limit !== limit) yield* permits.resize(state.limit)
      return response
    }),
  }
}
