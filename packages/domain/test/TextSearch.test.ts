import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { indexOfText } from "../src/TextSearch.ts"

const Piece = Schema.Array(Schema.Literals(["a", "a", "b", "😀", "\ud83d"]))

describe("indexOfText", () => {
  it.prop(
    "finds the first occurrence, as JavaScript does",
    [Piece, Piece, Piece, Schema.Literals([1, 5, 40])],
    ([before, piece, after, times]) => {
      const part = piece.join("").repeat(times)
      const text = before.join("").repeat(times) + part + after.join("")
      assert.strictEqual(indexOfText(text, part), text.indexOf(part))
      assert.strictEqual(indexOfText(text, `${part}c`), -1)
      assert.strictEqual(indexOfText(part, text), part.indexOf(text))
    },
    { arbitrary: { runs: 500 } },
  )

  it("finds a long part in a long text whatever they repeat", () => {
    const half = "a".repeat(1_000_000)
    for (const [text, part, index] of [
      [half + half, `${half}b`, -1],
      [half + half, `b${half}`, -1],
      [half + half, `${half.slice(0, 500_000)}b${half.slice(0, 500_000)}`, -1],
      [`${half}b${half}`, `${half.slice(0, 500_000)}b${half}`, 500_000],
    ] as const) {
      assert.strictEqual(indexOfText(text, part), index)
    }
  })
})
