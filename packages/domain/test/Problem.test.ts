/** Shows the text of problems. */
import { assert, it } from "@effect/vitest"
import { problemsText, problemText } from "../src/index.ts"

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
