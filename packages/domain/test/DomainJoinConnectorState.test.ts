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

  it("does not compile with the name of a member that it does not have", () => {
    // @ts-expect-error: `activ` is no member.
    assert.isUndefined(DomainJoinConnectorState.activ)
  })
})
