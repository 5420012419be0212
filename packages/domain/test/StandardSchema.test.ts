/** Shows what libraries get that validate by Standard Schema, such as react-hook-form, Hono and tRPC. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { exampleConnector, NewDomainJoinConnector } from "../src/index.ts"

const { validate } = Schema.toStandardSchemaV1(NewDomainJoinConnector)["~standard"]

const closed = Schema.toStandardSchemaV1(NewDomainJoinConnector, {
  parseOptions: { onExcessProperty: "error" },
})["~standard"]

describe("A NewDomainJoinConnector as a Standard Schema", () => {
  it("validates at once, without a promise", () => {
    assert.deepStrictEqual<unknown>(validate(exampleConnector), { value: exampleConnector })
  })

  it("reports every problem with its path", () => {
    const { version: _, ...input } = exampleConnector
    assert.deepStrictEqual<unknown>(validate({ ...input, state: "activ" }), {
      issues: [
        { path: ["state"], message: 'Expected "active" | "error" | "inactive"' },
        { path: ["version"], message: "Required" },
      ],
    })
  })

  it("drops unknown properties, or reports them if excess properties are errors", () => {
    const input = { ...exampleConnector, color: "red" }
    assert.deepStrictEqual<unknown>(validate(input), { value: exampleConnector })
    assert.deepStrictEqual<unknown>(closed.validate(input), {
      issues: [{ path: ["color"], message: "Unknown property" }],
    })
  })
})
