import { assert, describe, it } from "@effect/vitest"
import { validate } from "@odj/core"
import { DateTimeOffset, heartbeat } from "@odj/domain"
import { DateTime, Option, Result } from "effect"
import { exampleConnectors } from "../../src/transfer/Examples.ts"

const now = Date.parse("2026-01-31T12:00:00Z")

const valid = exampleConnectors(now).map((example) => Result.getOrThrow(validate(example)))

describe("The examples", () => {
  it("are 25 valid connectors with different names, the same at the same time", () => {
    assert.strictEqual(new Set(valid.map(({ displayName }) => displayName)).size, 25)
    assert.deepStrictEqual(exampleConnectors(now), exampleConnectors(now))
  })

  it("have the states that follow from their last contacts, and one never had any", () => {
    const at = Option.getOrThrow(DateTimeOffset.fromDateTime(DateTime.makeUnsafe(now)))
    for (const example of valid) assert.strictEqual(heartbeat(example, at).expected, example.state)
    assert.strictEqual(valid.filter((example) => heartbeat(example, at).age === undefined).length, 1)
    assert.deepStrictEqual([...new Set(valid.map(({ state }) => state))].toSorted(), [
      "active",
      "error",
      "inactive",
    ])
  })
})
