/** Checks that expected failures have no frames, that other errors keep theirs, and that the engine's limit stays as it was. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { ExpectedFailure, frameless, withoutFrames } from "../src/index.ts"

class TooEarly extends ExpectedFailure("TooEarly")<{ readonly hour: string }> {
  override get message() {
    return `Come back at ${this.hour}`
  }
}

class Coded extends frameless(Schema.TaggedError<Coded>()("Coded", { code: Schema.Int })) {}

const limits = Schema.Literals([0, 1, 10, 100])

/** Runs a function with another limit, or with one that can't be set, as with `node --frozen-intrinsics`. */
const withLimit = (descriptor: PropertyDescriptor, run: () => void) => {
  const original = Object.getOwnPropertyDescriptor(Error, "stackTraceLimit") ?? {}
  Object.defineProperty(Error, "stackTraceLimit", { ...original, ...descriptor })
  try {
    run()
  } finally {
    Object.defineProperty(Error, "stackTraceLimit", original)
  }
}

describe("An expected failure", () => {
  it.prop("has no frames, and an error that is made after it has", [Schema.String, limits], ([hour, limit]) =>
    withLimit({ value: limit }, () => {
      const { stack } = new TooEarly({ hour })
      const defect = new Error("boom")
      assert.strictEqual(stack, `TooEarly: Come back at ${hour}`)
      assert.strictEqual(defect.stack?.includes("\n    at "), limit > 0)
      assert.strictEqual(Error.stackTraceLimit, limit)
    }),
  )

  it("is an error with a tag, whose fields are those of its class", () => {
    const failure = new TooEarly({ hour: "noon" })
    assert.instanceOf(failure, Error)
    assert.instanceOf(failure, TooEarly)
    assert.deepStrictEqual([failure._tag, failure.name, failure.hour], ["TooEarly", "TooEarly", "noon"])
  })

  it("has none if it is a schema too, also when it is decoded", () => {
    const decode = Schema.decodeSync(Coded)
    for (const failure of [new Coded({ code: 1 }), decode({ _tag: "Coded", code: 1 })]) {
      assert.instanceOf(failure, Coded)
      assert.notInclude(failure.stack, "\n")
    }
  })

  it("leaves the limit as it was if it can't be made", () => {
    const { stackTraceLimit } = Error
    assert.throws(() => new Coded({ code: 0.5 }))
    assert.strictEqual(Error.stackTraceLimit, stackTraceLimit)
    assert.include(new Error("boom").stack, "\n    at ")
  })

  it("is made with frames if the limit can't be set", () => {
    withLimit({ writable: false }, () => {
      assert.match(new TooEarly({ hour: "noon" }).stack ?? "", /^TooEarly: Come back at noon\n {4}at /)
    })
  })
})

describe("withoutFrames", () => {
  it("gives errors of the engine no frames, and leaves the limit as it was when it throws one", () => {
    const { stackTraceLimit } = Error
    try {
      withoutFrames(() => JSON.parse("{"))
      assert.fail("it is not JSON")
    } catch (error) {
      assert.instanceOf(error, SyntaxError)
      assert.strictEqual(error.stack, String(error))
    }
    assert.strictEqual(Error.stackTraceLimit, stackTraceLimit)
    assert.strictEqual(
      withoutFrames(() => 1),
      1,
    )
  })
})
