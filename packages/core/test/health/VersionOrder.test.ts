import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { isBelow, readVersion } from "../../src/health/VersionOrder.ts"

describe("A version", () => {
  const rows: ReadonlyArray<readonly [one: string, other: string, below: boolean]> = [
    ["6.2504.2001.8", "6.2504.2001.10", true],
    ["6.2504.2001.10", "6.2504.2001.8", false],
    ["6.2504", "6.2504.0.0", false],
    ["6.2504", "6.2504.0.1", true],
    ["5.99.99.99", "6", true],
    ["06.1", "6.1", false],
    ["1.99999999999999999999", "2", true],
  ]
  for (const [one, other, below] of rows) {
    it(`${one} is ${below ? "" : "not "}below ${other}`, () => {
      const versions = [readVersion(one), readVersion(other)]
      const [own, least] = versions
      assert.isTrue(own !== undefined && least !== undefined && isBelow(own, least) === below)
    })
  }

  for (const text of ["", "Version value", "6.x", "1.2.3.4.5", "6.", "-1", "v6.1", "6,1"]) {
    it(`${JSON.stringify(text)} is not a number`, () => {
      assert.strictEqual(readVersion(text), undefined)
    })
  }

  it.prop("is read from any text without throwing", [Schema.String], ([text]) => {
    const version = readVersion(text)
    assert.isTrue(version === undefined || version.length === 4)
  })
})
