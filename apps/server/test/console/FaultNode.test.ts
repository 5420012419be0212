/** Tests that the server accepts what the console's form of a fault makes. */
import { assert, describe, it } from "@effect/vitest"
import {
  asInForm,
  type Family,
  type FaultField,
  type FaultNode,
  type FaultSchema,
  families,
  familyOf,
  fieldsOf,
  inFamily,
  isGiven,
  outcomeLike,
  outcomesOf,
  variantOf,
  withMember,
} from "@odj/console/faults/FaultNode"
import { Result, Schema } from "effect"
import { Fault } from "../../src/faults/Fault.ts"
import { exampleFaults, faultSchema } from "../../src/faults/FaultSchema.ts"
import { presets } from "../../src/faults/Presets.ts"
import { readFaults } from "../../src/faults/ReadFaults.ts"

type Members = Readonly<Record<string, unknown>>

const schema = faultSchema() as unknown as FaultSchema

const names = Object.keys(families) as ReadonlyArray<Family>

const problemsOf = (fault: unknown) => {
  const read = readFaults(fault)
  return Result.isFailure(read) ? read.failure.message : ""
}

/** Every value that a person can choose in a field, and one for each field in which a person types. */
const valuesOf = (node: FaultNode): ReadonlyArray<unknown> => {
  switch (node.kind) {
    case "text":
      return ["Lab"]
    case "number":
      return [1]
    case "textOrNumber":
      return ["6 days", 300]
    case "map":
      return [{ "X-Reason": "moved" }]
    case "one":
      return node.values
    case "many":
      return node.values.length > 1 ? [...node.values, node.values] : node.values
    case "object":
      return [
        ...node.fields.flatMap((field) =>
          valuesOf(field.node).map((value) => ({ ...filled(required(node.fields)), [field.name]: value })),
        ),
        filled(node.fields),
      ]
    case "variants":
      return node.variants.flatMap((variant) => valuesOf(variant.node))
  }
}

const required = (fields: ReadonlyArray<FaultField>) => fields.filter(({ isRequired }) => isRequired)

/** A value for each of the fields. A status is the one number that 1 is not valid for. */
const filled = (fields: ReadonlyArray<FaultField>): Members =>
  Object.fromEntries(fields.map(({ name, node }) => [name, name === "status" ? 503 : valuesOf(node)[0]]))

const cases = names.flatMap((family) =>
  outcomesOf(schema, family).map((variant) => ({ family, shape: variant.name, variant })),
)

describe("The form of a fault", () => {
  it("has a form for every kind of fault, and every outcome", () => {
    assert.deepStrictEqual(
      cases.map(({ family, shape }) => `${family} ${shape}`),
      [
        ...["GraphFault", "IssuerFault"].flatMap((family) =>
          ["delay", "status", "connection"].map((shape) => `${family} ${shape}`),
        ),
        "TokenFault token",
        "SocketFault text",
        "SocketFault delay",
        "SocketFault certificate",
      ],
    )
  })

  it.each(cases)("makes faults that the server accepts: $family, $shape", ({ family, variant }) => {
    const start = { ...inFamily(schema, family, {}), with: outcomeLike(variant) }
    assert.strictEqual(problemsOf(start), "")
    assert.strictEqual(familyOf(schema, start), family)
    const fields = fieldsOf(schema, family).filter((field) => field.name !== "with" && !isGiven(field))
    for (const field of fields)
      for (const value of valuesOf(field.node))
        assert.strictEqual(problemsOf(withMember(start, field.name, value)), "", `${field.name} ${value}`)
    const everything = { ...start, ...filled(fields.filter(({ name }) => name !== "on")) }
    const outcomes =
      variant.node.kind === "object"
        ? variant.node.fields.flatMap(({ name, node }) =>
            name === "status"
              ? []
              : valuesOf(node).map((value) => withMember(Object(start.with), name, value)),
          )
        : valuesOf(variant.node)
    for (const outcome of [
      ...outcomes,
      ...(variant.node.kind === "object" ? [filled(variant.node.fields)] : []),
    ]) {
      assert.strictEqual(problemsOf({ ...start, with: outcome }), "", JSON.stringify(outcome))
      assert.strictEqual(problemsOf({ ...everything, with: outcome }), "", JSON.stringify(outcome))
    }
  })

  it.prop("shows every fault in the form of its kind", [Schema.toEncoded(Fault)], ([generated]) => {
    const fault: Members = JSON.parse(JSON.stringify(generated))
    const family = familyOf(schema, fault)
    const known = fieldsOf(schema, family).map(({ name }) => name)
    for (const name of Object.keys(fault)) assert.include(known, name)
    const shown = asInForm(schema, fault)
    assert.strictEqual(problemsOf(shown), "")
    assert.isDefined(variantOf(outcomesOf(schema, family), shown.with))
  })

  it("stays valid when the kind of the fault changes", () => {
    const faults: ReadonlyArray<unknown> = [...exampleFaults, ...presets.flaky.faults]
    for (const fault of faults as ReadonlyArray<Members>)
      for (const family of names) {
        const changed = inFamily(schema, family, fault)
        assert.strictEqual(problemsOf(changed), "")
        assert.strictEqual(familyOf(schema, changed), family)
      }
  })

  it("removes a member that is emptied", () => {
    assert.deepStrictEqual(withMember({ times: 1, with: "reset" }, "times", undefined), { with: "reset" })
    assert.deepStrictEqual(withMember({ when: { id: "1" } }, "when", {}), {})
  })
})
