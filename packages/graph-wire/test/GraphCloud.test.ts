import { assert, describe, it } from "@effect/vitest"
import { cloudAt, cloudNames, cloudOfAuthority, clouds } from "../src/GraphCloud.ts"

describe("Microsoft's clouds", () => {
  it("are known by their Graph and by where their users sign in, of which US Government's two share theirs", () => {
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

  it("give tokens for the whole of their own Graph alone", () => {
    for (const name of cloudNames) {
      const { scope, baseUrl } = clouds[name]
      assert.strictEqual(scope, `${baseUrl.origin}/.default`)
    }
  })
})
