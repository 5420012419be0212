import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { withGracefulStop } from "../../src/transfer/GracefulStop.ts"

describe("An effect with a graceful stop", () => {
  it.effect("can detect that it is asked to stop, and end by itself", () =>
    Effect.gen(function* () {
      const steps: Array<boolean> = []
      const started = yield* Deferred.make<void>()
      const fiber = yield* Effect.forkChild(
        withGracefulStop((isStopping) =>
          Effect.gen(function* () {
            steps.push(isStopping())
            yield* Deferred.succeed(started, undefined)
            yield* Effect.sleep("4 seconds")
            steps.push(isStopping())
          }),
        ),
      )
      yield* Deferred.await(started)
      const interruption = yield* Effect.forkChild(Fiber.interrupt(fiber))
      yield* TestClock.adjust("4 seconds")
      yield* Fiber.join(interruption)
      assert.deepStrictEqual(steps, [false, true])
      assert.isTrue(Exit.hasInterrupts(yield* Fiber.await(fiber)))
    }),
  )

  it.effect("is interrupted if it does not end in five seconds", () =>
    Effect.gen(function* () {
      const started = yield* Deferred.make<void>()
      const interrupted = yield* Deferred.make<void>()
      const fiber = yield* Effect.forkChild(
        withGracefulStop(() =>
          Effect.andThen(Deferred.succeed(started, undefined), Effect.never).pipe(
            Effect.onInterrupt(() => Deferred.succeed(interrupted, undefined)),
          ),
        ),
      )
      yield* Deferred.await(started)
      const interruption = yield* Effect.forkChild(Fiber.interrupt(fiber))
      yield* TestClock.adjust("4 seconds")
      assert.isFalse(yield* Deferred.isDone(interrupted))
      yield* TestClock.adjust("1 second")
      yield* Fiber.join(interruption)
      assert.isTrue(yield* Deferred.isDone(interrupted))
    }),
  )
})
