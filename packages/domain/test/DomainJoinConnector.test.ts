import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import {
  changeableNames,
  DomainJoinConnector,
  DomainJoinConnectorPatch,
  DomainJoinConnectorState,
  exampleConnector,
  NewDomainJoinConnector,
  propertyNames,
  propertyOf,
  qualifiedTypeName,
  withId,
} from "../src/index.ts"
import { problemsOf } from "./problemsOf.ts"

const stored = withId("5d5bd8c1-d8c1-5d5b-c1d8-5b5dc1d85b5d", exampleConnector)

const required = "Required"

const roundTrips = <S extends Schema.Codec<unknown, unknown>>(schema: S) =>
  it.prop("comes back from JSON as it was, whatever its texts", [schema], ([connector]) => {
    const json = JSON.stringify(Schema.encodeSync(schema)(connector))
    assert.deepStrictEqual(Schema.decodeUnknownSync(schema)(JSON.parse(json)), connector)
  })

for (const [name, schema] of Object.entries({ DomainJoinConnector, NewDomainJoinConnector })) {
  describe(`A ${name}`, () => {
    const problems = (change: object) => problemsOf(schema, { ...stored, ...change })

    it("may have null for a property, or has a value, as the table says", () => {
      for (const name of propertyNames) {
        assert.lengthOf(problems({ [name]: null }), propertyOf(name).isNullable ? 0 : 1, name)
        assert.lengthOf(problems({ [name]: undefined }), 1, name)
      }
      assert.deepStrictEqual(problems({ displayName: undefined, version: null }), [
        "displayName: Expected string | null",
        "version: Expected string",
      ])
    })

    it("may have empty texts, save the id", () => {
      assert.deepStrictEqual(problems({ displayName: "", version: "" }), [])
      assert.deepStrictEqual(problems({ id: "" }), ["id: Expected at least one character"])
    })

    it("has texts that every store can keep", () => {
      for (const name of propertyNames.filter((name) => propertyOf(name).kind === "text")) {
        assert.deepStrictEqual(problems({ [name]: "\0" }), [`${name}: Expected text without NUL (U+0000)`])
      }
    })

    it("has a DateTimeOffset", () => {
      assert.deepStrictEqual(problems({ lastConnectionDateTime: "2016-12-31T23:58:36" }), [
        "lastConnectionDateTime: Expected a time zone: Z, or an offset like -08:00",
      ])
    })

    it("may be in any of the states", () => {
      for (const state of DomainJoinConnectorState.literals) assert.deepStrictEqual(problems({ state }), [])
    })

    roundTrips(schema)
  })
}

describe("A NewDomainJoinConnector", () => {
  it("requires the properties that the table requires", () => {
    const names = propertyNames.filter((name) => propertyOf(name).onCreate === "required")
    assert.deepStrictEqual(
      problemsOf(NewDomainJoinConnector, {}),
      names.map((name) => `${name}: ${required}`),
    )
  })

  it("is in none but the known states", () => {
    for (const state of ["pending", "Error", "", 1]) {
      assert.deepStrictEqual(problemsOf(NewDomainJoinConnector, { ...exampleConnector, state }), [
        'state: Expected "active" | "error" | "inactive"',
      ])
    }
  })
})

describe("A DomainJoinConnector", () => {
  it("requires every property", () => {
    assert.deepStrictEqual(
      problemsOf(DomainJoinConnector, {}),
      propertyNames.map((name) => `${name}: ${required}`),
    )
  })

  it("keeps a state that is not known", () => {
    const connector = Schema.decodeSync(DomainJoinConnector)({ ...stored, state: "pending" })
    assert.strictEqual(connector.state, "pending")
    assert.strictEqual(problemsOf(DomainJoinConnector, { ...stored, state: 1 }).length, 1)
  })
})

describe("A DomainJoinConnectorPatch", () => {
  it("may have any of the properties, and none", () => {
    for (const patch of [{}, { displayName: null }, { state: "active" }, exampleConnector]) {
      assert.deepStrictEqual<unknown>(Schema.decodeUnknownSync(DomainJoinConnectorPatch)(patch), patch)
    }
  })

  it("has no id: what is stored keeps its own", () => {
    assert.deepStrictEqual<unknown>(
      Schema.decodeUnknownSync(DomainJoinConnectorPatch)(stored),
      exampleConnector,
    )
  })

  it("has properties like those of a new connector, where it has them", () => {
    assert.deepStrictEqual(
      problemsOf(DomainJoinConnectorPatch, {
        displayName: "a\0",
        lastConnectionDateTime: "2016-12-31T23:58:36",
        state: "pending",
        version: null,
      }),
      [
        "displayName: Expected text without NUL (U+0000)",
        "lastConnectionDateTime: Expected a time zone: Z, or an offset like -08:00",
        'state: Expected "active" | "error" | "inactive"',
        "version: Expected string",
      ],
    )
    for (const name of changeableNames) {
      assert.strictEqual(problemsOf(DomainJoinConnectorPatch, { [name]: undefined }).length, 1, name)
    }
    assert.deepStrictEqual(problemsOf(DomainJoinConnectorPatch, null), ["Expected an object"])
  })

  roundTrips(DomainJoinConnectorPatch)
})

it("The type is named as in the reference", () => {
  assert.strictEqual(qualifiedTypeName, "microsoft.graph.deviceManagementDomainJoinConnector")
})
