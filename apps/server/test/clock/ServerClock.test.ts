/** The clock that a test can move, over a program's clock that the tests hold still. */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Duration, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { readTime, TimeInvalid } from "../../src/clock/ClockTime.ts"
import { make, type ServerClock } from "../../src/clock/ServerClock.ts"

const delay = ({ delayUntil, clock }: ServerClock, duration: Duration.Input) =>
  Effect.suspend(() => delayUntil(clock.currentTimeMillisUnsafe() + Duration.toMillis(duration)))

/** The message of the `TimeInvalid` that a call throws. */
const refusal = (call: () => unknown): string => {
  try {
    call()
  } catch (error) {
    assert.instanceOf(error, TimeInvalid)
    return error.message
  }
  return assert.fail("Nothing was thrown")
}

describe("The clock of a server", () => {
  it.effect("is the program's until it is moved, and again after a reset", () =>
    Effect.gen(function* () {
      const { clock, advance, set, reset, offset } = yield* make
      yield* TestClock.setTime(1_000)
      assert.strictEqual(clock.currentTimeMillisUnsafe(), 1_000)
      advance("2 hours")
      advance(500)
      assert.strictEqual(yield* clock.currentTimeMillis, 7_201_500)
      assert.strictEqual(offset(), 7_200_500)
      set(readTime("2026-01-31T12:00:00Z"))
      assert.strictEqual(clock.currentTimeMillisUnsafe(), Date.UTC(2026, 0, 31, 12))
      yield* TestClock.adjust("1 minute")
      assert.strictEqual(clock.currentTimeMillisUnsafe(), Date.UTC(2026, 0, 31, 12, 1))
      set(0)
      assert.strictEqual(clock.currentTimeMillisUnsafe(), 0)
      reset()
      assert.strictEqual(clock.currentTimeMillisUnsafe(), 61_000)
    }),
  )

  it.effect("leaves the nanoseconds of measurements and the timers alone", () =>
    Effect.gen(function* () {
      const base = yield* Clock.Clock
      const { clock, advance } = yield* make
      const sleeping = yield* Effect.forkChild(clock.sleep(Duration.hours(1)), { startImmediately: true })
      advance("6 days")
      assert.strictEqual(clock.currentTimeNanosUnsafe(), base.currentTimeNanosUnsafe())
      assert.strictEqual(yield* clock.currentTimeNanos, yield* base.currentTimeNanos)
      assert.strictEqual(clock.monotonicTimeNanosUnsafe(), base.monotonicTimeNanosUnsafe())
      yield* TestClock.adjust("59 minutes")
      assert.isUndefined(sleeping.pollUnsafe())
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(sleeping)
    }),
  )

  it.effect("ends a delay at its time, however the time has passed", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(Date.UTC(2026, 0, 31))
      const server = yield* make
      const { advance, set, clock } = server
      const begin = () => Effect.forkChild(delay(server, "10 minutes"), { startImmediately: true })
      const slept = yield* begin()
      yield* TestClock.adjust("10 minutes")
      yield* Fiber.join(slept)
      const advanced = yield* begin()
      advance("9 minutes")
      yield* TestClock.adjust("59 seconds")
      assert.isUndefined(advanced.pollUnsafe())
      advance("1 second")
      yield* Fiber.join(advanced)
      const setForward = yield* begin()
      set(clock.currentTimeMillisUnsafe() + 600_000)
      yield* Fiber.join(setForward)
      // The time goes back by an hour, so the delay lasts an hour longer.
      const setBack = yield* begin()
      set(clock.currentTimeMillisUnsafe() - 3_600_000)
      yield* TestClock.adjust("69 minutes")
      assert.isUndefined(setBack.pollUnsafe())
      yield* TestClock.adjust("1 minute")
      yield* Fiber.join(setBack)
    }),
  )

  it.effect("ends many delays in the order of their times, and none before its time", () =>
    Effect.gen(function* () {
      const server = yield* make
      const { advance } = server
      const ended: Array<number> = []
      const minutes = Array.from({ length: 50 }, (_, index) => ((index * 37) % 50) + 1)
      const fibers = yield* Effect.forEach(minutes, (minute) =>
        Effect.forkChild(
          Effect.tap(delay(server, Duration.minutes(minute)), () => Effect.sync(() => ended.push(minute))),
          { startImmediately: true },
        ),
      )
      for (let minute = 1; minute <= 50; minute++) {
        advance("1 minute")
        yield* Effect.yieldNow
        yield* Effect.yieldNow
        assert.strictEqual(ended.length, minute)
      }
      for (const fiber of fibers) yield* Fiber.join(fiber)
      assert.deepStrictEqual(
        ended,
        minutes.toSorted((one, other) => one - other),
      )
    }),
  )

  it.effect("ends a delay of a fiber that can't be interrupted", () =>
    Effect.gen(function* () {
      const server = yield* make
      const { advance } = server
      const waiting = yield* Effect.forkChild(Effect.uninterruptible(delay(server, "1 hour")), {
        startImmediately: true,
      })
      advance("1 hour")
      yield* Fiber.join(waiting)
    }),
  )

  it.effect("can be moved after a delay was interrupted", () =>
    Effect.gen(function* () {
      const server = yield* make
      const { advance } = server
      let isOver = false
      const waiting = yield* Effect.forkChild(
        Effect.tap(delay(server, "1 hour"), () =>
          Effect.sync(() => {
            isOver = true
          }),
        ),
        { startImmediately: true },
      )
      yield* Fiber.interrupt(waiting)
      advance("2 hours")
      yield* TestClock.adjust("2 hours")
      assert.isFalse(isOver)
    }),
  )

  it.effect("refuses what it can't be moved by, says why, and does not move", () =>
    Effect.gen(function* () {
      const { advance, set, offset } = yield* make
      const noDuration = 'Give milliseconds, or a text such as "6 days".'
      for (const [given, message] of [
        [Number.NaN, `The clock can't be advanced by NaN. ${noDuration}`],
        ["soon", `The clock can't be advanced by "soon". ${noDuration}`],
        [undefined, `The clock can't be advanced by undefined. ${noDuration}`],
        [-1, "The clock can't be advanced by -1. It is negative. To go back, set the clock."],
        ["-2 hours", `The clock can't be advanced by "-2 hours". It is negative. To go back, set the clock.`],
        [
          Number.POSITIVE_INFINITY,
          "The clock can't be advanced by Infinity. The time would be after the year 9999.",
        ],
        [
          "9999999 weeks",
          `The clock can't be advanced by "9999999 weeks". The time would be after the year 9999.`,
        ],
      ] as const)
        assert.strictEqual(
          refusal(() => advance(given as Duration.Input)),
          message,
        )
      for (const given of [Number.NaN, -1, 253_402_300_800_000, Number.POSITIVE_INFINITY])
        assert.match(
          refusal(() => set(given)),
          /^The clock can't be set to /,
        )
      assert.strictEqual(offset(), 0)
    }),
  )

  it("reads the texts of a time that mean the same on every machine", () => {
    assert.strictEqual(readTime("2026-01-31T12:00:00Z"), Date.UTC(2026, 0, 31, 12))
    assert.strictEqual(readTime("2026-01-31T12:00:00.123456789+01:00"), Date.UTC(2026, 0, 31, 11, 0, 0, 123))
    assert.strictEqual(readTime("2026-01-31"), Date.UTC(2026, 0, 31))
    assert.strictEqual(readTime(new Date(5)), 5)
    for (const text of ["soon", "", "2026-02-30", "1/31/2026", "2026-01-31T12:00:00", "0001-01-01T00:00:00Z"])
      assert.strictEqual(
        refusal(() => readTime(text)),
        `The clock can't be set to "${text}". Give a time from 1970 to 9999, such as 2026-01-31T12:00:00Z.`,
      )
    assert.match(
      refusal(() => readTime(new Date("soon"))),
      /^The clock can't be set to Invalid Date\./,
    )
  })
})
