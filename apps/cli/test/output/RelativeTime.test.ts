import { assert, describe, it } from "@effect/vitest"
import { DateTimeOffset } from "@odj/domain"
import { DateTime, Option } from "effect"
import { relativeTime } from "../../src/output/RelativeTime.ts"

const now = DateTimeOffset.make("2026-01-31T12:00:00Z")

describe("A last contact", () => {
  const rows: ReadonlyArray<readonly [timestamp: string, text: string]> = [
    ["2026-01-31T12:00:00Z", "0 s ago"],
    ["2026-01-31T11:59:59.999999999999Z", "0 s ago"],
    ["2026-01-31T11:59:01Z", "59 s ago"],
    ["2026-01-31T11:59:00Z", "1 min ago"],
    ["2026-01-31T12:57:00+01:00", "3 min ago"],
    ["2026-01-31T11:00:00.5Z", "59 min ago"],
    ["2026-01-31T03:00:00-08:00", "1 h ago"],
    ["2026-01-29T12:00:01Z", "47 h ago"],
    ["2026-01-29T12:00:00Z", "2 days ago"],
    ["2025-10-23T12:00:01Z", "99 days ago"],
    ["2025-10-23T12:00:00Z", "2025-10-23"],
    ["2016-12-31T23:58:36.6670033-08:00", "2017-01-01"],
    ["2026-01-31T12:00:00.5Z", "0 s ago"],
    ["2026-01-31T12:00:30Z", "in 30 s"],
    ["2026-01-31T13:30:00Z", "in 1 h"],
    ["2027-01-31T12:00:00Z", "in 365 days"],
    ["0001-01-01T00:00:00Z", "never"],
    ["0001-01-01T01:00:00.0+01:00", "never"],
    ["yesterday", "yesterday"],
    ["", ""],
  ]
  for (const [timestamp, text] of rows) {
    it(`at ${JSON.stringify(timestamp)} is ${JSON.stringify(text)}`, () => {
      assert.strictEqual(relativeTime(timestamp, now), text)
    })
  }

  it.prop("takes at most eleven cells if it is in the past", [DateTimeOffset], ([timestamp]) => {
    const last = Option.getOrThrow(DateTimeOffset.fromDateTime(DateTime.makeUnsafe("9999-12-31T23:59:59Z")))
    assert.isAtMost(relativeTime(timestamp, last).length, "99 days ago".length)
  })
})
