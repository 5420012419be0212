import { describe, expectTypeOf, it } from "@effect/vitest"
import { DomainJoinConnectorState } from "../src/index.ts"

describe("The type DomainJoinConnectorState", () => {
  it("is the union of three names", () => {
    expectTypeOf<DomainJoinConnectorState>().toEqualTypeOf<"active" | "error" | "inactive">()
  })

  it("has a value for each name, as an enum has", () => {
    expectTypeOf(DomainJoinConnectorState.active).toEqualTypeOf<"active">()
    expectTypeOf(DomainJoinConnectorState.error).toEqualTypeOf<"error">()
    expectTypeOf(DomainJoinConnectorState.inactive).toEqualTypeOf<"inactive">()
  })

  it("has no value of another name", () => {
    // @ts-expect-error: `activ` is not a member
    DomainJoinConnectorState.activ
  })
})
