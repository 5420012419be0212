import { describe, expectTypeOf, it } from "@effect/vitest"
import type {
  DateTimeOffset,
  DomainJoinConnector,
  DomainJoinConnectorPatch,
  DomainJoinConnectorPatchInput,
  DomainJoinConnectorState,
  NewDomainJoinConnector,
  NewDomainJoinConnectorInput,
} from "../src/index.ts"

describe("The type NewDomainJoinConnectorInput", () => {
  it("has a plain text for the timestamp, and an optional id", () => {
    expectTypeOf<NewDomainJoinConnectorInput>().branded.toEqualTypeOf<{
      readonly id?: string
      readonly displayName: string | null
      readonly lastConnectionDateTime: string
      readonly state: DomainJoinConnectorState
      readonly version: string
    }>()
  })

  it("includes a connector that is valid already", () => {
    expectTypeOf<NewDomainJoinConnector>().toExtend<NewDomainJoinConnectorInput>()
  })
})

describe("The type DomainJoinConnectorPatchInput", () => {
  it("has the same properties, each of them optional, without the id", () => {
    expectTypeOf<DomainJoinConnectorPatchInput>().branded.toEqualTypeOf<
      Partial<Omit<NewDomainJoinConnectorInput, "id">>
    >()
    expectTypeOf<DomainJoinConnectorPatch>().toExtend<DomainJoinConnectorPatchInput>()
  })
})

describe("The type DomainJoinConnector", () => {
  it("always has an id, and a timestamp that is valid", () => {
    expectTypeOf<DomainJoinConnector["id"]>().toEqualTypeOf<string>()
    expectTypeOf<DomainJoinConnector["lastConnectionDateTime"]>().toEqualTypeOf<DateTimeOffset>()
    expectTypeOf<string>().not.toExtend<DateTimeOffset>()
  })

  it("may have a state that this version does not know, which no create takes", () => {
    expectTypeOf<"paused">().toExtend<DomainJoinConnector["state"]>()
    expectTypeOf<"paused">().not.toExtend<NewDomainJoinConnector["state"]>()
  })
})
