import { describe, expectTypeOf, it } from "@effect/vitest"
import type {
  DomainJoinConnector,
  DomainJoinConnectorPatch,
  NewDomainJoinConnector,
  NewDomainJoinConnectorInput,
} from "@odj/domain"
import type { Effect, Result } from "effect"
import {
  type ConnectorStore,
  type CreateFailure,
  createConnector,
  type InvalidConnector,
  validate,
  validatePatch,
} from "../src/index.ts"

declare const parsed: unknown
declare const input: NewDomainJoinConnectorInput

describe("The input of a create", () => {
  it("may be of a type that is not known, or a literal that the compiler checks", () => {
    expectTypeOf(validate(parsed)).toEqualTypeOf<Result.Result<NewDomainJoinConnector, InvalidConnector>>()
    expectTypeOf(validate(input)).toEqualTypeOf<Result.Result<NewDomainJoinConnector, InvalidConnector>>()
    // @ts-expect-error: `activ` is not a state
    validate({ ...input, state: "activ" })
  })

  it("is completed by an editor with the properties and the states", () => {
    type Literal = Parameters<typeof validate<NewDomainJoinConnectorInput>>[0]
    expectTypeOf<Literal["state"]>().toEqualTypeOf<"active" | "error" | "inactive">()
    expectTypeOf<Literal["lastConnectionDateTime"]>().toEqualTypeOf<string>()
  })

  it("leads to a connector, or to a failure of the input or of the store", () => {
    expectTypeOf(createConnector(input)).toEqualTypeOf<
      Effect.Effect<DomainJoinConnector, InvalidConnector | CreateFailure, ConnectorStore>
    >()
  })
})

describe("The input of an update", () => {
  it("may be of a type that is not known, or a literal that the compiler checks", () => {
    type Validated = Result.Result<DomainJoinConnectorPatch, InvalidConnector>
    expectTypeOf(validatePatch("hq-1", parsed)).toEqualTypeOf<Validated>()
    expectTypeOf(validatePatch("hq-1", { state: "error" })).toEqualTypeOf<Validated>()
    // @ts-expect-error: `activ` is not a state
    validatePatch("hq-1", { state: "activ" })
  })
})
