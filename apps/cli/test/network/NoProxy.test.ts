import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { listsHost } from "../../src/network/NoProxy.ts"

const Label = Schema.String.check(Schema.isPattern(/^[a-z]{1,8}$/))
const Octet = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 255 }))

const graph = "https://graph.contoso.com/beta"

const cases: ReadonlyArray<readonly [noProxy: string, url: string, expected: boolean]> = [
  ["*", graph, true],
  ["", graph, false],
  [" , ", graph, false],
  ["graph.contoso.com", graph, true],
  ["GRAPH.Contoso.com", graph, true],
  ["contoso.com", graph, true],
  [".contoso.com", graph, true],
  ["*.contoso.com", graph, true],
  [".contoso.com", "https://contoso.com/", true],
  ["toso.com", graph, false],
  ["com.", graph, false],
  [".", graph, false],
  ["fabrikam.com,contoso.com", graph, true],
  ["fabrikam.com contoso.com", graph, true],
  ["contoso.com", "https://contoso.com./", true],
  ["contoso.com:443", graph, true],
  ["contoso.com:8443", graph, false],
  ["contoso.com:8443", "https://contoso.com:8443/", true],
  ["localhost", "http://localhost:8365/beta", true],
  ["localhost:80", "http://localhost/beta", true],
  ["localhost", "http://127.0.0.1:8365/beta", false],
  ["127.0.0.1", "http://127.0.0.1:8365/beta", true],
  ["127.0.0.1:1", "http://127.0.0.1:8365/beta", false],
  ["127.0.0.0/8", "http://127.9.9.9/beta", true],
  ["10.0.0.0/8", "http://11.0.0.1/beta", false],
  ["10.0.0.0/33", "http://10.0.0.1/beta", false],
  ["10.0.0.0/x", "http://10.0.0.1/beta", false],
  ["10.0.0.0/", "http://127.0.0.1/beta", false],
  ["10.0.0.0/ 8", "http://127.0.0.1/beta", false],
  ["fe80::1%eth0", "http://[::1]/beta", false],
  ["0.0.1", "http://10.0.0.1/beta", false],
  ["::1", "http://[::1]:8365/beta", true],
  ["[::1]", "http://[::1]:8365/beta", true],
  ["[::1]:8365", "http://[::1]:8365/beta", true],
  ["[::1]:1", "http://[::1]:8365/beta", false],
  ["0:0:0:0:0:0:0:1", "http://[::1]/beta", true],
  ["fd00::/8", "https://[fd12::1]/beta", true],
  ["fd00::/8", "https://[fe80::1]/beta", false],
  ["fd00::/8", graph, false],
]

describe("NO_PROXY", () => {
  for (const [noProxy, url, expected] of cases) {
    it(`${expected ? "lists" : "does not list"} the host of ${url} with ${JSON.stringify(noProxy)}`, () => {
      assert.strictEqual(listsHost(noProxy, new URL(url)), expected)
    })
  }

  it.prop(
    "lists a domain and everything below it, and nothing that only ends alike",
    [Label, Label, Label],
    ([top, second, label]) => {
      const domain = `${second}.${top}`
      for (const entry of [domain, `.${domain}`, `*.${domain}`]) {
        assert.isTrue(listsHost(entry, new URL(`https://${domain}/`)))
        assert.isTrue(listsHost(entry, new URL(`https://${label}.${domain}/`)))
        assert.isFalse(listsHost(entry, new URL(`https://${label}${domain}/`)))
      }
    },
  )

  it.prop("lists an address exactly if a range covers it", [Octet, Octet], ([third, last]) => {
    const url = new URL(`http://10.1.${third}.${last}/`)
    assert.isTrue(listsHost(`10.1.${third}.0/24`, url))
    assert.strictEqual(listsHost(`10.1.${third}.0/25`, url), last < 128)
    assert.isFalse(listsHost(`10.2.0.0/16`, url))
  })
})
