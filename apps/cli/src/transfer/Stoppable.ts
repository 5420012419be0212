/** Interruption that first asks: what runs is told to come to an end, and given some time for it. */
import { Effect, Fiber } from "effect"

/** How long what is under way may take once it has been told to stop. */
const patience = "5 seconds"

/** Runs an effect that can ask whether to stop. It is told so when it is interrupted, and interrupted if it goes on. */
export const stoppable = <A, E, R>(run: (isStopping: () => boolean) => Effect.Effect<A, E, R>) =>
  Effect.uninterruptibleMask((restore) =>
    Effect.gen(function* () {
      let stopping = false
      const fiber = yield* Effect.forkChild(Effect.interruptible(run(() => stopping)))
      return yield* restore(Fiber.join(fiber)).pipe(
        Effect.onInterrupt(() =>
          Effect.gen(function* () {
            stopping = true
            yield* Effect.timeoutOption(Fiber.await(fiber), patience)
            yield* Fiber.interrupt(fiber)
          }),
        ),
      )
    }),
  )
