/** Decides which of the requests that a fault matches are struck: `limit`, `rate`, `nth` and `times`, in this order. */
import { Duration, Effect, Random } from "effect"
import { BoundedMap } from "../memory/BoundedMap.ts"
import type { GraphFault } from "./Fault.ts"
import type { FaultCaller } from "./FaultSubject.ts"

type Frequency = Pick<GraphFault, "limit" | "rate" | "seed" | "nth" | "times">

/** How many callers a limit counts at a time; the oldest is dropped for a new one. */
const maxWindows = 10_000

/**
 * Counts requests in fixed windows, each of which begins with its first request. Requests that are refused count too, as in
 * Graph. Returns the rest of the window, in milliseconds, for a request beyond the limit.
 *
 * Source: Microsoft Graph throttling guidance: all requests accrue against the limits.
 */
const makeLimit = ({ requests, per, by }: NonNullable<Frequency["limit"]>) => {
  const length = Duration.toMillis(per)
  const windows = new BoundedMap<string, { readonly start: number; count: number }>(maxWindows)
  return ({ tenant = "", application = "" }: FaultCaller, now: number): number | undefined => {
    const key = (by === "tenant" ? tenant : `${tenant} ${application}`).toLowerCase()
    const current = windows.get(key)
    const isCurrent = current !== undefined && now >= current.start && now < current.start + length
    const window = isCurrent ? current : { start: now, count: 0 }
    if (!isCurrent) windows.set(key, window)
    window.count++
    return window.count > requests ? window.start + length - now : undefined
  }
}

/** Numbers from 0 to below 1, the same for the same seed: Effect's seeded generator (ISAAC). */
const makeChance = (seed: number) =>
  Effect.runSync(
    Effect.withFiber((fiber) => Effect.succeed(fiber.getRef(Random.Random))).pipe(Random.withSeed(seed)),
  )

/** A strike. With a limit, `rest` is the rest of its window in milliseconds. */
export interface Strike {
  readonly rest?: number | undefined
}

export interface Trigger {
  readonly struck: () => number
  /**
   * Counts a matching request, and returns its strike if there is one. If the request is already decided, it is counted but
   * not struck.
   */
  readonly pull: (caller: FaultCaller, now: number, isDecided: boolean) => Strike | undefined
}

/** The trigger of a fault. `defaultSeed` differs from those of other faults, so that they choose other requests. */
export const makeTrigger = (
  { limit, rate = 1, seed, nth, times }: Frequency,
  defaultSeed: number,
): Trigger => {
  const restOf = limit && makeLimit(limit)
  const chance = rate < 1 ? makeChance(seed ?? defaultSeed) : undefined
  let counted = 0
  let struck = 0
  return {
    struck: () => struck,
    pull: (caller, now, isDecided) => {
      const rest = restOf?.(caller, now)
      if (restOf !== undefined && rest === undefined) return undefined
      if (chance !== undefined && chance.nextDoubleUnsafe() >= rate) return undefined
      counted++
      const isIncluded = times === undefined && nth !== undefined ? counted === nth : counted >= (nth ?? 1)
      if (!isIncluded || struck >= (times ?? Number.POSITIVE_INFINITY) || isDecided) return undefined
      struck++
      return { rest }
    },
  }
}
