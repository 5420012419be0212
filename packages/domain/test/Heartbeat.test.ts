/** Shows the state and the day of removal that follow from the time of the last contact. */
import { assert, describe, it } from "@effect/vitest"
import { Duration, Schema } from "effect"
import { DateTimeOffset } from "../src/DateTimeOffset.ts"
import type { DomainJoinConnectorState } from "../src/DomainJoinConnectorState.ts"
import { heartbeat } from "../src/Heartbeat.ts"

const at = Schema.decodeSync(DateTimeOffset)

const now = at("2026-01-31T12:00:00Z")

const read = (lastConnectionDateTime: string, state?: DomainJoinConnectorState) =>
  heartbeat({ lastConnectionDateTime: at(lastConnectionDateTime), ...(state && { state }) }, now)

describe("A heartbeat", () => {
  const rows: ReadonlyArray<
    readonly [last: string, expected: string, removalDate?: string, daysLeft?: number]
  > = [
    ["2026-01-31T12:00:00Z", "active"],
    ["2026-01-31T11:00:00.000000000001Z", "active"],
    ["2026-01-31T13:00:00.000000000001+02:00", "active"],
    ["2026-01-31T11:00:00Z", "error"],
    ["2026-01-31T13:00:00+02:00", "error"],
    ["2026-01-26T12:00:00.000000000001Z", "error"],
    ["2026-01-26T12:00:00Z", "inactive", "2026-02-25", 25],
    ["2026-01-26T00:00:00+02:00", "inactive", "2026-02-24", 24],
    ["2026-01-02T12:00:00Z", "inactive", "2026-02-01", 1],
    ["2026-01-01T12:00:00.000000000001Z", "inactive", "2026-01-31", 0],
    ["2026-01-01T12:00:00Z", "inactive", "2026-01-31", 0],
    ["2026-01-01T11:59:59.999999999999Z", "inactive", "2026-01-31", -1],
    ["2025-01-01T00:00:00Z", "inactive", "2025-01-31", -366],
    ["2026-02-28T12:00:00Z", "active"],
  ]
  for (const [last, expected, removalDate, daysLeft] of rows) {
    it(`at ${last} makes the connector ${expected}, to be removed on ${removalDate ?? "no known day"}`, () => {
      const beat = read(last)
      assert.strictEqual(beat.expected, expected)
      assert.deepStrictEqual([beat.removalDate, beat.daysLeft], [removalDate, daysLeft])
    })
  }

  it("has a day of removal if the state is inactive, however recent the last contact", () => {
    assert.strictEqual(read("2026-01-31T11:00:00Z", "inactive").removalDate, "2026-03-02")
    assert.strictEqual(read("2026-01-31T11:00:00Z", "error").removalDate, undefined)
  })

  it("has no day of removal after the year 9999", () => {
    const last = at("9999-12-20T00:00:00Z")
    const { removalDate, daysLeft } = heartbeat(
      { lastConnectionDateTime: last, state: "inactive" },
      at("9999-12-21T00:00:00Z"),
    )
    assert.deepStrictEqual([removalDate, daysLeft], [undefined, undefined])
  })

  for (const unset of ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000+00:00"]) {
    it(`at ${unset} means that the connector has never called`, () => {
      assert.deepInclude(read(unset, "inactive"), { age: undefined, removalDate: undefined })
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
