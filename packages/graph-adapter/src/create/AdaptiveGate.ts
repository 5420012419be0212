/**
 * How many requests are in flight at once: as many as the service bears, which nobody knows beforehand.
 *
 * One more is let in after as many successes in a row as are let in; half as many once the service says that it is too
 * much. So the number stays near what the service bears, and several clients come to equal shares.
 */
import { Effect, Semaphore } from "effect"

const most = 16

/** How many are let in, and how far that has proved right. */
export interface Width {
  readonly limit: number
  /** How many requests in a row have succeeded since the limit has changed. */
  readonly successes: number
  /** How often it was halved. */
  readonly halvings: number
}

export const initial: Width = { limit: 4, successes: 0, halvings: 0 }

/** What the end of a request says of how much the service bears. */
export type Feedback = "succeeded" | "throttled" | "neither"

/**
 * The width after a request that was begun at a width. What was begun before the last halving does not halve again: it
 * shows the same congestion.
 */
export const after = (now: Width, begun: Width, feedback: Feedback): Width => {
  switch (feedback) {
    case "neither":
      return now
    case "throttled":
      return begun.halvings === now.halvings
        ? { limit: Math.max(1, Math.floor(now.limit / 2)), successes: 0, halvings: now.halvings + 1 }
        : now
    case "succeeded":
      return now.successes + 1 < now.limit
        ? { ...now, successes: now.successes + 1 }
        : { ...now, limit: Math.min(most, now.limit + 1), successes: 0 }
  }
}

export interface AdaptiveGate {
  /** Begins as soon as there is room, and takes that room to its end. */
  readonly enter: <A, E, R>(self: Effect.Effect<A, E, R>) => Effect.Effect<A, E, R>
  /** Makes a request, and learns from how it ended. */
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
      const begun = width
      const response = yield* request
      const { limit } = width
      width = after(width, begun, feedbackOf(response))
      if (width.limit !== limit) yield* room.resize(width.limit)
      return response
    }),
  }
}
