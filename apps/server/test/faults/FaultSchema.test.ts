import { assert, describe, it } from "@effect/vitest"
import { Ajv2020 } from "ajv/dist/2020.js"
import { Result, Schema } from "effect"
import { Fault } from "../../src/faults/Fault.ts"
import { exampleFaults, faultSchema } from "../../src/faults/FaultSchema.ts"
import { readFaults } from "../../src/faults/ReadFaults.ts"

const isValid = new Ajv2020({ strictTypes: false, strictTuples: false }).compile(faultSchema())

const isRead = (input: unknown) => Result.isSuccess(readFaults(input))

type Path = ReadonlyArray<string>

/** The paths of all properties and elements in a value. */
const pathsIn = (value: unknown): ReadonlyArray<Path> =>
  typeof value !== "object" || value === null
    ? []
    : Object.entries(value).flatMap(([name, inner]) => [
        [name],
        ...pathsIn(inner).map((path) => [name, ...path]),
      ])

const replaced = (value: unknown, [name = "", ...rest]: Path, by: unknown): unknown => {
  const { [name]: inner } = value as Record<string, unknown>
  const next = rest.length === 0 ? by : replaced(inner, rest, by)
  return Array.isArray(value)
    ? value.map((element, index) => (String(index) === name ? next : element))
    : { ...(value as object), [name]: next }
}

const others: ReadonlyArray<unknown> = [
  ...[null, true, -1, 0, 0.5, 1, 503, "", "create", "token", "connection", "reset", "commit", "expired"],
  ...["6 days", "-6 days", "1e3 days", "a\nb", [], {}, ["list", "get"], ["list", "token"], ["connection"]],
  ...[{ delay: 1 }, { status: 503 }, { token: "expired" }, { connection: "close", status: 503 }],
]

const added: ReadonlyArray<Path> = [
  ["on"],
  ["when"],
  ["limit"],
  ["other"],
  ["with"],
  ["with", "status"],
  ["with", "delay"],
]

describe("The JSON Schema of faults", () => {
  it("says which draft it follows, and has an id without a host", () => {
    const { $schema, $id } = faultSchema()
    assert.strictEqual($schema, "https://json-schema.org/draft/2020-12/schema")
    assert.strictEqual($id, "urn:odj:faults")
  })

  it("has examples, each of which is a fault", () => {
    for (const fault of exampleFaults) assert.isTrue(isValid(fault) && isRead(fault), JSON.stringify(fault))
    assert.isTrue(isValid(exampleFaults))
  })

  it("describes properties beside their types", () => {
    const text = JSON.stringify(faultSchema())
    assert.include(
      text,
      '{"type":"string","minLength":1,"description":"A name, which recorded requests show"}',
    )
    assert.notInclude(text, '"allOf":[{"description"')
  })

  it.prop("accepts every fault, as the reader does", [Fault], ([fault]) => {
    assert.isTrue(isValid(fault), JSON.stringify(isValid.errors))
    assert.deepStrictEqual(readFaults(fault), Result.succeed([fault]))
    assert.isTrue(isValid([fault, fault]) && isRead([fault, fault]))
  })

  const place = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000 }))

  it.prop(
    "agrees with the reader about faults in which one value is replaced or added",
    [Fault, place, place, Schema.Boolean],
    ([fault, at, by, isAdded]) => {
      const places = isAdded ? added : pathsIn(fault)
      const path = places[at % places.length] ?? []
      if (typeof fault.with === "string" && path.length > 1 && path[0] === "with") return
      const changed = replaced(fault, path, others[by % others.length])
      assert.strictEqual(isRead(changed), isValid(changed), JSON.stringify(changed))
    },
    { arbitrary: { runs: 2000 } },
  )

  it("refuses what the reader refuses", () => {
    const invalid = [
      null,
      3,
      "create",
      {},
      [{}],
      { with: {} },
      { on: "crate", with: "reset" },
      { on: [], with: "reset" },
      { on: ["create", "token"], with: "reset" },
      { on: "connection", with: "cutBody" },
      { on: "create", with: { token: "expired" } },
      { on: ["token", "keys"], with: { token: "expired" } },
      { on: "connection", with: { status: 503 } },
      { with: { status: 503, connection: "reset" } },
      { with: { status: 99 } },
      { with: { delay: "-1 days" } },
      { with: { status: 503, headers: { "a b": "c" } } },
      { with: { status: 503, headers: { "Content-Length": "3" } } },
      { with: { status: 503, headers: { a: "b\r\nc" } } },
    ]
    for (const input of invalid) assert.isFalse(isValid(input) || isRead(input), JSON.stringify(input))
  })
})
