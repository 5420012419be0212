/** A clock for tests over real sockets that wait. */
import { type Clock, Duration, Effect } from "effect"

/** The time limit of an attempt, which is longer than any wait before one. */
const limit = 30_000

/**
 * A clock whose waits end at once, though its time advances by them. It begins at 2026-07-31 12:00. The limit of an
 * attempt is reached only when `silent` completes: the service will not respond.
 */
export const hurrying = (
  silent: Effect.Effect<void> = Effect.never,
  waits: Array<number> = [],
): Clock.Clock => {
  let now = Date.UTC(2026, 6, 31, 12, 0, 0)
  const millis = () => now
  const nanos = () => BigInt(Math.round(now * 1e6))
  return {
    currentTimeMillisUnsafe: millis,
    currentTimeMillis: Effect.sync(millis),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: nanos,
    monotonicTimeNanos: Effect.sync(nanos),
    sleep: (duration) =>
      Effect.suspend(() => {
        const wait = Duration.toMillis(duration)
        const pass = Effect.sync(() => {
          now += wait
        })
        if (wait === limit) return Effect.andThen(silent, pass)
        waits.push(wait)
        return pass
      }),
  }
}
