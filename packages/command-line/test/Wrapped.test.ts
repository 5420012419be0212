import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { wrapped } from "../src/index.ts"

/** The cells of East Asian characters, and of all others. */
const displayWidth = (text: string) => text.replace(/\p{M}/gu, "").replace(/[\u2e80-\u9fff]/g, "##").length

describe("wrapped", () => {
  it("breaks at spaces, and indents what follows", () => {
    assert.deepStrictEqual(wrapped("one two three", 10, "- "), ["- one two", "  three"])
  })

  it("breaks a word that is longer than a line after its punctuation", () => {
    assert.deepStrictEqual(wrapped("see aaaa.bbbb.cccc", 10), ["see", "aaaa.bbbb.", "cccc"])
  })

  it("counts cells: an East Asian character takes two, a combining one none", () => {
    const lines = wrapped("東京コネクタ 2 ééé", 8, "", "  ", displayWidth)
    assert.deepStrictEqual(lines, ["東京コネ", "  クタ 2", "  ééé"])
  })

  it("ends if not even the indentation fits", () => {
    assert.deepStrictEqual(wrapped("ab c", 1, "", "  "), ["a", "  b", "  ", "  c", "  "])
  })

  const texts = Schema.String.check(Schema.isPattern(/^[ a-z./=-]{0,80}$/))
  const widths = Schema.Int.check(Schema.isBetween({ minimum: 4, maximum: 40 }))

  it.prop("keeps every character, in lines that fit", [texts, widths], ([text, width]) => {
    const lines = wrapped(text, width, "> ", "  ")
    for (const line of lines) assert.isAtMost(line.length, width)
    const kept = lines.map((line) => line.slice(2)).join("")
    assert.strictEqual(kept.replaceAll(" ", ""), text.replaceAll(" ", ""))
  })

  const wideTexts = Schema.String.check(Schema.isPattern(/^[ a-z東京コネé]{0,80}$/))

  it.prop("fits the width in cells", [wideTexts, widths], ([text, width]) => {
    for (const line of wrapped(text, width, "> ", "  ", displayWidth)) {
      assert.isAtMost(displayWidth(line), width)
    }
  })
})
