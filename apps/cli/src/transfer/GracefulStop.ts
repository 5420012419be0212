/** Graceful stop: an interrupted effect is asked to stop, and has some time to end by itself. */
import { Effect, Fiber } from "effect"
import { TimeLimit } from "../network/TimeLimit.ts"

/** The time for requests in flight after the effect was asked to stop. */
const gracePeriod = "5 seconds"

/**
 * Runs an effect that polls `isStopping`. An interruption makes `isStopping` true, and interrupts the effect if the effect
 * does not end in time. So does the end of the command's time, after which this fails with `TimedOut`.
 */
export const withGracefulStop = <A, E, R>(run: (isStopping: () => boolean) => Effect.Effect<A, E, R>) =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      let stopping = false
      const { over, takeOver } = yield* TimeLimit
      takeOver()
      const fiber = yield* Effect.forkChild(Effect.interruptible(run(() => stopping)))
      const stop = Effect.gen(function* () {
        stopping = true
        yield* Effect.timeoutOption(Fiber.await(fiber), gracePeriod)
        yield* Fiber.interrupt(fiber)
      })
      return yield* restore(Effect.raceFirst(Fiber.join(fiber), over)).pipe(
        Effect.onInterrupt(() => stop),
        Effect.tapErrorTag("TimedOut", () => stop),
      )
    }),
  )
