import { assert, describe, it } from "@effect/vitest"
import { hostsOf, makeAddresses } from "../../src/server/Addresses.ts"

const settings = { publicUrl: "https://graph.example.test:444/prefix", allowedHosts: ["odj.test"] }

describe("The addresses of a server", () => {
  it("have the host to listen on, the public one and the allowed ones", () => {
    assert.deepStrictEqual(hostsOf("127.0.0.1", {}), ["127.0.0.1"])
    assert.deepStrictEqual(hostsOf("odj.lan", settings), ["odj.lan", "graph.example.test", "odj.test"])
  })

  it("have the path of the public URL as the prefix of requests", () => {
    const prefixOf = (publicUrl?: string) =>
      makeAddresses("http://127.0.0.1:8365", "127.0.0.1", { publicUrl }).prefix
    assert.strictEqual(prefixOf(settings.publicUrl), "/prefix")
    assert.strictEqual(prefixOf("https://graph.example.test"), "")
    assert.strictEqual(prefixOf(), "")
  })

  it("are its public URL and the origins of its hosts", () => {
    const { isOwn } = makeAddresses("http://127.0.0.1:8365", "127.0.0.1", settings)
    for (const url of [
      "https://graph.example.test:444/prefix",
      "http://127.0.0.1:8365",
      "https://localhost",
      "http://[::1]:1",
      "http://odj.test:8365",
      "https://graph.example.test",
    ])
      assert.isTrue(isOwn(url), url)
    for (const url of [
      "https://graph.example.test:444/other",
      "https://graph.example.test:444/prefix/",
      "http://127.0.0.1:8365/",
      "http://127.0.0.1:8365/prefix",
      "http://evil.example",
      "http://evil.example@127.0.0.1",
      "ftp://127.0.0.1",
      "127.0.0.1",
      "https://",
      "",
    ])
      assert.isFalse(isOwn(url), url)
  })
})
