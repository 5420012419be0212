import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { wrapped } from "../../src/text/Wrapped.ts"

describe("wrapped", () => {
  it("breaks at spaces, and indents what follows", () => {
    assert.deepStrictEqual(wrapped("one two three", 10, "- "), ["- one two", "  three"])
  })

  it("breaks a word that is longer than a line after its punctuation", () => {
    assert.deepStrictEqual(wrapped("see aaaa.bbbb.cccc", 10), ["see", "aaaa.bbbb.", "cccc"])
  })

  const texts = Schema.String.check(Schema.isPattern(/^[ a-z./=-]{0,80}$/))
  const widths = Schema.Int.check(Schema.isBetween({ minimum: 4, maximum: 40 }))

  it.prop("keeps every character, in lines that fit", [texts, widths], ([text, width]) => {
    const lines = wrapped(text, width, "> ", "  ")
    for (const line of lines) assert.isAtMost(line.length, width)
    const kept = lines.map((line) => line.slice(2)).join("")
    assert.strictEqual(kept.replaceAll(" ", ""), text.replaceAll(" ", ""))
  })
})
