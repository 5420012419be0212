/** Shows what compiles as an input, and that what does not is refused when it is run. */
import { assert, describe, it } from "@effect/vitest"
import { exampleConnector, type NewDomainJoinConnectorInput } from "@odj/domain"
import { Effect, Result } from "effect"
import { createConnector, createConnectors, updateConnector, validate, validatePatch } from "../src/index.ts"

const literal = { displayName: "HQ", lastConnectionDateTime: "2016-12-31T23:58:36Z", version: "1" }

const isValid = (result: Result.Result<unknown, unknown>) => Result.isSuccess(result)

describe("An input that compiles", () => {
  it("is a literal, a decoded connector or a value of a type that is not known", () => {
    const input: NewDomainJoinConnectorInput = { ...literal, state: "error" }
    const parsed: unknown = { ...literal, state: "error" }
    assert.isTrue(isValid(validate({ ...literal, state: "active" })))
    assert.isTrue([input, exampleConnector].every((each) => isValid(validate(each))))
    assert.isTrue([parsed].map(validate).every(isValid))
    assert.isTrue(isValid(validate(JSON.parse(JSON.stringify(parsed)))))
    assert.isTrue(isValid(validatePatch("hq-1", { id: "hq-1", state: "active" })))
    assert.isTrue(isValid(validatePatch("hq-1", parsed)))
  })

  it("may have annotations", () => {
    const annotations = { "@odata.context": "$metadata", "state@odata.type": "#microsoft.graph.x" }
    assert.isTrue(isValid(validate({ ...literal, ...annotations, state: "active", "@vendor.x": 1 })))
    assert.isTrue(isValid(validatePatch("hq-1", { state: "active", "@vendor.x": 1 })))
  })
})

describe("An input that does not compile", () => {
  it("has an unknown state, an unknown or missing property, or is no connector at all", () => {
    const results = [
      // @ts-expect-error: an unknown state
      validate({ ...literal, state: "activ" }),
      // @ts-expect-error: an unknown property
      validate({ ...literal, state: "active", owner: "me" }),
      // @ts-expect-error: a missing property
      validate(literal),
      // @ts-expect-error: a date instead of its text
      validate({ ...literal, state: "active", lastConnectionDateTime: new Date(0) }),
      // @ts-expect-error: a text
      validate("HQ"),
      // @ts-expect-error: an unknown state
      validatePatch("hq-1", { state: "activ" }),
      // @ts-expect-error: an unknown property
      validatePatch("hq-1", { owner: "me" }),
    ]
    assert.isFalse(results.some(isValid))
  })

  it("is refused by the use cases in the same way", () => {
    const effects = [
      // @ts-expect-error: an unknown state
      createConnector({ ...literal, state: "activ" }),
      // @ts-expect-error: an unknown state
      createConnectors([{ ...literal, state: "activ" }]),
      // @ts-expect-error: an unknown state
      updateConnector("hq-1", { state: "activ" }),
    ]
    assert.isTrue(effects.every(Effect.isEffect))
  })
})
