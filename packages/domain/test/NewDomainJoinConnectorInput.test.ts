/** Shows which mistakes of a caller do not compile. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import {
  DomainJoinConnectorPatch,
  type DomainJoinConnectorPatchInput,
  exampleConnector,
  NewDomainJoinConnector,
  type NewDomainJoinConnectorInput,
} from "../src/index.ts"
import { problemsOf } from "./problemsOf.ts"

const input = {
  displayName: null,
  lastConnectionDateTime: "2016-12-31T23:58:36Z",
  state: "error",
  version: "1",
} satisfies NewDomainJoinConnectorInput

describe("A NewDomainJoinConnectorInput", () => {
  it("decodes to a NewDomainJoinConnector, with or without an id", () => {
    const inputs: ReadonlyArray<NewDomainJoinConnectorInput> = [input, { ...input, id: "hq-1" }]
    for (const given of inputs) {
      assert.deepStrictEqual<unknown>(Schema.decodeSync(NewDomainJoinConnector)(given), given)
    }
  })

  it("may be a connector that is already decoded", () => {
    const given: NewDomainJoinConnectorInput = exampleConnector
    assert.deepStrictEqual(Schema.decodeSync(NewDomainJoinConnector)(given), exampleConnector)
  })

  it("compiles with none of the mistakes that decoding refuses", () => {
    const { version, ...withoutVersion } = input
    // @ts-expect-error: a state that is not a member
    const state: NewDomainJoinConnectorInput = { ...input, state: "activ" }
    // @ts-expect-error: a property that may not be null
    const nullVersion: NewDomainJoinConnectorInput = { ...input, version: null }
    // @ts-expect-error: a date instead of its text
    const date: NewDomainJoinConnectorInput = { ...input, lastConnectionDateTime: new Date(0) }
    // @ts-expect-error: a required property is missing
    const missing: NewDomainJoinConnectorInput = withoutVersion
    // @ts-expect-error: an optional property is present, without a value
    const noId: NewDomainJoinConnectorInput = { ...input, id: undefined }
    for (const mistake of [state, nullVersion, date, missing, noId]) {
      assert.lengthOf(problemsOf(NewDomainJoinConnector, mistake), 1)
    }
  })

  it("does not compile with an unknown property", () => {
    // @ts-expect-error: a name that is misspelled
    const misspelled: NewDomainJoinConnectorInput = { ...input, dislayName: "HQ" }
    assert.notProperty(Schema.decodeSync(NewDomainJoinConnector)(misspelled), "dislayName")
  })
})

describe("A DomainJoinConnectorPatchInput", () => {
  it("decodes to a DomainJoinConnectorPatch", () => {
    const inputs: ReadonlyArray<DomainJoinConnectorPatchInput> = [{}, { state: "active" }, input]
    for (const given of inputs) {
      assert.deepStrictEqual<unknown>(Schema.decodeSync(DomainJoinConnectorPatch)(given), given)
    }
  })

  it("compiles with none of the mistakes that decoding refuses", () => {
    // @ts-expect-error: a state that is not a member
    const state: DomainJoinConnectorPatchInput = { state: "activ" }
    // @ts-expect-error: a property that may not be null
    const nullVersion: DomainJoinConnectorPatchInput = { version: null }
    for (const mistake of [state, nullVersion]) {
      assert.lengthOf(problemsOf(DomainJoinConnectorPatch, mistake), 1)
    }
  })

  it("does not compile with an id", () => {
    // @ts-expect-error: the id of a connector never changes
    const withId: DomainJoinConnectorPatchInput = { id: "hq-1" }
    assert.deepStrictEqual(Schema.decodeSync(DomainJoinConnectorPatch)(withId), {})
  })
})
