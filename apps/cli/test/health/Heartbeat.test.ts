import { assert, describe, it } from "@effect/vitest"
import { DateTimeOffset } from "@odj/domain"
import { Schema } from "effect"
import { between, formatAge, heartbeat } from "../../src/health/Heartbeat.ts"

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
    it(`of ${last} makes a connector ${expected}, with ${daysLeft ?? "no"} days left`, () => {
      const beat = read(last)
      assert.strictEqual(beat.expected, expected)
      assert.strictEqual(beat.daysLeft, daysLeft)
    })
  }

  for (const unset of ["0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000+00:00"]) {
    it(`that is not set, ${unset}, has no age`, () => {
      assert.strictEqual(read(unset).age, undefined)
    })
  }

  it.prop(
    "is exact: ages add up, and turn with the order of instants",
    [DateTimeOffset, DateTimeOffset, DateTimeOffset],
    ([a, b, c]) => {
      assert.strictEqual(between(a, b) + between(b, c), between(a, c))
      assert.strictEqual(Math.sign(Number(between(a, b))), DateTimeOffset.Order(b, a))
    },
  )
})

describe("An age", () => {
  const picoseconds = 1_000_000_000_000n
  const rows: ReadonlyArray<readonly [seconds: bigint, text: string]> = [
    [0n, "0s"],
    [59n, "59s"],
    [61n, "1m 1s"],
    [3_600n, "1h 0m"],
    [86_399n, "23h 59m"],
    [432_000n, "5d 0h"],
    [90_000n, "1d 1h"],
  ]
  for (const [seconds, text] of rows) {
    it(`of ${seconds} seconds is ${text}`, () => {
      assert.strictEqual(formatAge(seconds * picoseconds), text)
    })
  }
})
