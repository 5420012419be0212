import { assert, describe, it } from "@effect/vitest"
import { Option, Result, Schema } from "effect"
import {
  DomainJoinConnector,
  exampleConnector,
  propertyNames,
  readConnector,
  UnreadableConnector,
  unreadableText,
  withId,
} from "../src/index.ts"

const valid = withId("hq-1", exampleConnector)

const without = (name: string) =>
  Object.fromEntries(Object.entries(valid).filter(([other]) => other !== name))

const nested: unknown = JSON.parse("[".repeat(100_000) + "]".repeat(100_000))

const unreadable = (value: unknown) => Result.getOrThrow(Result.flip(readConnector(value)))

const texts: Record<string, readonly [value: unknown, text: string]> = {
  "null for a property that can't be null": [
    { ...valid, version: null },
    "hq-1: version: Must be a string, not null",
  ],
  "a missing property": [without("state"), "hq-1: state: Missing"],
  "a date without a zone": [
    { ...valid, lastConnectionDateTime: "2016-12-31T23:58:36" },
    "hq-1: lastConnectionDateTime: Expected a time zone: Z, or an offset like -08:00",
  ],
  "several problems": [
    { ...valid, state: null, version: ["6"] },
    "hq-1: state: Must be a string, not null; version: Must be a string, not a list",
  ],
  "an id that is not text": [
    { ...valid, id: 5 },
    "Display Name value (no valid id): id: Must be a string, not a number",
  ],
  "an empty id": [
    { ...valid, id: "" },
    "Display Name value (no valid id): id: Expected at least one character",
  ],
  "an object as a value": [{ ...valid, version: nested }, "hq-1: version: Must be a string, not a list"],
  "a value that is not an object": ["hq-1", "(no valid id): Expected an object"],
  "a list": [[valid], "(no valid id): Expected an object"],
  null: [null, "(no valid id): Expected an object"],
}

describe("readConnector", () => {
  it("returns a valid connector, with a state that is unknown and without unknown properties", () => {
    const given = { ...valid, state: "pending", more: 1 }
    assert.deepStrictEqual(readConnector(given), Result.succeed({ ...valid, state: "pending" }))
  })

  for (const [name, [value, text]] of Object.entries(texts)) {
    it(`says what is wrong with ${name}`, () => {
      assert.strictEqual(unreadableText(unreadable(value)), text)
    })
  }

  it("shows the properties as found, also if they are valid", () => {
    const { id, properties } = unreadable({
      ...without("state"),
      displayName: { a: 1 },
      version: null,
      more: 1,
    })
    assert.strictEqual(id, "hq-1")
    assert.deepStrictEqual<object>(properties, {
      id: "hq-1",
      displayName: '{"a":1}',
      lastConnectionDateTime: exampleConnector.lastConnectionDateTime,
      version: null,
    })
  })

  it("shows at most 1,000 characters of a value, and 100 of an id in a text", () => {
    const id = "x".repeat(2_000)
    const connector = unreadable({
      ...valid,
      id,
      displayName: ["😀".repeat(2_000)],
      version: nested,
      state: 5n,
    })
    assert.strictEqual(connector.id, id)
    assert.strictEqual(connector.properties.state, "a bigint")
    for (const value of Object.values(connector.properties)) {
      assert.isAtMost(String(value).length, 1_001)
      assert.isTrue(String(value).isWellFormed())
    }
    assert.isTrue(unreadableText(connector).startsWith(`${"x".repeat(100)}…: displayName: `))
  })

  it.prop(
    "reads any values as a connector or as a description with a problem for each invalid property",
    [
      Schema.Record(
        Schema.Literals(propertyNames as [string, ...Array<string>]),
        Schema.Union([Schema.String, Schema.Null, Schema.Finite, Schema.Array(Schema.String)]),
      ),
    ],
    ([changes]) => {
      const value = { ...valid, ...changes }
      const result = readConnector(value)
      if (Result.isSuccess(result)) return assert.isTrue(Schema.is(DomainJoinConnector)(result.success))
      const { problems } = Schema.decodeSync(UnreadableConnector)(result.failure)
      const invalid = propertyNames.filter((name) =>
        Option.isNone(Schema.decodeUnknownOption(DomainJoinConnector.fields[name])(value[name] as unknown)),
      )
      assert.sameMembers([...new Set(problems.map(({ path }) => path.join()))], [...invalid])
    },
  )
})
