/** Tests that writes keep to the published limit, however many there are at once. */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber, Schema } from "effect"
import { TestClock } from "effect/testing"
import { make } from "../../src/exchange/WriteRateLimit.ts"

interface Let {
  readonly at: number
  readonly writes: number
}

/** When writes are admitted that all wait at the same time. */
const letThrough = Effect.fnUntraced(function* (sizes: ReadonlyArray<number>) {
  const mayWrite = make()
  const passed: Array<Let> = []
  const fiber = yield* Effect.forkChild(
    Effect.forEach(
      sizes,
      (writes) =>
        Effect.andThen(
          mayWrite(writes),
          Effect.map(Clock.currentTimeMillis, (at) => passed.push({ at, writes })),
        ),
      { concurrency: "unbounded" },
    ),
  )
  yield* TestClock.adjust("1 hour")
  yield* Fiber.join(fiber)
  return passed
})

const sum = (passed: ReadonlyArray<Let>) => passed.reduce((sum, { writes }) => sum + writes, 0)

describe("Writes", () => {
  it.effect("are admitted at once up to a hundred, and the next ones after 21 seconds", () =>
    Effect.gen(function* () {
      const passed = yield* letThrough(Array.from({ length: 12 }, () => 20))
      assert.deepStrictEqual(
        passed.map(({ at }) => at),
        [0, 0, 0, 0, 0, 21_000, 21_000, 21_000, 21_000, 21_000, 42_000, 42_000],
      )
    }),
  )

  it.effect("do not wait longer if the clock is set back", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(7_200_000)
      const mayWrite = make()
      yield* mayWrite(100)
      yield* TestClock.setTime(3_600_000)
      const fiber = yield* Effect.forkChild(mayWrite(1), { startImmediately: true })
      yield* TestClock.adjust("21 seconds")
      assert.isDefined(fiber.pollUnsafe())
    }),
  )

  const sizes = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100 })))

  it.effect.prop(
    "are never more than a hundred in any 20 seconds, and admitted in turn",
    [sizes],
    ([sizes]) =>
      Effect.gen(function* () {
        const passed = yield* letThrough(sizes)
        assert.deepStrictEqual(
          passed.map(({ writes }) => writes),
          sizes,
        )
        for (const { at } of passed) {
          const window = passed.filter((other) => other.at >= at && other.at < at + 20_000)
          assert.isAtMost(sum(window), 100)
        }
      }),
  )
})
