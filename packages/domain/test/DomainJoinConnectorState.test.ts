/** Shows that the states have members, as an enum has. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { DomainJoinConnectorState } from "../src/index.ts"

describe("DomainJoinConnectorState", () => {
  it("lists its members in the order of Graph's metadata", () => {
    assert.deepStrictEqual(DomainJoinConnectorState.literals, ["active", "error", "inactive"])
  })

  it("has each member under its name", () => {
    const { active, error, inactive } = DomainJoinConnectorState
    assert.deepStrictEqual([active, error, inactive], DomainJoinConnectorState.literals)
    const state: "active" = DomainJoinConnectorState.active
    assert.isTrue(Schema.is(DomainJoinConnectorState)(state))
  })

  it("does not compile with an unknown member name", () => {
    // @ts-expect-error: `activ` is not a member.
    assert.isUndefined(DomainJoinConnectorState.activ)
  })
})
