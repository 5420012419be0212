import { assert, describe, it } from "@effect/vitest"
import { Option, Result, Schema } from "effect"
import { decodeBatch, decodeBatchResponses, encodeBatch, encodeBatchRequests } from "../src/index.ts"

const get = (id: string, rest: object = {}) => ({ id, method: "GET", url: "/deviceManagement", ...rest })

const problemsOf = (json: unknown) => {
  const result = decodeBatch(json)
  return Result.isFailure(result)
    ? result.failure.problems.map(({ path, message }) => `${path.join("/")}: ${message}`)
    : []
}

describe("A batch", () => {
  it("is read with its header names in lower case", () => {
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
    assert.deepStrictEqual<unknown>(Result.getOrThrow(decodeBatch({ requests })), [
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

  it("is read with its header values as HTTP has them, without the spaces and tabs around", () => {
    const long = `a${" ".repeat(1_000_000)}b`
    const headers = { a: " \t b \t c\t ", b: "", c: " \t", d: "\u00a0e\n", f: ` ${long}\t` }
    const [request] = Result.getOrThrow(decodeBatch({ requests: [get("1", { headers })] }))
    assert.deepStrictEqual(request?.headers, { a: "b \t c", b: "", c: "", d: "\u00a0e\n", f: long })
  })

  it("is refused where a header is there twice, under names that differ in case alone", () => {
    const headers = {
      "Content-Type": "a",
      accept: "b",
      "content-type": "a",
      "CONTENT-TYPE": "c",
      Accept: "d",
    }
    const requests = [get("1", { headers }), get("2", { headers: { a: "1", b: "1" } })]
    assert.deepStrictEqual(problemsOf({ requests }), [
      "requests/0/headers: Expected the header 'content-type' once",
      "requests/0/headers: Expected the header 'accept' once",
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

  it("is refused where it is none", () => {
    for (const json of [null, 1, [], {}, { requests: {} }, { requests: null }])
      assert.deepStrictEqual(problemsOf(json), ["requests: Expected an array"])
    assert.deepStrictEqual(problemsOf({ requests: [1] }), ["requests/0: Expected an object"])
  })

  it("is refused with every problem of every request", () => {
    const requests = [
      { id: "", method: 1, url: "http://elsewhere/", headers: { a: 1 }, dependsOn: "1" },
      get("a", { url: "//elsewhere" }),
      get("A", { url: "/$batch" }),
      get("b", { dependsOn: ["c", "A"] }),
      get("c", { dependsOn: ["c"] }),
      get("d", { dependson: ["c"], atomicityGroup: "g" }),
    ]
    assert.deepStrictEqual(problemsOf({ requests }), [
      "requests/0/id: Expected a text that is not empty",
      "requests/0/method: Expected the name of an HTTP method",
      "requests/0/url: Expected a relative URL",
      "requests/0/headers: Expected an object of texts",
      "requests/0/dependsOn: Expected an array of ids",
      "requests/1/url: Expected a relative URL",
      "requests/2/id: Expected an id that no request before has",
      "requests/2/url: Expected another URL than that of a batch",
      "requests/3/dependsOn: Invalid dependency for request Id b: no request before has the id 'c'",
      "requests/4/dependsOn: Invalid dependency for request Id c: no request before has the id 'c'",
      "requests/5/dependson: Expected no such member",
    ])
  })

  it.prop("is read or refused, whatever the JSON", [Schema.Json], ([json]) => {
    decodeBatch(json)
    decodeBatch({ requests: json })
    decodeBatch({ requests: [json] })
    return true
  })

  it("is answered with each body as it would be sent by itself", () => {
    const responses = [
      { id: '"1"', status: 201, headers: { "Content-Type": "application/json;x" }, body: '{"a":[1]}' },
      { id: "2", status: 200, headers: { "Content-Type": "text/plain" }, body: "7" },
      { id: "3", status: 204, headers: {} },
    ]
    assert.deepStrictEqual(JSON.parse(encodeBatch(responses)), {
      responses: [
        { id: '"1"', status: 201, headers: { "Content-Type": "application/json;x" }, body: { a: [1] } },
        { id: "2", status: 200, headers: { "Content-Type": "text/plain" }, body: "7" },
        { id: "3", status: 204, headers: {} },
      ],
    })
  })
})

const texts = Schema.Array(Schema.String)

/** A batch has at least one. */
const first = { id: "0", method: "POST", url: "/things", headers: {}, body: "null" }

describe("A client's batch", () => {
  it.prop("is read back by a service as it was written", [texts, Schema.Json], ([texts, json]) => {
    const items = texts.slice(0, 20).map((text, index) => ({
      id: String(index),
      method: "POST",
      url: `/things?${encodeURIComponent(text.toWellFormed())}`,
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ text, json }),
    }))
    const batch = [first, ...items.slice(1)]
    assert.deepStrictEqual<unknown>(
      Result.getOrThrow(decodeBatch(JSON.parse(encodeBatchRequests(batch)))),
      batch.map((item) => ({ ...item, body: JSON.parse(item.body), dependsOn: [] })),
    )
  })
})

describe("The answer to a batch", () => {
  const read = (responses: unknown) =>
    Option.map(decodeBatchResponses({ responses }), (map) => [...map.values()])
  const some = (id: string, rest: object = {}) => ({ id, status: 201, headers: {}, body: undefined, ...rest })

  it("is read in any order, by its ids, with its header names in lower case", () => {
    assert.deepStrictEqual(
      read([
        {
          id: "2",
          status: 429,
          headers: { "Retry-After": "3", other: true },
          body: { error: { code: "a" } },
        },
        { id: "1", status: 201, headers: { "Retry-After": 30 }, body: "a text" },
        { id: "3", status: 204, headers: null, body: null },
        { id: "4", status: 200, headers: {}, body: 7 },
      ]),
      Option.some([
        some("2", { status: 429, headers: { "retry-after": "3" }, body: '{"error":{"code":"a"}}' }),
        some("1", { headers: { "retry-after": "30" }, body: "a text" }),
        some("3", { status: 204 }),
        some("4", { status: 200, body: "7" }),
      ]),
    )
  })

  it("says nothing of what it does not answer, or answers more than once", () => {
    assert.deepStrictEqual(
      read([
        { id: "1", status: 201 },
        { id: "2", status: 429 },
        { id: "1", status: 429 },
      ]),
      Option.some([some("2", { status: 429 })]),
    )
    assert.deepStrictEqual(
      read([
        null,
        1,
        [],
        {},
        { id: "1" },
        { status: 201 },
        { id: 1, status: 201 },
        { id: "1", status: "201" },
      ]),
      Option.some([]),
    )
    assert.deepStrictEqual(read([]), Option.some([]))
  })

  it("says nothing of what it answers more than once, even if one of the answers can't be read", () => {
    for (const twin of [
      { id: "0", status: "201" },
      { id: "0" },
      { id: 0, status: 201 },
      { id: 0 },
      { id: "0", status: 201, body: {} },
    ]) {
      const throttled = { id: "0", status: 429 }
      const other = { id: "1", status: 201 }
      for (const responses of [
        [twin, throttled, other],
        [throttled, other, twin],
      ])
        assert.deepStrictEqual(read(responses), Option.some([some("1")]))
    }
  })

  it("is read where something in it has no text that could be an id, or has members that shadow", () => {
    const odd = [{ id: { toString: 1, valueOf: 1 } }, { id: ["0"] }, { id: null }, { id: true }]
    assert.deepStrictEqual(read([...odd, { id: "0", status: 201 }]), Option.some([some("0")]))
  })

  it("has a body that is left out where it can't be written", () => {
    // How deep a nesting it takes for that depends on the engine; this takes none.
    const unwritable = 1n
    assert.deepStrictEqual(
      read([
        { id: "0", status: 400, body: unwritable },
        { id: "1", status: 201, body: {} },
      ]),
      Option.some([some("0", { status: 400 }), some("1", { body: "{}" })]),
    )
  })

  it("is none where there are no answers in it", () => {
    for (const json of [null, 1, "", [], {}, { responses: {} }, { responses: null }, { value: [] }])
      assert.deepStrictEqual(decodeBatchResponses(json), Option.none())
  })

  it.prop("is what a service writes", [texts], ([texts]) => {
    const responses = texts.map((text, index) => ({
      id: String(index),
      status: 200 + index,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ text }),
    }))
    assert.deepStrictEqual(
      read(JSON.parse(encodeBatch(responses)).responses),
      Option.some(
        responses.map((response) => ({ ...response, headers: { "content-type": "application/json" } })),
      ),
    )
  })

  it.prop("is read, whatever the JSON", [Schema.Json], ([json]) => {
    decodeBatchResponses(json)
    decodeBatchResponses({ responses: json })
    decodeBatchResponses({ responses: [json] })
    return true
  })
})
