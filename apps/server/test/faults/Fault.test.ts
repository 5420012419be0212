/** Faults that are refused, since they could not be applied. */
import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { readFaults } from "../../src/faults/ReadFaults.ts"

const isFault = (fault: unknown) => Result.isSuccess(readFaults(fault))

const withHeaders = (headers: object) => isFault({ with: { status: 500, headers } })

describe("A fault", () => {
  it("can set headers, but not those of the connection and the clock", () => {
    assert.isTrue(withHeaders({ "Content-Type": "text/html", "x-own": "caf\u00e9" }))
    for (const name of [
      "Content-Length",
      "transfer-encoding",
      "Connection",
      "Trailer",
      "date",
      "a b",
      "",
      "\u00e9",
    ])
      assert.isFalse(withHeaders({ [name]: "1" }), name)
    for (const value of ["a\r\nb", "\u0000", "\u20ac"]) assert.isFalse(withHeaders({ "x-own": value }), value)
  })

  it("has times in milliseconds or with a unit, none of them negative", () => {
    const isTime = (delay: unknown) => isFault({ with: { delay } })
    for (const time of [0, 300, "300 millis", "1.5 days", "1 second"])
      assert.isTrue(isTime(time), String(time))
    for (const time of [-1, "-1 seconds", "1e3 seconds", "3 moons", "1", Number.POSITIVE_INFINITY])
      assert.isFalse(isTime(time), String(time))
  })
})
