import { assert, describe, it } from "@effect/vitest"
import { decodeError } from "@odj/graph-wire"
import { Result } from "effect"
import { presetNames, presets } from "../../src/faults/Presets.ts"
import { readFaults } from "../../src/faults/ReadFaults.ts"

/** What a client reads in the error of a preset's fault. */
const errorOf = (name: string) => {
  const fault = presetNames.flatMap((preset) => presets[preset].faults).find((each) => each.name === name)
  const { code, message } = (fault?.with ?? {}) as { readonly code?: string; readonly message?: string }
  return decodeError({ error: { code, message } })
}

describe("A preset", () => {
  it("has valid faults with different names", () => {
    const faults = presetNames.flatMap((name) => presets[name].faults)
    assert.deepStrictEqual(readFaults(faults), Result.succeed(faults))
    assert.strictEqual(new Set(faults.map(({ name }) => name)).size, faults.length)
    assert.notInclude(
      faults.map(({ name }) => name),
      undefined,
    )
  })

  it("says what fails, and where that is recorded", () => {
    for (const name of presetNames) {
      assert.match(presets[name].description, /^[A-Z].*[^.]$/)
      assert.match(presets[name].source, /#\d+|Microsoft Graph's throttling limits|No record/)
    }
  })

  it("has Intune's limits for connectors, by application and by tenant", () => {
    const limits = presets.throttled.faults.map((fault) => {
      const { limit } = fault as {
        readonly limit?: { readonly requests: number; readonly by: string; readonly per: unknown }
      }
      return [fault.on, limit?.requests, limit?.by, limit?.per]
    })
    const writes = ["create", "update", "delete"]
    assert.deepStrictEqual(limits, [
      [writes, 100, "application", "20 seconds"],
      [writes, 200, "tenant", "20 seconds"],
      [undefined, 1_000, "application", "20 seconds"],
      [undefined, 2_000, "tenant", "20 seconds"],
    ])
  })

  it("leaves Retry-After to the window of the limit", () => {
    for (const { with: outcome } of presets.throttled.faults) assert.notProperty(outcome, "retryAfter")
  })

  it("writes errors as Intune does: JSON inside a text, once or twice", () => {
    const forbidden = errorOf("delete-forbidden")
    assert.strictEqual(forbidden.code, "Forbidden")
    assert.match(
      forbidden.message ?? "",
      /^An error has occurred .* - Activity ID: \{requestId\} - Url: https:.*domainJoinConnectors\('\{connector\}'\)\?/,
    )
    const throttled = errorOf("throttled-writes-application")
    assert.strictEqual(throttled.code, "TooManyRequests")
    assert.match(throttled.message ?? "", /^An error has occurred .* - Activity ID: \{requestId\}/)
  })
})
