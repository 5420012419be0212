import { assert, describe, it } from "@effect/vitest"
import { Cause, Effect, Exit, Result } from "effect"
import { runIfSynchronous, synchronous } from "../src/index.ts"

/** An effect that counts how often it has run, and succeeds with the count. */
const counting = () => {
  let count = 0
  return { effect: synchronous(() => Result.succeed(++count)), count: () => count }
}

describe("A synchronous effect", () => {
  it.effect("runs each time it is run, and not before", () =>
    Effect.gen(function* () {
      const { effect, count } = counting()
      assert.strictEqual(count(), 0)
      assert.deepStrictEqual([yield* effect, yield* effect, count()], [1, 2, 2])
    }),
  )

  it.effect("fails with the failure, or with what is thrown as a defect", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* Effect.flip(synchronous(() => Result.fail("no"))), "no")
      const thrown = yield* Effect.exit(
        synchronous(() => {
          throw new Error("defect")
        }),
      )
      assert.isTrue(Exit.isFailure(thrown) && Cause.hasDies(thrown.cause))
    }),
  )
})

describe("runIfSynchronous", () => {
  it("runs a synchronous effect once, and returns its exit", () => {
    const { effect, count } = counting()
    assert.deepStrictEqual([runIfSynchronous(effect), count()], [Exit.succeed(1), 1])
    assert.deepStrictEqual(runIfSynchronous(synchronous(() => Result.fail("no"))), Exit.fail("no"))
  })

  it("returns any other effect without running it", () => {
    let hasRun = false
    const other = Effect.sync(() => {
      hasRun = true
    })
    assert.strictEqual(runIfSynchronous(other), other)
    assert.isFalse(hasRun)
  })
})
