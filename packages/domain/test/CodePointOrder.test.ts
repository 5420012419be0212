/** Shows that texts are compared by their code points. */
import { assert, describe, it } from "@effect/vitest"
import { Arbitrary, Schema } from "effect"
import { compareText } from "../src/CodePointOrder.ts"
import { StorableText } from "../src/StorableText.ts"

const compareBytes = (left: string, right: string) => Buffer.compare(Buffer.from(left), Buffer.from(right))

/** Short texts of a few characters from all parts of Unicode, so that many have the same beginning. */
const texts = Arbitrary.array(
  Arbitrary.schema(
    Schema.Literals([
      "a",
      "b",
      "\u007f",
      "é",
      "\ud7ff",
      "\ue000",
      "Ａ",
      "\uffff",
      "😀",
      "😁",
      "\u{10000}",
      "\u{10fffe}",
      "\u{10ffff}",
    ]),
  ),
  { maxLength: 4 },
).pipe(Arbitrary.map((characters) => characters.join("")))

describe("compareText", () => {
  it("puts code points from U+10000 on after all others", () => {
    const inOrder = [
      "",
      "a",
      "aa",
      "ab",
      "b",
      "é",
      "\ud7ff",
      "\ue000",
      "Ａ",
      "Ａa",
      "\uffff",
      "😀",
      "😀a",
      "😁",
      "\u{10fffe}",
      "\u{10ffff}",
    ]
    assert.deepStrictEqual(inOrder.toReversed().sort(compareText), inOrder)
    assert.notDeepEqual(inOrder.toReversed().sort(), inOrder)
  })

  it.prop(
    "orders texts as their UTF-8 bytes",
    [texts, texts, StorableText, StorableText],
    ([a, b, c, d]) => {
      for (const [left, right] of [
        [a, b],
        [c, d],
        [a + c, a + d],
        [c + a, c + b],
      ] as const) {
        assert.strictEqual(Math.sign(compareText(left, right)), compareBytes(left, right))
      }
      assert.strictEqual(compareText(c, c), 0)
    },
    { arbitrary: { runs: 500 } },
  )
})
