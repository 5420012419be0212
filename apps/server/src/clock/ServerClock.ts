/**
 * The clock of a server in a test: the clock of the program, moved by what the test asks for.
 *
 * Everything of the server that reads the time reads this clock. Timers are not moved: they bound what really waits.
 */
import { Clock, Duration, Effect } from "effect"

export interface ServerClock {
  readonly clock: Clock.Clock
  /** How far the clock is ahead of the program's, in milliseconds. */
  readonly offset: () => number
  /** Moves the clock forward, and wakes the delays that are then over. */
  readonly advance: (duration: Duration.Input) => void
  /** Sets the time, in milliseconds since 1970; it may be in the past. */
  readonly set: (time: number) => void
  /** Goes back to the clock of the program. */
  readonly reset: () => void
  /** Waits until this much time has passed on this clock, by itself or because it was moved. */
  readonly delay: (duration: Duration.Input) => Effect.Effect<void>
}

export const make: Effect.Effect<ServerClock> = Effect.map(Clock.Clock, (base) => {
  let offset = 0
  const onMoved = new Set<() => void>()

  const now = () => base.currentTimeMillisUnsafe() + offset
  const nanos = () => base.currentTimeNanosUnsafe() + BigInt(Math.round(offset * 1e6))

  const moveTo = (moved: number) => {
    offset = moved
    for (const notify of [...onMoved]) notify()
  }

  const moved = Effect.callback<void>((resume) => {
    const notify = () => resume(Effect.void)
    onMoved.add(notify)
    return Effect.sync(() => onMoved.delete(notify))
  })

  const waitUntil = (time: number): Effect.Effect<void> =>
    Effect.suspend(() => {
      const left = time - now()
      if (left <= 0) return Effect.void
      return Effect.andThen(Effect.timeoutOption(moved, left), waitUntil(time))
    })

  return {
    clock: {
      currentTimeMillisUnsafe: now,
      currentTimeMillis: Effect.sync(now),
      currentTimeNanosUnsafe: nanos,
      currentTimeNanos: Effect.sync(nanos),
      monotonicTimeNanosUnsafe: () => base.monotonicTimeNanosUnsafe(),
      monotonicTimeNanos: base.monotonicTimeNanos,
      sleep: (duration) => base.sleep(duration),
    },
    offset: () => offset,
    advance: (duration) => moveTo(offset + Duration.toMillis(duration)),
    reset: () => moveTo(0),
    set: (time) => moveTo(time - base.currentTimeMillisUnsafe()),
    delay: (duration) => Effect.suspend(() => waitUntil(now() + Duration.toMillis(duration))),
  }
})
