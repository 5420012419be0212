/** Shows the text of problems. */
import { assert, it } from "@effect/vitest"
import { problemsText, problemsWithin, problemText } from "../src/index.ts"

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
