/** Runs effects while a test fakes all timers of its program. */
// Not the global ones, which such a test replaces.
import { clearImmediate, setImmediate } from "node:timers"
import { Effect, Scheduler } from "effect"

export const unfakedScheduler = new Scheduler.MixedScheduler("async", (task) => {
  const timer = setImmediate(task)
  return () => clearImmediate(timer)
})

export const runUnfaked = <A, E>(effect: Effect.Effect<A, E>): Promise<A> =>
  Effect.runPromise(effect, { scheduler: unfakedScheduler })
