/** Tests every row of the table of retries, and that the limits always hold. */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Schema } from "effect"
import type { AttemptOutcome } from "../../src/exchange/AttemptOutcome.ts"
import { limitAfter, waitBeforeRetry } from "../../src/exchange/RetryPolicy.ts"

const upTo = (maximum: number) => Schema.Int.check(Schema.isBetween({ minimum: 0, maximum }))

const first = { attempts: 1, spent: 0, isRepeatable: false }
const retryAfter = Duration.seconds(7)

describe("waitBeforeRetry", () => {
  it("returns the wait of each row, from the shortest to the longest", () => {
    const rows: ReadonlyArray<
      readonly [AttemptOutcome, isRepeatable: boolean, waits: ReadonlyArray<readonly [number, number]>]
    > = [
      [
        { kind: "NeverSent" },
        false,
        [
          [0, 500],
          [0, 1000],
          [0, 2000],
        ],
      ],
      [
        { kind: "Throttled" },
        false,
        [
          [1000, 2000],
          [2000, 4000],
          [4000, 8000],
        ],
      ],
      [
        { kind: "Unknown" },
        true,
        [
          [0, 500],
          [0, 1000],
          [0, 2000],
        ],
      ],
      [
        { kind: "TokenRefused" },
        false,
        [
          [0, 0],
          [0, 0],
          [0, 0],
        ],
      ],
      [
        { kind: "InProgress" },
        false,
        [
          [0, 500],
          [0, 1000],
          [0, 2000],
        ],
      ],
      [{ kind: "Unknown" }, false, []],
      [{ kind: "Final" }, true, []],
      [{ kind: "Impossible" }, true, []],
      [
        { kind: "Throttled", retryAfter },
        false,
        [
          [7000, 7500],
          [7000, 8000],
          [7000, 9000],
        ],
      ],
      [
        { kind: "Unknown", retryAfter },
        true,
        [
          [7000, 7500],
          [7000, 8000],
          [7000, 9000],
        ],
      ],
      [{ kind: "Unknown", retryAfter }, false, []],
    ]
    for (const [outcome, isRepeatable, waits] of rows) {
      for (const attempts of [1, 2, 3, 4]) {
        const progress = { attempts, spent: 0, isRepeatable }
        const least = waitBeforeRetry(outcome, progress, 0)
        const most = waitBeforeRetry(outcome, progress, 1 - Number.EPSILON)
        const found = least === undefined || most === undefined ? undefined : ([least, most] as const)
        assert.deepStrictEqual(found, waits[attempts - 1], `${outcome.kind}, attempt ${attempts}`)
      }
    }
  })

  it("returns no wait that would exceed the time limit", () => {
    const until = (spent: number) =>
      waitBeforeRetry({ kind: "Throttled", retryAfter }, { ...first, spent }, 0)
    assert.strictEqual(until(112_999), 7000)
    assert.isUndefined(until(113_000))
  })

  it("returns no wait that would exceed the longest one", () => {
    const within = (maxWait: number) =>
      waitBeforeRetry({ kind: "Throttled", retryAfter }, { ...first, maxWait }, 0)
    assert.strictEqual(within(7_000), 7_000)
    assert.isUndefined(within(6_999))
  })

  it.prop(
    "never waits less than requested, nor past the time limit",
    [upTo(130_000), upTo(130_000), Schema.Finite],
    ([spent, wait, chance]) => {
      const given = waitBeforeRetry(
        { kind: "Throttled", retryAfter: Duration.millis(wait) },
        { ...first, spent },
        Math.abs(chance) % 1,
      )
      assert.isTrue(given === undefined || (given >= wait && given + spent < 120_000))
    },
  )
})

describe("limitAfter", () => {
  it("is 30 seconds, or what is left of 120", () => {
    assert.deepStrictEqual([0, 90_000, 90_001, 119_999].map(limitAfter), [30_000, 30_000, 29_999, 1])
  })
})
