import { assert, describe, it } from "@effect/vitest"
import { Result } from "effect"
import { requestTarget } from "../../src/http/RequestTarget.ts"

const read = (target: string, host?: string) =>
  Result.match(requestTarget({ scheme: "https", target, headers: host === undefined ? {} : { host } }), {
    onSuccess: (target): unknown => target,
    onFailure: ({ _tag }): unknown => _tag,
  })

describe("A request target", () => {
  it("is a path and a query on the Host", () => {
    const origin = "https://localhost:8365"
    assert.deepStrictEqual(read("/a/b?c=d?e", "localhost:8365"), { origin, path: "/a/b", query: "c=d?e" })
    assert.deepStrictEqual(read("/a", "localhost:8365"), { origin, path: "/a", query: "" })
    assert.deepStrictEqual(read("/a?", "localhost:8365"), { origin, path: "/a", query: "" })
  })

  it("can be a whole URL, whose host overrides the header", () => {
    const there = { origin: "https://there:1", path: "/a", query: "b" }
    assert.deepStrictEqual(read("http://there:1/a?b", "elsewhere"), there)
    assert.deepStrictEqual(read("HTTPS://there:1/a?b", "elsewhere"), there)
  })

  it("accepts names, addresses and ports as a Host", () => {
    for (const host of ["a", "a.b-c_d", "127.0.0.1:80", "[::1]", "[::1]:8365"])
      assert.isObject(read("/", host), host)
  })

  it("is refused if the Host is missing, repeated or invalid", () => {
    for (const host of [undefined, "", "a, a", "a b", "a/b", "a@b", "a:b", "a:", "::1", "<script>", "a\n"])
      for (const target of ["/", "http://there/"]) assert.strictEqual(read(target, host), "HostInvalid", host)
    assert.strictEqual(read("http:///a", "a"), "HostInvalid")
  })

  it("is refused if it is not a path", () => {
    for (const target of ["*", "a:443", "", "ftp://a/b"])
      assert.strictEqual(read(target, "a"), "TargetInvalid", target)
  })

  it("is refused if it is too long, with additional room for a page token", () => {
    const long = `/${"x".repeat(8_192)}`
    assert.strictEqual(read(long, "a"), "TargetTooLong")
    assert.isObject(read(long.slice(1).replace("x", "/"), "a"))
    assert.isObject(read(`/?$skiptoken=${"x".repeat(16_000)}`, "a"))
    assert.strictEqual(read(`/?$skiptoken=${"x".repeat(17_000)}`, "a"), "TargetTooLong")
  })
})
