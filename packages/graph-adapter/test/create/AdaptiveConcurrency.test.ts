/** Tests how many requests run at once after the results of earlier requests. */
import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Schema } from "effect"
import { TestClock } from "effect/testing"
import { type Feedback, initial, make, next, type State } from "../../src/create/AdaptiveConcurrency.ts"

/** The state after requests with these results, one after the other. */
const afterAll = (feedbacks: ReadonlyArray<Feedback>, from: State = initial) =>
  feedbacks.reduce((state, feedback) => next(state, state, feedback), from)

const times = (count: number, feedback: Feedback) => Array.from({ length: count }, () => feedback)

describe("The limit", () => {
  it("grows by one after as many successes as the limit", () => {
    assert.strictEqual(initial.limit, 4)
    assert.strictEqual(afterAll(times(3, "succeeded")).limit, 4)
    assert.strictEqual(afterAll(times(4, "succeeded")).limit, 5)
    assert.strictEqual(afterAll(times(8, "succeeded")).limit, 5)
    assert.strictEqual(afterAll(times(9, "succeeded")).limit, 6)
  })

  it("is halved when the service throttles, and grows again", () => {
    const widest = afterAll(times(1_000, "succeeded"))
    assert.strictEqual(widest.limit, 16)
    const halved = afterAll(["throttled"], widest)
    assert.strictEqual(halved.limit, 8)
    assert.strictEqual(afterAll(times(3, "throttled"), halved).limit, 1)
    assert.strictEqual(afterAll(times(8, "succeeded"), halved).limit, 9)
    assert.strictEqual(afterAll([...times(7, "succeeded"), "throttled", "succeeded"], halved).limit, 4)
  })

  it("is halved once by all requests in flight at the same time", () => {
    const halved = next(initial, initial, "throttled")
    assert.strictEqual(next(halved, initial, "throttled"), halved)
    assert.strictEqual(next(halved, halved, "throttled").limit, 1)
  })

  it("does not change after any other result", () =>
    assert.strictEqual(afterAll(times(50, "neither")), initial))

  it.prop(
    "is between 1 and 16, whatever happens",
    [Schema.Array(Schema.Literals(["succeeded", "throttled", "neither"]))],
    ([feedbacks]) => {
      const { limit } = afterAll(feedbacks.flatMap((feedback) => times(5, feedback)))
      return Number.isInteger(limit) && limit >= 1 && limit <= 16
    },
  )
})

describe("Adaptive concurrency", () => {
  it.effect("runs as many requests as the limit, and more or fewer when the limit changes", () =>
    Effect.gen(function* () {
      const concurrency = make()
      const ends: Array<Deferred.Deferred<Feedback>> = []
      const request = concurrency.run(
        Effect.gen(function* () {
          const end = yield* Deferred.make<Feedback>()
          ends.push(end)
          yield* concurrency.observe(Deferred.await(end), (feedback) => feedback)
        }),
      )
      /** Completes some of the running requests, the first ones. */
      let ended = 0
      const endSome = Effect.fnUntraced(function* (feedbacks: ReadonlyArray<Feedback>) {
        for (const feedback of feedbacks) {
          const end = ends[ended++]
          if (end !== undefined) yield* Deferred.succeed(end, feedback)
        }
        yield* TestClock.adjust(0)
        return ends.length - ended
      })
      const all = yield* Effect.forkChild(
        Effect.all(
          Array.from({ length: 30 }, () => request),
          { concurrency: "unbounded" },
        ),
      )
      assert.strictEqual(yield* endSome([]), 4)
      assert.strictEqual(yield* endSome(times(4, "succeeded")), 5)
      assert.strictEqual(yield* endSome(["throttled"]), 4)
      assert.strictEqual(yield* endSome(["throttled", "throttled", "neither"]), 2)
      assert.strictEqual(yield* endSome(times(2, "succeeded")), 3)
      while (ended < 30) yield* endSome(["neither"])
      yield* Fiber.join(all)
    }),
  )
})
