/** Shows the text of problems. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result, Schema, SchemaParser } from "effect"
import {
  DomainJoinConnector,
  DomainJoinConnectorPatch,
  decodeWithProblems,
  exampleConnector,
  NewDomainJoinConnector,
  problemsText,
  problemsWithin,
  problemText,
  propertyNames,
} from "../src/index.ts"
import { problemsOf } from "./problemsOf.ts"

it("A problem is one line: its path, then its message", () => {
  const message = "Expected an object"
  assert.strictEqual(problemText({ path: [], message }), "Expected an object")
  assert.strictEqual(problemText({ path: ["state"], message }), "state: Expected an object")
  assert.strictEqual(problemText({ path: ["a", "b"], message }), "a: b: Expected an object")
})

it("Several problems are one line each, in the same order", () => {
  const problems = ["b", "a"].map((name) => ({ path: [name], message: "Required" }))
  assert.strictEqual(problemsText(problems), "b: Required\na: Required")
  assert.strictEqual(problemsText([]), "")
})

it("Problems of a part have its path before their own", () => {
  const problems = [
    { path: ["state"], message: "Required" },
    { path: [], message: "Expected an object" },
  ]
  assert.strictEqual(
    problemsText(problemsWithin(["file", "row 2"], problems)),
    "file: row 2: state: Required\nfile: row 2: Expected an object",
  )
  assert.deepStrictEqual(problemsWithin([], problems), problems)
})

describe("decodeWithProblems", () => {
  const schemas = [NewDomainJoinConnector, DomainJoinConnectorPatch, DomainJoinConnector]

  /** The values that decoding gives, or its problems as texts. */
  const outcomes = (input: unknown): ReadonlyArray<unknown> =>
    schemas.map((schema) =>
      Result.match(decodeWithProblems<unknown>(schema)(input), {
        onSuccess: (value) => ({ value }),
        onFailure: (problems) => problems.map(problemText),
      }),
    )

  /** The same, with the problems that Effect finds in one pass. */
  const expected = (input: unknown): ReadonlyArray<unknown> =>
    schemas.map((schema) => {
      const problems = problemsOf(schema, input)
      return problems.length > 0
        ? problems
        : { value: SchemaParser.decodeUnknownSync<Schema.Decoder<unknown>>(schema)(input) }
    })

  const texts = ["", "\0", "\ud800\0", "active", "2015-02-29T24:61:00+15:00", "yesterday"]
  const value = Schema.Union([Schema.Json, Schema.Literals(texts), Schema.Undefined])

  it.prop(
    "finds the problems that Effect finds in one pass, and succeeds with the same value",
    [Schema.Record(Schema.Literals([...propertyNames, "colour"]), Schema.optionalKey(value))],
    ([input]) => {
      for (const changed of [input, { ...exampleConnector, ...input }])
        assert.deepStrictEqual(outcomes(changed), expected(changed))
    },
  )

  it("does what a schema does beyond its fields", () => {
    const fields = { from: Schema.Finite, to: Schema.Finite }
    const isOrdered = Schema.makeFilter<{ readonly from: number; readonly to: number }>(
      ({ from, to }) => from <= to || "Expected an ordered range",
    )
    const decode = decodeWithProblems(Schema.Struct(fields).check(isOrdered))
    assert.deepStrictEqual(decode({ from: 1, to: 2 }), Result.succeed({ from: 1, to: 2 }))
    const unordered = [{ path: [], message: "Expected an ordered range" }]
    assert.deepStrictEqual(decode({ from: 2, to: 1 }), Result.fail(unordered))

    class Range extends Schema.Class<Range>("Range")(fields) {}
    const range = { from: 1, to: 2 }
    assert.deepStrictEqual(decodeWithProblems(Range)(range), Result.succeed(new Range(range)))

    const from = Schema.Finite.pipe(Schema.withDecodingDefaultKey(Effect.succeed(0)))
    const decodeRest = decodeWithProblems(Schema.Struct({ ...fields, from }))
    assert.deepStrictEqual(decodeRest({ to: 2 }), Result.succeed({ from: 0, to: 2 }))
    assert.deepStrictEqual(
      Result.mapError(decodeRest({ to: "2" }), (problems) => problems.map(({ path }) => path)),
      Result.fail([["to"]]),
    )
  })

  it.prop("finds the problem of what is no object", [value], ([input]) => {
    assert.deepStrictEqual(outcomes(input), expected(input))
  })
})
