import { assert, describe, it } from "@effect/vitest"
import { isCast, isOwnCast } from "../../src/index.ts"

describe("A cast", () => {
  it("is the qualified name of a type, with Graph's namespace or its alias", () => {
    for (const namespace of ["microsoft.graph", "graph"]) {
      assert.isTrue(isOwnCast(`${namespace}.deviceManagementDomainJoinConnector`))
      assert.isTrue(isCast(`${namespace}.deviceManagementDomainJoinConnector`))
      assert.isTrue(isCast(`${namespace}.user`))
      assert.isFalse(isOwnCast(`${namespace}.user`))
      assert.isFalse(isOwnCast(`${namespace}.deviceManagementDomainJoinConnectorState`))
    }
  })

  it("is no other text", () => {
    for (const text of ["", "7", "$count", "graphics.x", "deviceManagementDomainJoinConnector", "Graph.user"])
      assert.isFalse(isCast(text) || isOwnCast(text), text)
  })
})
