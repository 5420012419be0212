/** Which hosts a server accepts. */
import { assert, describe, it } from "@effect/vitest"
import { isHost, ownHosts } from "../../src/http/OwnHosts.ts"

const failuresOf = (url: string, hosts: ReadonlyArray<string>, authorities: ReadonlyArray<string>) => {
  const rule = ownHosts(url, hosts)
  return authorities.flatMap((authority) => {
    const failure = rule(authority)
    return failure === undefined ? [] : [`${authority} ${failure._tag}`]
  })
}

const loopback = [
  ...["localhost", "LOCALHOST:8365", "localhost:1", "odj.localhost", "a.b.localhost:80"],
  ...["127.0.0.1", "127.0.0.1:8365", "127.0.0.1:1", "127.1.2.3:8365", "[::1]", "[::1]:8365"],
]

const addresses = ["10.0.0.7", "10.0.0.7:8365", "0.0.0.0:8365", "[fd00::7]:8365", "192.0.2.1"]

const dotless = ["odj", "ODJ:8365", "my_service", "odj-server-1:80"]

const foreign = [
  ...["evil.example", "evil.example:8365", "localhost.evil.example", "127.0.0.1.evil.example"],
  ...["evil-localhost.example", "127.0.0.1.nip.io", "evil.localhost.", "evil.local"],
]

const unknown = (authorities: ReadonlyArray<string>) =>
  authorities.map((authority) => `${authority} HostUnknown`)

describe("A server on a loopback address", () => {
  for (const url of ["http://127.0.0.1:8365", "http://[::1]:8365", "https://127.0.0.2:8365"]) {
    it(`accepts only loopback hosts at ${url}`, () => {
      assert.deepStrictEqual(failuresOf(url, [], loopback), [])
      const others = [...foreign, ...addresses, ...dotless]
      assert.deepStrictEqual(failuresOf(url, [], others), unknown(others))
    })
  }

  it("accepts also the hosts that it is given, with any port", () => {
    const hosts = ["Graph.Example.test", "odj", "10.0.0.7", "[fd00::7]", "127.0.0.1"]
    const own = ["graph.example.test", "GRAPH.example.TEST:1", "odj:8365", "10.0.0.7:8365", "[fd00::7]"]
    assert.deepStrictEqual(failuresOf("http://127.0.0.1:8365", hosts, own), [])
    const others = ["a.graph.example.test", "example.test", "xodj", "10.0.0.8", ...foreign]
    assert.deepStrictEqual(failuresOf("http://127.0.0.1:8365", hosts, others), unknown(others))
  })
})

describe("A server on another address", () => {
  for (const url of ["http://0.0.0.0:8365", "http://[::]:8365", "https://10.0.0.7:8365"]) {
    it(`accepts also addresses and names without a dot at ${url}`, () => {
      assert.deepStrictEqual(failuresOf(url, ["given.test"], [...loopback, ...addresses, ...dotless]), [])
      assert.deepStrictEqual(failuresOf(url, ["given.test"], ["given.test", "given.test:80"]), [])
      assert.deepStrictEqual(failuresOf(url, ["given.test"], foreign), unknown(foreign))
    })
  }
})

describe("A host", () => {
  const texts = [
    "",
    "a, a",
    "a b",
    "a/b",
    "a@b",
    "a:b",
    "a:",
    "::1",
    "<script>",
    "a\n",
    "a:99999",
    "1.2.3.4.5",
  ]

  it("is invalid if it is missing, repeated or no host", () => {
    for (const url of ["http://127.0.0.1:8365", "http://0.0.0.0:8365"]) {
      assert.strictEqual(ownHosts(url, texts)(undefined)?._tag, "HostInvalid")
      for (const text of texts) assert.strictEqual(ownHosts(url, texts)(text)?._tag, "HostInvalid", text)
    }
  })

  it("has no port in a setting", () => {
    for (const host of ["a", "a.b-c_d", "127.0.0.1", "[::1]"]) assert.isTrue(isHost(host), host)
    for (const host of ["a:80", "[::1]:80", "http://a", "*", "*.a", ...texts])
      assert.isFalse(isHost(host), host)
  })
})
