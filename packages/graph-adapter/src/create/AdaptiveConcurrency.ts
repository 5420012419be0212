/**
 * Adapts the number of requests in flight to what the service can take.
 *
 * The limit grows by one after as many successes in a row as the limit, and is halved when the service throttles. So it
 * stays near the service's capacity, and several clients come to equal shares.
 */
import { Effect, Semaphore } from "effect"

const maxWidth = 16

export interface Width {
  /** How many requests may be in flight. */
  readonly limit: number
  /** How many requests in a row have succeeded since the limit last changed. */
  readonly successes: number
  /** How often the limit was halved. */
  readonly halvings: number
}

export const initial: Width = { limit: 4, successes: 0, halvings: 0 }

/** What the result of a request says about the service's capacity. */
export type Feedback = "succeeded" | "throttled" | "neither"

/**
 * The width after a request. `atStart` is the width when the request started. A request that started before the last
 * halving does not halve the limit again: it met the same congestion.
 */
export const after = (now: Width, atStart: Width, feedback: Feedback): Width => {
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
        : { ...now, limit: Math.min(maxWidth, now.limit + 1), successes: 0 }
  }
}

export interface AdaptiveGate {
  /** Runs an effect as soon as there is room, and frees the room when it ends. */
  readonly enter: <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Makes a request, and adapts the limit to its result. */
  readonly observe: <A, E, R>(
    request: Effect.Effect<A, E, R>,
    feedbackOf: (response: A) => Feedback,
  ) => Effect.Effect<A, E, R>
}

export const make = (): AdaptiveGate => {
  const room = Semaphore.makeUnsafe(initial.limit)
  let width = initial
  return {
    enter: room.withPermit,
    observe: Effect.fnUntraced(function* (request, feedbackOf) {
      const atStart = width
      const response = yield* request
      const { limit } = width
      width = after(width, atStart, feedbackOf(response))
      if (width.limit !== limit) yield* room.resize(width.limit)
      return response
    }),
  }
}
