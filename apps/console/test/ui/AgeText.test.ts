/** Tests times in words. */
import { assert, describe, it } from "@effect/vitest"
import { ageText } from "../../src/ui/AgeText.ts"

describe("The age of a time", () => {
  it.each([
    [0, "now"],
    [-9_000, "now"],
    [9_000, "9 s ago"],
    [3 * 3_600_000 + 1, "3 h ago"],
    [-2 * 86_400_000, "in 2 d"],
  ])("of %d ms is %s", (milliseconds, text) => {
    assert.strictEqual(ageText(milliseconds), text)
  })
})
