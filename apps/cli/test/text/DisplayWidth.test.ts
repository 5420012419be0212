import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { CliOutput } from "effect/cli"
import { cut, displayWidth } from "../../src/text/DisplayWidth.ts"

/** Texts of narrow, wide, combining and joined characters, and of right-to-left ones. */
const Text = Schema.Array(
  Schema.Literals([
    "a",
    "Z",
    " ",
    "ü",
    "ß",
    "ł",
    "東",
    "カ",
    "e\u0301",
    "👩‍👩‍👧",
    "1\ufe0f\u20e3",
    "ש",
    "\u05b8",
    "…",
    "​",
  ]),
)
const Width = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 12 }))

describe("The width of text", () => {
  it.prop("is what the command library measures", [Text], ([parts]) => {
    const text = parts.join("")
    assert.strictEqual(displayWidth(text), CliOutput.displayWidth(text))
  })

  it("is what the command library measures for each character, and for each after another", () => {
    const some = ["a", "東", "ü", "한"]
    for (let code = 0x20; code < 0xffff; code++) {
      const character = String.fromCharCode(code)
      if (!character.isWellFormed()) continue
      const context = `${some[code % 4]}${character}${some[(code >> 2) % 4]}`
      assert.strictEqual(displayWidth(character), CliOutput.displayWidth(character), code.toString(16))
      assert.strictEqual(displayWidth(context), CliOutput.displayWidth(context), code.toString(16))
    }
  })

  it.prop("is exactly the given one after a cut", [Text, Width], ([parts, width]) => {
    const text = parts.join("")
    if (displayWidth(text) <= width) return
    const short = cut(text, width)
    assert.strictEqual(displayWidth(short), width)
    assert.isTrue(text.startsWith(short.slice(0, short.lastIndexOf("…"))))
  })
})

describe("Cut text", () => {
  const rows: ReadonlyArray<readonly [text: string, width: number, short: string]> = [
    ["HQ-ODJ02", 5, "HQ-O…"],
    ["HQ-ODJ02", 1, "…"],
    ["Zürich-ODJ", 4, "Zür…"],
    ["東京本社", 5, "東京…"],
    ["東京本社", 4, "東… "],
    ["🎉東京🎉", 4, "🎉… "],
    ["한국어", 4, "한… "],
    ["Москва", 3, "Мо…"],
    ["ae\u0301io", 3, "ae\u0301…"],
    ["👩‍👩‍👧👩‍👩‍👧", 3, "👩‍👩‍👧…"],
  ]
  for (const [text, width, short] of rows) {
    it(`of ${text} is ${short} on ${width} cells`, () => {
      assert.strictEqual(cut(text, width), short)
    })
  }
})
