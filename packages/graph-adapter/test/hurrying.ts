/** A clock for what waits over real sockets. */
import { type Clock, Duration, Effect } from "effect"

/** No wait before an attempt is as long; how long an attempt may take is. */
const limit = 30_000

/**
 * A clock by which waits are over at once, though they count (it begins on 2026-07-31 at 12 o'clock), and no limit of an attempt is ever reached, unless
 * `silent` says that the service won't answer.
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
