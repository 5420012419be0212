import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { ownTarget, requestTarget, withoutPrefix } from "../../src/http/RequestTarget.ts"

const read = (target: string, publicUrl?: string) =>
  Result.match(requestTarget({ scheme: "https", target, headers: { host: "localhost:8365" } }, publicUrl), {
    onSuccess: (target): unknown => target,
    onFailure: ({ _tag }): unknown => _tag,
  })

describe("A request target", () => {
  it("is a path and a query on the Host", () => {
    const origin = "https://localhost:8365"
    assert.deepStrictEqual(read("/a/b?c=d?e"), { origin, path: "/a/b", query: "c=d?e" })
    assert.deepStrictEqual(read("/a"), { origin, path: "/a", query: "" })
    assert.deepStrictEqual(read("/a?"), { origin, path: "/a", query: "" })
  })

  it("can be a whole URL, whose host overrides the header", () => {
    const there = { origin: "https://there:1", path: "/a", query: "b" }
    assert.deepStrictEqual(read("http://there:1/a?b"), there)
    assert.deepStrictEqual(read("HTTPS://there:1/a?b"), there)
  })

  it("has the public URL as its origin if there is one", () => {
    const origin = "https://graph.example.test/prefix"
    for (const target of ["/a?b", "http://there:1/a?b"])
      assert.deepStrictEqual(read(target, origin), { origin, path: "/a", query: "b" })
  })

  it("is refused if it is not a path", () => {
    for (const target of ["*", "a:443", "", "ftp://a/b"])
      assert.strictEqual(read(target), "TargetInvalid", target)
  })

  it("is refused if it is too long, with additional room for a page token", () => {
    const long = `/${"x".repeat(8_192)}`
    assert.strictEqual(read(long), "TargetTooLong")
    assert.isObject(read(long.slice(1).replace("x", "/")))
    assert.isObject(read(`/?$skiptoken=${"x".repeat(16_000)}`))
    assert.strictEqual(read(`/?$skiptoken=${"x".repeat(17_000)}`), "TargetTooLong")
  })
})

describe("The path of the public URL", () => {
  const targetBelow = (prefix: string, target: string) => {
    const handle = withoutPrefix(prefix, (request) =>
      Effect.succeed({ status: 200, headers: {}, body: request.target }),
    )
    const request = {
      method: "GET",
      scheme: "http",
      headers: {},
      body: undefined,
      facts: {},
      target,
    } as const
    return Effect.runSync(handle(request)).body
  }

  it("is removed from targets that have it", () => {
    assert.strictEqual(targetBelow("/a/b", "/a/b/beta?c"), "/beta?c")
    assert.strictEqual(targetBelow("/a/b", "/a/b/"), "/")
  })

  it("changes no other target", () => {
    for (const target of ["/beta?c", "/", "/a/b", "/a/bc/d", "/x/a/b/c", "*"])
      assert.strictEqual(targetBelow("/a/b", target), target)
    assert.strictEqual(targetBelow("", "/a/b/beta"), "/a/b/beta")
  })
})

describe("A URL", () => {
  const isOwn = (url: string) => ["http://localhost:8365", "https://graph.test"].includes(url)

  it("of the server has a target, without the path of the public URL", () => {
    const cases: ReadonlyArray<readonly [url: string, target: string | undefined]> = [
      ["/beta/x?y", "/beta/x?y"],
      ["x", "x"],
      ["/odj/beta/x", "/beta/x"],
      ["/odjx", "/odjx"],
      ["https://graph.test/odj/beta?y", "/beta?y"],
      ["HTTP://LocalHost:8365/Beta", "/Beta"],
      ["https://graph.test", ""],
      ["https://graph.test?x", "?x"],
      ["//graph.test/beta", "//graph.test/beta"],
      ["https://other.test/odj/beta", undefined],
      ["https://graph.test@other.test/beta", undefined],
      ["https://graph.test.other.test/", undefined],
      ["ftp://graph.test/beta", undefined],
      ["https:/graph.test/beta", undefined],
      ["javascript:x", undefined],
    ]
    for (const [url, target] of cases)
      assert.strictEqual(ownTarget({ prefix: "/odj", isOwn }, url), target, url)
  })
})
