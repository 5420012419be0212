import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { stoppable } from "../../src/transfer/Stoppable.ts"

describe("What can be stopped", () => {
  it.effect("is told so, and comes to its own end", () =>
    Effect.gen(function* () {
      const steps: Array<boolean> = []
      const begun = yield* Deferred.make<void>()
      const fiber = yield* Effect.forkChild(
        stoppable((isStopping) =>
          Effect.gen(function* () {
            steps.push(isStopping())
            yield* Deferred.succeed(begun, undefined)
            yield* Effect.sleep("4 seconds")
            steps.push(isStopping())
          }),
        ),
      )
      yield* Deferred.await(begun)
      const interruption = yield* Effect.forkChild(Fiber.interrupt(fiber))
      yield* TestClock.adjust("4 seconds")
      yield* Fiber.join(interruption)
      assert.deepStrictEqual(steps, [false, true])
      assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(fiber)))
    }),
  )

  it.effect("is interrupted where it does not end in five seconds", () =>
    Effect.gen(function* () {
      const begun = yield* Deferred.make<void>()
      const interrupted = yield* Deferred.make<void>()
      const fiber = yield* Effect.forkChild(
        stoppable(() =>
          Effect.andThen(Deferred.succeed(begun, undefined), Effect.never).pipe(
            Effect.onInterrupt(() => Deferred.succeed(interrupted, undefined)),
          ),
        ),
      )
      yield* Deferred.await(begun)
      const interruption = yield* Effect.forkChild(Fiber.interrupt(fiber))
      yield* TestClock.adjust("4 seconds")
      assert.isFalse(yield* Deferred.isDone(interrupted))
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(interruption)
      assert.isTrue(yield* Deferred.isDone(interrupted))
    }),
  )
})
