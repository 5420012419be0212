/** Shows which values the schemas of connectors accept and refuse. */
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
  it.prop("is the same after a round trip through JSON", [schema], ([connector]) => {
    const json = JSON.stringify(Schema.encodeSync(schema)(connector))
    assert.deepStrictEqual(Schema.decodeUnknownSync(schema)(JSON.parse(json)), connector)
  })

for (const [name, schema] of Object.entries({ DomainJoinConnector, NewDomainJoinConnector })) {
  describe(`A ${name}`, () => {
    const problems = (change: object) => problemsOf(schema, { ...stored, ...change })

    it("accepts null for the properties that are nullable in the table, and undefined for none", () => {
      for (const name of propertyNames) {
        assert.lengthOf(problems({ [name]: null }), propertyOf(name).isNullable ? 0 : 1, name)
        assert.lengthOf(problems({ [name]: undefined }), 1, name)
      }
      assert.deepStrictEqual(problems({ displayName: undefined, version: null }), [
        "displayName: Expected string | null",
        "version: Expected string",
      ])
    })

    it("accepts empty texts, except for the id", () => {
      assert.deepStrictEqual(problems({ displayName: "", version: "" }), [])
      assert.deepStrictEqual(problems({ id: "" }), ["id: Expected at least one character"])
    })

    it("refuses texts that not every store can keep", () => {
      for (const name of propertyNames.filter((name) => propertyOf(name).kind === "text")) {
        assert.deepStrictEqual(problems({ [name]: "\0" }), [`${name}: Expected text without NUL (U+0000)`])
      }
    })

    it("refuses a timestamp that is no DateTimeOffset", () => {
      assert.deepStrictEqual(problems({ lastConnectionDateTime: "2016-12-31T23:58:36" }), [
        "lastConnectionDateTime: Expected a time zone: Z, or an offset like -08:00",
      ])
    })

    it("accepts every state", () => {
      for (const state of DomainJoinConnectorState.literals) assert.deepStrictEqual(problems({ state }), [])
    })

    roundTrips(schema)
  })
}

describe("A NewDomainJoinConnector", () => {
  it("requires the properties that are required in the table", () => {
    const names = propertyNames.filter((name) => propertyOf(name).onCreate === "required")
    assert.deepStrictEqual(
      problemsOf(NewDomainJoinConnector, {}),
      names.map((name) => `${name}: ${required}`),
    )
  })

  it("refuses unknown states", () => {
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

  it("keeps an unknown state", () => {
    const connector = Schema.decodeSync(DomainJoinConnector)({ ...stored, state: "pending" })
    assert.strictEqual(connector.state, "pending")
    assert.strictEqual(problemsOf(DomainJoinConnector, { ...stored, state: 1 }).length, 1)
  })
})

describe("A DomainJoinConnectorPatch", () => {
  it("accepts any of the properties, or none", () => {
    for (const patch of [{}, { displayName: null }, { state: "active" }, exampleConnector]) {
      assert.deepStrictEqual<unknown>(Schema.decodeUnknownSync(DomainJoinConnectorPatch)(patch), patch)
    }
  })

  it("drops the id", () => {
    assert.deepStrictEqual<unknown>(
      Schema.decodeUnknownSync(DomainJoinConnectorPatch)(stored),
      exampleConnector,
    )
  })

  it("checks its properties as those of a new connector", () => {
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

it("The type has the name that Graph gives it", () => {
  assert.strictEqual(qualifiedTypeName, "microsoft.graph.deviceManagementDomainJoinConnector")
})
