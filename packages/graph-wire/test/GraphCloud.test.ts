import { assert, describe, it } from "@effect/vitest"
import { cloudAt, cloudNames, cloudOfAuthority, clouds } from "../src/GraphCloud.ts"

describe("Microsoft's clouds", () => {
  it("are found by their Graph's address and by their sign-in host, which US Government L4 and DoD share", () => {
    for (const name of cloudNames) assert.strictEqual(cloudAt(clouds[name].baseUrl), name)
    assert.deepStrictEqual(
      cloudNames.map((name) => cloudOfAuthority(clouds[name].authorityHost)),
      ["global", "usgov", "usgov", "china"],
    )
  })

  const elsewhere = [
    "http://graph.microsoft.com/beta",
    "https://graph.microsoft.com:8443/",
    "https://graph.microsoft.com.evil.com/",
    "https://login.microsoftonline.com/",
  ]
  it.for(elsewhere)("have no Graph at %s", (address) => {
    assert.isUndefined(cloudAt(new URL(address)))
  })

  it("have a scope for everything in their own Graph only", () => {
    for (const name of cloudNames) {
      const { scope, baseUrl } = clouds[name]
      assert.strictEqual(scope, `${baseUrl.origin}/.default`)
    }
  })
})
