import { assert, describe, it } from "@effect/vitest"
import { nodeTooOld } from "../src/index.ts"

describe("A Node.js that is too old", () => {
  for (const [version, shown] of [
    ["v20.20.2", "20.20"],
    ["v22.18.0", "22.18"],
    ["v9.99.9", "9.99"],
  ]) {
    it(`is named in one sentence: ${version}`, () => {
      assert.strictEqual(
        nodeTooOld("odj", ">=22.19", version ?? ""),
        `odj needs Node.js 22.19 or later; this is ${shown}.`,
      )
    })
  }

  for (const version of ["v22.19.0", "v22.100.0", "v23.0.0", "v26.10.0", "v100.0.0-nightly"]) {
    it(`is not ${version}`, () => {
      assert.isUndefined(nodeTooOld("odj", ">=22.19", version))
    })
  }
})
