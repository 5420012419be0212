import { assert, describe, it } from "@effect/vitest"
import { Result, Schema } from "effect"
import { decodeBatchRequests } from "../src/index.ts"

const get = (id: string, rest: object = {}) => ({ id, method: "GET", url: "/deviceManagement", ...rest })

const problemsOf = (json: unknown) => {
  const result = decodeBatchRequests(json)
  return Result.isFailure(result)
    ? result.failure.problems.map(({ path, message }) => `${path.join("/")}: ${message}`)
    : []
}

describe("A batch", () => {
  it("has its header names in lower case", () => {
    const requests = [
      {
        id: "1",
        method: "POST",
        url: "a?b",
        headers: { "Content-Type": "application/json" },
        body: { c: null },
      },
      get("2", { dependsOn: ["1"] }),
    ]
    assert.deepStrictEqual<unknown>(Result.getOrThrow(decodeBatchRequests({ requests })), [
      {
        id: "1",
        method: "POST",
        url: "a?b",
        headers: { "content-type": "application/json" },
        body: { c: null },
        dependsOn: [],
      },
      { ...get("2"), headers: {}, body: undefined, dependsOn: ["1"] },
    ])
  })

  it("has its header values without spaces and tabs around them, as in HTTP", () => {
    const long = `a${" ".repeat(1_000_000)}b`
    const headers = { long: ` ${long}\t`, a: " \t b \t c\t ", b: "", c: " \t", d: "\u00a0e\n" }
    const [request] = Result.getOrThrow(decodeBatchRequests({ requests: [get("1", { headers })] }))
    const { long: read = "", ...others } = request?.headers ?? {}
    assert.deepStrictEqual(others, { a: "b \t c", b: "", c: "", d: "\u00a0e\n" })
    // Lengths first: to show how long texts differ takes minutes.
    assert.strictEqual(read.length, long.length)
    assert.isTrue(read === long)
  })

  it("may have null for what a request leaves out", () => {
    const requests = [
      get("1", { headers: null, body: null, dependsOn: null }),
      get("2", { body: { a: null } }),
    ]
    assert.deepStrictEqual<unknown>(Result.getOrThrow(decodeBatchRequests({ requests })), [
      { ...get("1"), headers: {}, body: undefined, dependsOn: [] },
      { ...get("2"), headers: {}, body: { a: null }, dependsOn: [] },
    ])
    assert.deepStrictEqual(problemsOf({ requests: [get("1", { url: null, atomicityGroup: null })] }), [
      "requests/0/url: Expected a URL",
    ])
  })

  it("contains no batch, whatever its URL", () => {
    for (const url of [
      "$batch",
      "/$batch?a",
      "/beta/$batch",
      "/V1.0/$batch/",
      "http://elsewhere/Beta/$batch",
    ])
      assert.deepStrictEqual(problemsOf({ requests: [get("1", { url })] }), [
        "requests/0/url: A batch can't contain a batch",
      ])
    assert.deepStrictEqual(problemsOf({ requests: [get("1", { url: "/x/$batch" })] }), [])
  })

  it("is rejected if two header names differ only in case", () => {
    const headers = {
      "Content-Type": "a",
      accept: "b",
      "content-type": "a",
      "CONTENT-TYPE": "c",
      Accept: "d",
    }
    const requests = [get("1", { headers }), get("2", { headers: { a: "1", b: "1" } })]
    assert.deepStrictEqual(problemsOf({ requests }), [
      "requests/0/headers: The header 'content-type' is given twice",
      "requests/0/headers: The header 'accept' is given twice",
    ])
  })

  it("has from 1 to 20 requests", () => {
    const many = (count: number) => ({
      requests: Array.from({ length: count }, (_, index) => get(String(index))),
    })
    assert.deepStrictEqual(problemsOf(many(1)), [])
    assert.deepStrictEqual(problemsOf(many(20)), [])
    assert.deepStrictEqual(problemsOf(many(0)), ["requests: Expected at least one request"])
    assert.deepStrictEqual(problemsOf(many(21)), [
      "requests: Number of requests inside batch exceeds the limit. Expected at most 20",
    ])
  })

  it("is rejected if it has another shape", () => {
    for (const json of [null, 1, []]) assert.deepStrictEqual(problemsOf(json), [": Expected an object"])
    for (const json of [{}, { requests: {} }, { requests: null }])
      assert.deepStrictEqual(problemsOf(json), ["requests: Expected an array"])
    for (const request of [null, 1, []])
      assert.deepStrictEqual(problemsOf({ requests: [request] }), ["requests/0: Expected an object"])
  })

  it("is rejected with every problem of every request", () => {
    const requests = [
      { id: "", method: 1, url: "http://elsewhere/", headers: { a: 1 }, dependsOn: "1" },
      get("A", { url: "//elsewhere" }),
      get("a", { url: "/$batch" }),
      get("b", { dependsOn: ["c", "A"] }),
      get("c", { dependsOn: ["c"] }),
      get("d", { dependson: ["c"], atomicityGroup: "g" }),
      { id: 1, headers: "a", dependsOn: [1, "d"] },
      { ...get("e", { headers: [], dependsOn: ["E"] }), method: null },
      get("E"),
    ]
    assert.deepStrictEqual(problemsOf({ requests }), [
      "requests/0/id: Expected non-empty text",
      "requests/0/method: Expected the name of an HTTP method",
      "requests/0/headers/a: Expected a text",
      "requests/0/dependsOn: Expected an array of ids",
      "requests/2/id: An earlier request has the same id",
      "requests/2/url: A batch can't contain a batch",
      "requests/3/dependsOn: Invalid dependency for request Id b: no earlier request has the id 'c'",
      "requests/4/dependsOn: Invalid dependency for request Id c: no earlier request has the id 'c'",
      "requests/5/dependson: Unknown property",
      "requests/6/id: Expected non-empty text",
      "requests/6/method: Expected the name of an HTTP method",
      "requests/6/url: Expected a URL",
      "requests/6/headers: Expected an object of texts",
      "requests/6/dependsOn/0: Expected an id",
      "requests/7/dependsOn: Invalid dependency for request Id e: no earlier request has the id 'E'",
      "requests/7/method: Expected the name of an HTTP method",
      "requests/7/headers: Expected an object of texts",
      "requests/8/id: An earlier request has the same id",
    ])
  })

  it.prop("is read or rejected, whatever the JSON", [Schema.Json], ([json]) => {
    decodeBatchRequests(json)
    decodeBatchRequests({ requests: json })
    decodeBatchRequests({ requests: [json] })
    return true
  })
})
