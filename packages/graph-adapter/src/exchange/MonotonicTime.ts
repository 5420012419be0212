/** Time to measure how long something takes: a clock that is set does not change it. */
import { Clock, Effect } from "effect"

/** Whole milliseconds since some moment. */
export const monotonicMillis: Effect.Effect<number> = Effect.map(Clock.monotonicTimeNanos, (nanos) =>
  Number(nanos / 1_000_000n),
)
