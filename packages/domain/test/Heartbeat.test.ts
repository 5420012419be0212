/** Shows the state and the days left that follow from the time of a last call. */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Schema } from "effect"
import { DateTimeOffset } from "../src/DateTimeOffset.ts"
import { heartbeat } from "../src/Heartbeat.ts"

const at = Schema.decodeSync(DateTimeOffset)

const now = at("2026-01-31T12:00:00Z")

const read = (lastConnectionDateTime: string) =>
  heartbeat({ lastConnectionDateTime: at(lastConnectionDateTime) }, now)

describe("A heartbeat", () => {
  const rows: ReadonlyArray<readonly [last: string, expected: string, daysLeft: number | undefined]> = [
    ["2026-01-31T12:00:00Z", "active", undefined],
    ["2026-01-31T11:00:00.000000000001Z", "active", undefined],
    ["2026-01-31T13:00:00.000000000001+02:00", "active", undefined],
    ["2026-01-31T11:00:00Z", "error", 29],
    ["2026-01-31T13:00:00+02:00", "error", 29],
    ["2026-01-26T12:00:00.000000000001Z", "error", 25],
    ["2026-01-26T12:00:00Z", "inactive", 25],
    ["2026-01-02T12:00:00Z", "inactive", 1],
    ["2026-01-01T12:00:00.000000000001Z", "inactive", 0],
    ["2025-01-01T00:00:00Z", "inactive", 0],
    ["2026-02-28T12:00:00Z", "active", undefined],
  ]
  for (const [last, expected, daysLeft] of rows) {
    it(`at ${last} makes the connector ${expected}, with ${daysLeft ?? "no"} days left`, () => {
      const beat = read(last)
      assert.strictEqual(beat.expected, expected)
      assert.strictEqual(beat.daysLeft, daysLeft)
    })
  }

  for (const unset of ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000+00:00"]) {
    it(`at ${unset} means that the connector has never called`, () => {
      assert.strictEqual(read(unset).age, undefined)
    })
  }

  it("has an age that is rounded down to nanoseconds, and days left that are exact", () => {
    const { age, daysLeft } = read("2026-01-02T11:59:59.999999999999Z")
    assert.deepStrictEqual(age, Duration.nanos(29n * 86_400_000_000_000n))
    assert.strictEqual(daysLeft, 0)
    assert.deepStrictEqual(read("2026-01-31T12:00:00.000000000001Z").age, Duration.nanos(-1n))
  })

  it.prop(
    "has a negative age exactly if the call is in the future",
    [DateTimeOffset, DateTimeOffset],
    ([last, now]) => {
      const { age = Duration.infinity } = heartbeat({ lastConnectionDateTime: last }, now)
      assert.strictEqual(Duration.isNegative(age), DateTimeOffset.Order(now, last) < 0)
    },
  )
})
