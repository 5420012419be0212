import { assert, describe, it } from "@effect/vitest"
import { Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { connectionPermits } from "../../src/postgres/ConnectionPermits.ts"

/** How many holders of a permit there can be at once. */
const permitsOf = Effect.fnUntraced(function* ({ withPermit }: ReturnType<typeof connectionPermits>) {
  let holders = 0
  const hold = withPermit(
    Effect.andThen(
      Effect.sync(() => void holders++),
      Effect.never,
    ),
  )
  const waiting = yield* Effect.forEach(Array<typeof hold>(20).fill(hold), (waits) => Effect.forkChild(waits))
  yield* Effect.yieldNow
  yield* Fiber.interruptAll(waiting)
  return holders
})

describe("The permits to use a connection", () => {
  it.effect("are one less after each refusal, but never none", () =>
    Effect.gen(function* () {
      const permits = connectionPermits(3)
      const found: Array<number> = []
      for (let refusals = 0; refusals < 4; refusals++) {
        found.push(yield* permitsOf(permits))
        yield* permits.refused
      }
      assert.deepStrictEqual(found, [3, 2, 1, 1])
    }),
  )

  it.effect("are one more every ten seconds without a refusal, up to the size of the pool", () =>
    Effect.gen(function* () {
      const permits = connectionPermits(3)
      yield* permits.refused
      yield* permits.refused
      const found: Array<number> = []
      for (const wait of ["9 seconds", "1 second", "9 seconds", "1 second", "10 seconds"] as const) {
        yield* TestClock.adjust(wait)
        found.push(yield* permitsOf(permits))
      }
      assert.deepStrictEqual(found, [1, 2, 2, 3, 3])
    }),
  )
})
