/** Shows what holds for every property of the table. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import {
  changeableNames,
  connectorProperties,
  DateTimeOffset,
  DomainJoinConnectorState,
  propertyNames,
  propertyOf,
} from "../src/index.ts"
import { problemsOf } from "./problemsOf.ts"

describe("The table of properties", () => {
  it("has the reference's properties, the id first", () => {
    assert.strictEqual(propertyNames[0], "id")
    assert.containsAllKeys(connectorProperties, ["displayName", "lastConnectionDateTime", "state", "version"])
  })

  it("has an id that is never null, is optional on create, and can't change", () => {
    const { kind, isNullable, onCreate, canChange } = propertyOf("id")
    assert.deepStrictEqual([kind, isNullable, onCreate, canChange], ["text", false, "optional", false])
    assert.deepStrictEqual<ReadonlyArray<string>>(["id", ...changeableNames], propertyNames)
  })

  for (const name of propertyNames) {
    const { kind, schema, description, example } = propertyOf(name)
    const accepts = Schema.is(schema)

    it(`has a description and a valid example of ${name}`, () => {
      assert.match(description, /^[A-Z].+\.$/)
      assert.deepStrictEqual(problemsOf(schema as Schema.Codec<unknown>, example), [])
    })

    it(`has a schema of ${name} that accepts what a ${kind} may be, except null`, () => {
      const isOfKind = {
        text: (text: string) => text.isWellFormed() && !text.includes("\0"),
        timestamp: Schema.is(DateTimeOffset),
        state: Schema.is(DomainJoinConnectorState),
      }[kind]
      for (const text of [
        "a",
        "\0",
        "\ud83d",
        "2016-12-31T23:58Z",
        "2016-12-31",
        "active",
        "pending",
        example,
      ]) {
        assert.strictEqual(accepts(text), isOfKind(text), JSON.stringify(text))
      }
      for (const value of [null, undefined, 3, {}]) assert.isFalse(accepts(value))
    })
  }
})
