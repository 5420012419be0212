import { assert, describe, it } from "@effect/vitest"
import { Duration } from "effect"
import { progressLine, type RowCounts } from "../../src/transfer/ImportProgress.ts"

describe("The progress of an import", () => {
  const lines: ReadonlyArray<
    readonly [rowCounts: RowCounts, doneBefore: number, elapsed: Duration.Duration, line: string]
  > = [
    [{ total: 10_000, done: 0 }, 0, Duration.zero, "[--------------------] 0 of 10,000, 0/s"],
    [
      { total: 10_000, done: 5_000 },
      0,
      Duration.seconds(2),
      "[##########----------] 5,000 of 10,000, 2,500/s, 2s left",
    ],
    [
      { total: 10_000, done: 5_000 },
      4_960,
      Duration.seconds(2),
      "[##########----------] 5,000 of 10,000, 20/s, 4m 10s left",
    ],
    [
      { total: 10_000, done: 10 },
      0,
      Duration.seconds(10),
      "[--------------------] 10 of 10,000, 1/s, 2h 46m left",
    ],
    [{ total: 3, done: 3 }, 0, Duration.seconds(1), "[####################] 3 of 3, 3/s, 0s left"],
  ]
  for (const [rowCounts, doneBefore, elapsed, expected] of lines) {
    it(`is shown as ${expected}`, () => {
      assert.strictEqual(progressLine(rowCounts, doneBefore, elapsed), expected)
    })
  }
})
