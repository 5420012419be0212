/** Shows how problems are written. */
import { assert, it } from "@effect/vitest"
import { problemsText, problemText } from "../src/index.ts"

it("A problem is written on one line, where it is before what was expected there", () => {
  const message = "Expected an object"
  assert.strictEqual(problemText({ path: [], message }), "Expected an object")
  assert.strictEqual(problemText({ path: ["state"], message }), "state: Expected an object")
  assert.strictEqual(problemText({ path: ["a", "b"], message }), "a: b: Expected an object")
})

it("Several problems are written a line each, in their order", () => {
  const problems = ["b", "a"].map((name) => ({ path: [name], message: "Required" }))
  assert.strictEqual(problemsText(problems), "b: Required\na: Required")
  assert.strictEqual(problemsText([]), "")
})
