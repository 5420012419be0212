import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { displayWidth } from "../../src/text/DisplayWidth.ts"
import { fitLine } from "../../src/text/FitLine.ts"

describe("fitLine", () => {
  it("breaks a line between words, and keeps its indentation", () => {
    assert.deepStrictEqual(fitLine("  one two three", 9), ["  one two", "    three"])
  })

  it("leaves a line alone that fits, or has a word that does not fit", () => {
    for (const line of ["", "  ", "one two", "see https://login.contoso.com/sign-in first"]) {
      assert.deepStrictEqual(fitLine(line, 20), [line])
    }
  })

  const lines = Schema.String.check(Schema.isPattern(/^ {0,4}([a-z東京é]{1,8} ?){1,20}$/))
  const widths = Schema.Int.check(Schema.isBetween({ minimum: 4, maximum: 40 }))

  it.prop("keeps every word whole, in lines that fit if all words do", [lines, widths], ([line, width]) => {
    const fitted = fitLine(line, width)
    const words = (text: string) => text.split(" ").filter((word) => word !== "")
    assert.deepStrictEqual(fitted.flatMap(words), words(line))
    if (fitted.length === 1) return
    for (const part of fitted) assert.isAtMost(displayWidth(part), width)
  })
})
