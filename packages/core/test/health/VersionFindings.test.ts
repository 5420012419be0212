import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { makeVersionCheck } from "../../src/health/VersionFindings.ts"

describe("The check of versions", () => {
  const rows: ReadonlyArray<
    readonly [least: string | undefined, version: string, found: string | undefined]
  > = [
    [undefined, "6.1803.0.0", "critical version-unsupported"],
    [undefined, "6.2501.2000.4", "critical version-unsupported"],
    [undefined, "6.2501.2000.5", "note version-old"],
    [undefined, "6.2504.2001.7", "note version-old"],
    [undefined, "6.2504.2001.8", undefined],
    [undefined, "7", undefined],
    [undefined, "Version value", "warning version-unknown"],
    ["6.2504.2001.8", "6.2501.2000.4", "critical version-unsupported"],
    ["6.2504.2001.8", "6.2501.2000.5", "warning version-below"],
    ["6.2504.2001.8", "6.2504.2001.8", undefined],
    ["7", "6.2504.2001.8", "warning version-below"],
    ["6.1803", "6.1803.0.0", "note version-old"],
    ["6.1803", "6.1802.9.9", "critical version-unsupported"],
    ["0", "1", undefined],
    ["0.0.0", "", undefined],
  ]
  for (const [least, version, expected] of rows) {
    it(`finds ${expected ?? "nothing"} for ${JSON.stringify(version)}, with ${least ?? "no"} minimum`, () => {
      const found = makeVersionCheck(least)(version)
      assert.strictEqual(found?.join(" "), expected)
    })
  }

  it.prop("finds nothing with the minimum 0, whatever the version is", [Schema.String], ([version]) => {
    assert.strictEqual(makeVersionCheck("0")(version), undefined)
  })
})
