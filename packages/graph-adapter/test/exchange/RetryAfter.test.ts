import { assert, describe, it } from "@effect/vitest"
import { Duration, Schema } from "effect"
import { retryAfter } from "../../src/exchange/RetryAfter.ts"

const now = Date.UTC(2026, 6, 31, 12, 0, 0)

const millis = (value: string | undefined) => {
  const wait = retryAfter(value, now)
  return wait && Duration.toMillis(wait)
}

describe("retryAfter", () => {
  it("reads seconds, with or without a fraction", () => {
    for (const [value, wait] of [
      ["0", 0],
      ["120", 120_000],
      ["0030", 30_000],
      ["2.128", 2128],
      ["0.5", 500],
      ["999999999999999", 999_999_999_999_999_000],
    ] as const) {
      assert.strictEqual(millis(value), wait, value)
    }
  })

  it.prop("reads any number of seconds", [Schema.Int.check(Schema.isGreaterThanOrEqualTo(0))], ([seconds]) =>
    assert.strictEqual(millis(String(seconds)), seconds * 1000),
  )

  it("reads a date as the wait until then, which is zero for a past date", () => {
    for (const [value, wait] of [
      ["Fri, 31 Jul 2026 12:02:00 GMT", 120_000],
      ["Friday, 31-Jul-26 12:02:00 GMT", 120_000],
      ["Fri Jul 31 12:02:00 2026", 120_000],
      ["Fri, 31 Jul 2026 12:00:00 GMT", 0],
      ["Fri, 31 Jul 2026 11:59:59 GMT", 0],
      ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
    ] as const) {
      assert.strictEqual(millis(value), wait, value)
    }
  })

  it("rejects anything else", () => {
    for (const value of [
      undefined,
      "",
      "soon",
      "-1",
      "+1",
      "1e3",
      "0x10",
      "1,5",
      "1.",
      ".5",
      "1.2.3",
      "NaN",
      "Infinity",
      "120 seconds",
      "120, 120",
      "2026-07-31T12:02:00Z",
      "Fri, 31 Jul 2026 25:00:00 GMT",
    ]) {
      assert.isUndefined(millis(value), value)
    }
  })

  it("reads a number of any length as a finite wait", () => {
    const wait = retryAfter("9".repeat(400), now)
    assert.isTrue(wait !== undefined && Duration.isFinite(wait))
    assert.isUndefined(retryAfter(`${"9".repeat(400)}.5`, now))
  })

  it.prop("never returns a negative or infinite wait", [Schema.String], ([value]) => {
    const wait = retryAfter(value, now)
    assert.isTrue(wait === undefined || (Duration.isFinite(wait) && !Duration.isNegative(wait)))
  })
})
