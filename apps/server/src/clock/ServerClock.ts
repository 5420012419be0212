/**
 * The clock of a server in a test: the clock of the program, moved by what the test asks for.
 *
 * Everything of the server except its log reads the time of day from this clock, in milliseconds. Its nanoseconds, in which
 * requests are measured, are not moved, and neither are timers: they are about the time that really passes.
 */
import { Clock, Duration, Effect } from "effect"
import { checkTime, readAdvance } from "./ClockTime.ts"

export interface ServerClock {
  readonly clock: Clock.Clock
  /** How far the clock is ahead of the program's, in milliseconds. */
  readonly offset: () => number
  /** Moves the clock forward, and wakes the delays that are then over. Throws `TimeInvalid`. */
  readonly advance: (duration: Duration.Input) => void
  /** Sets the time, in milliseconds since 1970; it may be in the past. Throws `TimeInvalid`. */
  readonly set: (time: number) => void
  /** Goes back to the clock of the program. */
  readonly reset: () => void
  /** Waits until this time on this clock, in milliseconds since 1970. It comes by itself or because the clock is moved. */
  readonly delayUntil: (time: number) => Effect.Effect<void>
  /** Ends all delays, and those that begin later at once. */
  readonly endDelays: Effect.Effect<void>
}

export const make: Effect.Effect<ServerClock> = Effect.map(Clock.Clock, (base) => {
  let offset = 0
  let hasEnded = false
  const onMoved = new Set<() => void>()

  const now = () => base.currentTimeMillisUnsafe() + offset

  const wake = () => {
    for (const notify of [...onMoved]) notify()
  }

  const moveTo = (moved: number) => {
    offset = moved
    wake()
  }

  const moved = Effect.callback<void>((resume) => {
    const notify = () => resume(Effect.void)
    onMoved.add(notify)
    return Effect.sync(() => onMoved.delete(notify))
  })

  const delayUntil = (time: number): Effect.Effect<void> =>
    Effect.suspend(() => {
      const left = time - now()
      if (left <= 0 || hasEnded) return Effect.void
      return Effect.andThen(Effect.raceFirst(moved, base.sleep(Duration.millis(left))), delayUntil(time))
    })

  return {
    clock: {
      currentTimeMillisUnsafe: now,
      currentTimeMillis: Effect.sync(now),
      currentTimeNanosUnsafe: () => base.currentTimeNanosUnsafe(),
      currentTimeNanos: base.currentTimeNanos,
      monotonicTimeNanosUnsafe: () => base.monotonicTimeNanosUnsafe(),
      monotonicTimeNanos: base.monotonicTimeNanos,
      sleep: (duration) => base.sleep(duration),
    },
    offset: () => offset,
    advance: (duration) => moveTo(offset + readAdvance(duration, now())),
    reset: () => moveTo(0),
    set: (time) => moveTo(checkTime(time) - base.currentTimeMillisUnsafe()),
    delayUntil,
    endDelays: Effect.sync(() => {
      hasEnded = true
      wake()
    }),
  }
})
