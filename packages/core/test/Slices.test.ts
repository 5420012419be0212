/** Shows that long reads share the event loop, and that short ones do not wait for it. */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { inSlices, type Slice } from "../src/index.ts"

const nextTurn = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))

/** A read with that many slices, which records its name at each of them. */
const read = (name: string, slices: number, record: Array<string>) => {
  let left = slices
  return inSlices(1, () =>
    Effect.sync(() => {
      record.push(name)
      return --left > 0
    }),
  )
}

/** The lengths of the slices of a read whose rows take that long, in microseconds. */
const lengths = Effect.fnUntraced(function* (first: number, ...times: ReadonlyArray<number>) {
  const seen: Array<number> = []
  yield* inSlices(
    first,
    Effect.fnUntraced(function* ({ length }) {
      yield* TestClock.adjust(`${length * (times[seen.length] ?? 0)} micros`)
      seen.push(length)
      return seen.length < times.length
    }),
  )
  return seen
})

/** How many rows a slice visits before its time is over, if each takes that long. */
const visits = (time: number, during: (slice: Slice, visited: number) => void = () => undefined) => {
  let visited = 0
  const slice = inSlices(
    1_000,
    Effect.fnUntraced(function* (slice) {
      while (visited < slice.length && !slice.isOver()) {
        yield* TestClock.adjust(`${time} micros`)
        visited++
        during(slice, visited)
      }
      return false
    }),
  )
  return Effect.map(slice, () => visited)
}

describe("A read in slices", () => {
  it("runs at once if one slice is enough, even without an event loop", () => {
    const record: Array<string> = []
    Effect.runSync(read("short", 1, record))
    Effect.runSync(read("long", 3, record))
    assert.deepStrictEqual(record, ["short", "long", "long", "long"])
  })

  it.effect("shares each turn of the event loop with all other reads: one slice of one of them runs", () =>
    Effect.gen(function* () {
      const record: Array<string> = []
      const fibers = yield* Effect.forEach(["a", "b", "c"], (name) =>
        Effect.forkChild(read(name, 3, record), { startImmediately: true }),
      )
      for (let slices = 1; slices <= 9; slices++) {
        assert.strictEqual(record.length, slices)
        yield* nextTurn
      }
      yield* Fiber.joinAll(fibers)
      assert.deepStrictEqual(record.toSorted(), ["a", "a", "a", "b", "b", "b", "c", "c", "c"])
      assert.sameMembers(record.slice(0, 4).concat("c"), ["a", "a", "b", "c", "c"])
    }),
  )

  it.effect("begins in a later turn if those before it have used the time of a slice", () =>
    Effect.gen(function* () {
      const record: Array<string> = []
      let now = 0n
      const clock: Clock.Clock = Object.assign(Object.create(yield* Clock.Clock), {
        monotonicTimeNanosUnsafe: () => now,
      })
      const begin = (name: string) => {
        const spending = Effect.tap(read(name, 1, record), () =>
          Effect.sync(() => {
            now += 1_000_000n
          }),
        )
        return Effect.forkChild(Effect.provideService(spending, Clock.Clock, clock), {
          startImmediately: true,
        })
      }
      yield* nextTurn
      const fibers = yield* Effect.forEach(["a", "b", "c", "d"], begin)
      assert.deepStrictEqual(record, ["a", "b"])
      yield* nextTurn
      assert.deepStrictEqual(record, ["a", "b", "c"])
      yield* Fiber.joinAll(fibers)
      assert.deepStrictEqual(record, ["a", "b", "c", "d"])
    }),
  )

  it.effect("leaves the queue when it is interrupted", () =>
    Effect.gen(function* () {
      const record: Array<string> = []
      const first = yield* Effect.forkChild(read("a", 3, record), { startImmediately: true })
      const second = yield* Effect.forkChild(read("b", 3, record), { startImmediately: true })
      yield* Fiber.interrupt(first)
      yield* Fiber.join(second)
      assert.deepStrictEqual(record, ["a", "b", "b", "b"])
    }),
  )

  it.effect("has longer slices while they take little time, and shorter ones if they take too long", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        yield* lengths(16, 0, 0, 0, 0, 0, 0, 0),
        [16, 64, 256, 1_024, 4_096, 8_192, 8_192],
      )
      assert.deepStrictEqual(yield* lengths(100, 10, 200, 200, 5_000, 1), [100, 200, 10, 10, 1])
    }),
  )

  it.effect("is told when the time of a slice is over", () =>
    Effect.gen(function* () {
      assert.strictEqual(yield* visits(1), 1_000)
      assert.strictEqual(yield* visits(1_000), 15)
      const waits = visits(200, ({ restart }, visited) => visited === 10 && restart())
      assert.strictEqual(yield* waits, 31)
    }),
  )
})
