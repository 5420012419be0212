import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import {
  DomainJoinConnector,
  DomainJoinConnectorPatch,
  DomainJoinConnectorState,
  NewDomainJoinConnector,
  qualifiedTypeName,
} from "../src/index.ts"
import { problemsOf } from "./problemsOf.ts"

const seed = {
  displayName: "Display Name value",
  lastConnectionDateTime: "2016-12-31T23:58:36.6670033-08:00",
  state: "error",
  version: "Version value",
}
const stored = { id: "5d5bd8c1-d8c1-5d5b-c1d8-5b5dc1d85b5d", ...seed }

const required = "Expected a value: the property is required"

const roundTrips = <S extends Schema.Codec<unknown, unknown>>(schema: S) =>
  it.prop("comes back from JSON as it was, whatever its texts", [schema], ([connector]) => {
    const json = JSON.stringify(Schema.encodeSync(schema)(connector))
    assert.deepStrictEqual(Schema.decodeUnknownSync(schema)(JSON.parse(json)), connector)
  })

for (const [name, schema] of Object.entries({ DomainJoinConnector, NewDomainJoinConnector })) {
  describe(`A ${name}`, () => {
    const problems = (change: object) => problemsOf(schema, { ...stored, ...change })

    it("may lack a display name, but says so", () => {
      assert.deepStrictEqual(problems({ displayName: null }), [])
      assert.deepStrictEqual(problems({ displayName: undefined }), ["displayName: Expected string | null"])
    })

    it("may have empty texts, save the id", () => {
      assert.deepStrictEqual(problems({ displayName: "", version: "" }), [])
      assert.deepStrictEqual(problems({ id: "" }), ["id: Expected at least one character"])
    })

    it("has texts that every store can keep", () => {
      for (const property of ["id", "displayName", "version"]) {
        assert.deepStrictEqual(problems({ [property]: "\0" }), [
          `${property}: Expected text without NUL (U+0000)`,
        ])
      }
    })

    it("has a value where it may not be null", () => {
      assert.deepStrictEqual(problems({ id: null, lastConnectionDateTime: null, version: null }), [
        "id: Expected string",
        "lastConnectionDateTime: Expected text with a date and time",
        "version: Expected string",
      ])
      assert.strictEqual(problems({ state: null }).length, 1)
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
  it("is the connector of the reference's example", () => {
    assert.deepStrictEqual<unknown>(Schema.decodeUnknownSync(NewDomainJoinConnector)(seed), seed)
  })

  it("requires every property but the id", () => {
    assert.deepStrictEqual(
      problemsOf(NewDomainJoinConnector, {}),
      ["displayName", "lastConnectionDateTime", "state", "version"].map((name) => `${name}: ${required}`),
    )
  })

  it("is in none but the known states", () => {
    for (const state of ["pending", "Error", "", 1]) {
      assert.deepStrictEqual(problemsOf(NewDomainJoinConnector, { ...seed, state }), [
        'state: Expected "active" | "error" | "inactive"',
      ])
    }
  })
})

describe("A DomainJoinConnector", () => {
  it("requires every property", () => {
    assert.deepStrictEqual(
      problemsOf(DomainJoinConnector, {}),
      ["id", "displayName", "lastConnectionDateTime", "state", "version"].map(
        (name) => `${name}: ${required}`,
      ),
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
    for (const patch of [{}, { displayName: null }, { state: "active" }, seed]) {
      assert.deepStrictEqual<unknown>(Schema.decodeUnknownSync(DomainJoinConnectorPatch)(patch), patch)
    }
  })

  it("has no id: what is stored keeps its own", () => {
    assert.deepStrictEqual<unknown>(Schema.decodeUnknownSync(DomainJoinConnectorPatch)(stored), seed)
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
    for (const name of Object.keys(seed)) {
      assert.strictEqual(problemsOf(DomainJoinConnectorPatch, { [name]: undefined }).length, 1, name)
    }
    assert.deepStrictEqual(problemsOf(DomainJoinConnectorPatch, null), ["Expected an object"])
  })

  roundTrips(DomainJoinConnectorPatch)
})

it("The states and the type are named as in the reference", () => {
  assert.deepStrictEqual(DomainJoinConnectorState.literals, ["active", "error", "inactive"])
  assert.strictEqual(qualifiedTypeName, "microsoft.graph.deviceManagementDomainJoinConnector")
})
