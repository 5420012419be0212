/** Tests connectors in forms. */
import { describe, it } from "@effect/vitest"
import {
  changeableNames,
  DomainJoinConnector,
  exampleConnector,
  NewDomainJoinConnector,
  withId,
} from "@odj/domain"
import { Schema } from "effect"
import { assert } from "vitest"
import {
  createBody,
  createProblems,
  newDraft,
  updateBody,
  updateProblems,
} from "../../src/connectors/Draft.ts"

const draft = newDraft("2026-01-31T12:00:00Z")

describe("A draft", () => {
  it("of a new connector is valid, and has an id only if one is given", () => {
    assert.deepStrictEqual(createProblems(draft), {})
    assert.notProperty(createBody(draft), "id")
    assert.strictEqual(createBody({ ...draft, id: "hq-1" }).id, "hq-1")
  })

  it("has every problem beside its property", () => {
    const problems = createProblems({ ...draft, lastConnectionDateTime: "yesterday", state: "activ" })
    assert.deepStrictEqual(Object.keys(problems).toSorted(), ["lastConnectionDateTime", "state"])
  })

  it("may have no name, and nothing else may be null", () => {
    assert.deepStrictEqual(createProblems({ ...draft, displayName: null }), {})
    assert.property(createProblems({ ...draft, version: null }), "version")
  })

  it.prop(
    "keeps every text of a valid connector",
    [NewDomainJoinConnector],
    ([{ id, ...connector }]) => {
      const body = createBody({ ...connector, id: id ?? "" })
      assert.deepStrictEqual(body, id === undefined ? connector : { id, ...connector })
      assert.deepStrictEqual(createProblems({ ...connector, id: id ?? "" }), {})
      return true
    },
    { arbitrary: { size: 50 } },
  )

  it.prop(
    "sends only the properties that differ",
    [DomainJoinConnector, Schema.Literals(changeableNames)],
    ([connector, name]) => {
      assert.deepStrictEqual(updateBody(connector, connector), {})
      assert.deepStrictEqual(updateBody({ ...connector, [name]: "other" }, connector), { [name]: "other" })
      return true
    },
  )

  it("may keep a state that the model does not know, but not set one", () => {
    const pending = withId("hq-1", { ...exampleConnector, state: "error" })
    const connector = { ...pending, state: "pending" }
    assert.deepStrictEqual(updateProblems({ ...connector, version: "7" }, connector), {})
    assert.property(updateProblems({ ...connector, state: "gone" }, connector), "state")
  })
})
