/** Shows that the GUIDs are valid, differ, and sort by time. */
import { assert, describe, it } from "@effect/vitest"
import { isGuid } from "@odj/domain"
import { Schema } from "effect"
import { timeOrderedGuid } from "../../src/sqlite/TimeOrderedGuid.ts"

const anyTime = Schema.Int
const time = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 2 ** 48 - 1 }))

describe("timeOrderedGuid", () => {
  it.prop("makes lower-case GUIDs of version 7 at any time", [anyTime], ([now]) => {
    const guid = timeOrderedGuid(now)
    assert.isTrue(isGuid(guid))
    assert.match(guid, /^[^A-Z]{14}7[^A-Z]{4}[89ab][^A-Z]{16}$/)
  })

  it.prop("sorts them by time", [time, time], ([one, other]) => {
    const [earlier, later] = [Math.min(one, other), Math.max(one, other)]
    assert.isTrue(earlier === later || timeOrderedGuid(earlier) < timeOrderedGuid(later))
  })

  it("begins with the time", () => {
    assert.match(timeOrderedGuid(Date.parse("2022-02-22T19:22:22Z")), /^017f22e2-79b0-7/)
  })

  it("makes different ones at the same time", () => {
    assert.strictEqual(new Set(Array.from({ length: 1_000 }, () => timeOrderedGuid(0))).size, 1_000)
  })
})
