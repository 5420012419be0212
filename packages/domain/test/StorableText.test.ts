/** Shows which texts every store can keep. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { StorableText } from "../src/StorableText.ts"
import { problemsOf } from "./problemsOf.ts"

const loneSurrogate = "Expected well-formed Unicode, found a lone surrogate"
const nul = "Expected text without NUL (U+0000)"

describe("StorableText", () => {
  it("may be empty or long, and have any characters", () => {
    for (const text of [
      "",
      " ",
      "Ünïcödé 👩‍👩‍👧",
      "\u0001\t\r\n\u007f\u202e\ufeff\uffff",
      "é".repeat(1_000_000),
    ]) {
      assert.deepStrictEqual(problemsOf(StorableText, text), [])
    }
  })

  it("refuses lone surrogates", () => {
    for (const text of ["\ud83d", "\ude00", "a\ud83d!", "\ude00\ud83d"]) {
      assert.deepStrictEqual(problemsOf(StorableText, text), [loneSurrogate])
    }
  })

  it("refuses NUL", () => {
    for (const text of ["\0", "a\0b"]) assert.deepStrictEqual(problemsOf(StorableText, text), [nul])
    assert.deepStrictEqual(problemsOf(StorableText, "\0\ud83d"), [loneSurrogate, nul])
  })

  it("refuses values that are not text", () => {
    for (const input of [undefined, null, 3, ["a"], new String("a")]) {
      assert.deepStrictEqual(problemsOf(StorableText, input), ["Expected string"])
    }
  })

  it.prop("accepts exactly the texts that survive UTF-8 and have no NUL", [Schema.String], ([text]) => {
    const decoded = new TextDecoder("utf-8", { ignoreBOM: true }).decode(new TextEncoder().encode(text))
    assert.strictEqual(problemsOf(StorableText, text).length === 0, decoded === text && !/\0/.test(text))
  })
})
