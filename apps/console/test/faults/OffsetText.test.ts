/** Tests how far a clock is ahead, in words. */
import { assert, describe, it } from "@effect/vitest"
import { offsetText } from "../../src/faults/OffsetText.ts"

const hour = 3_600_000

describe("The offset of a clock", () => {
  it.each([
    [0, "not moved"],
    [499, "not moved"],
    [-499, "not moved"],
    [1_000, "1 second ahead"],
    [hour, "1 hour ahead"],
    [6 * 24 * hour - 3, "6 days ahead"],
    [25 * hour + 61_000, "1 day and 1 hour ahead"],
    [-31 * 24 * hour, "31 days behind"],
  ])("of %d ms is %s", (offset, text) => {
    assert.strictEqual(offsetText(offset), text)
  })
})
