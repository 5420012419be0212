/** Tests the code that arms a fault in a test. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { testCodeOf } from "../../src/faults/TestCode.ts"

/** Runs the code with a server that returns what it is given. */
const run = (code: string): unknown => {
  const armed = new Function("server", `return ${code.replace(/^await /, "")}`)
  return armed({ fail: (faults: unknown) => faults })
}

const Value = Schema.Union([Schema.String, Schema.Finite, Schema.Boolean, Schema.Null])
const Members = Schema.Record(Schema.String, Schema.Union([Value, Schema.Array(Value)]))

describe("The code for a test", () => {
  it("has a short value on one line", () => {
    assert.strictEqual(
      testCodeOf({ on: "list", with: { status: 429 } }),
      'await server.fail({ on: "list", with: { status: 429 } })',
    )
  })

  it("has each member of a long value on a line", () => {
    const headers = { "X-Reason": "The service is being moved" }
    assert.strictEqual(
      testCodeOf({ on: ["create", "update"], with: { status: 503, headers } }),
      [
        "await server.fail({",
        '  on: ["create", "update"],',
        "  with: {",
        "    status: 503,",
        '    headers: { "X-Reason": "The service is being moved" },',
        "  },",
        "})",
      ].join("\n"),
    )
  })

  // A fault as JSON is compared with itself: `JSON.parse` of Node.js 26.10 can mistake a name that has an escape.
  it.prop(
    "arms the same fault",
    [Schema.Record(Schema.String, Schema.Union([Value, Members]))],
    ([value]) => {
      const fault = JSON.parse(JSON.stringify(value))
      assert.strictEqual(JSON.stringify(run(testCodeOf(fault))), JSON.stringify(fault))
    },
  )

  it("keeps a header that is called __proto__", () => {
    const fault = JSON.parse('{"headers":{"__proto__":"1"}}')
    assert.strictEqual(JSON.stringify(run(testCodeOf(fault))), JSON.stringify(fault))
  })

  it("has a line for each level of a value that is nested deeply", () => {
    const deep = Array.from({ length: 200 }).reduce((value: unknown) => ({ inside: value }), "x".repeat(60))
    assert.strictEqual(testCodeOf(deep).split("\n").length, 2 * 200 + 1)
  })
})
