import { assert, describe, it } from "@effect/vitest"
import { Duration } from "effect"
import { formatAge } from "../../src/health/AgeText.ts"

describe("An age", () => {
  const rows: ReadonlyArray<readonly [seconds: number, text: string]> = [
    [0, "0s"],
    [59, "59s"],
    [61, "1m 1s"],
    [3_600, "1h 0m"],
    [86_399, "23h 59m"],
    [432_000, "5d 0h"],
    [90_000, "1d 1h"],
    [59.999_999_999, "59s"],
  ]
  for (const [seconds, text] of rows) {
    it(`of ${seconds} seconds is ${text}`, () => {
      assert.strictEqual(formatAge(Duration.seconds(seconds)), text)
    })
  }
})
