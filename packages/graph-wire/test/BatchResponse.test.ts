import { assert, describe, it } from "@effect/vitest"
import { Option, Schema } from "effect"
import { decodeBatchResponses, encodeBatchResponses } from "../src/index.ts"

describe("The response to a batch", () => {
  const read = (responses: unknown) =>
    Option.map(decodeBatchResponses({ responses }), (map) => [...map.values()])
  const some = (id: string, rest: object = {}) => ({ id, status: 201, headers: {}, body: undefined, ...rest })

  it("has each body as it would be sent outside a batch", () => {
    const responses = [
      { id: '"1"', status: 201, headers: { "Content-Type": "application/json;x" }, body: '{"a":[1]}' },
      { id: "2", status: 200, headers: { "Content-Type": "text/plain" }, body: "7" },
      { id: "3", status: 204, headers: {} },
    ]
    assert.deepStrictEqual(JSON.parse(encodeBatchResponses(responses)), {
      responses: [
        { id: '"1"', status: 201, headers: { "Content-Type": "application/json;x" }, body: { a: [1] } },
        { id: "2", status: 200, headers: { "Content-Type": "text/plain" }, body: "7" },
        { id: "3", status: 204, headers: {} },
      ],
    })
  })

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

  it("leaves out responses without an id, and several with one id", () => {
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
        { id: "2", status: 201.5 },
      ]),
      Option.some([]),
    )
    assert.deepStrictEqual(read([]), Option.some([]))
  })

  it("leaves out all responses with one id, even if only one of them is valid", () => {
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

  it("is read even if an id can't be turned into text, or a member hides a method", () => {
    const odd = [{ id: { toString: 1, valueOf: 1 } }, { id: ["0"] }, { id: null }, { id: true }]
    assert.deepStrictEqual(read([...odd, { id: "0", status: 201 }]), Option.some([some("0")]))
  })

  it("leaves out a body that can't be written as JSON", () => {
    // How deep the nesting has to be depends on the engine, so this body fails by itself.
    const unwritable = 1n
    assert.deepStrictEqual(
      read([
        { id: "0", status: 400, body: unwritable },
        { id: "1", status: 201, body: {} },
      ]),
      Option.some([some("0", { status: 400 }), some("1", { body: "{}" })]),
    )
  })

  it("is invalid without an array of responses", () => {
    for (const json of [null, 1, "", [], {}, { responses: {} }, { responses: null }, { value: [] }])
      assert.deepStrictEqual(decodeBatchResponses(json), Option.none())
  })

  it.prop("is what a service writes", [Schema.Array(Schema.String)], ([texts]) => {
    const responses = texts.map((text, index) => ({
      id: String(index),
      status: 200 + index,
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ text }),
    }))
    assert.deepStrictEqual(
      read(JSON.parse(encodeBatchResponses(responses)).responses),
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
