import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { textHash } from "../src/TextHash.ts"

describe("A hash of texts", () => {
  const hash = textHash([1, 2])

  it("is HalfSipHash-1-3", () => {
    // From a separate implementation, over the bytes in UTF-16LE.
    const expected: ReadonlyArray<readonly [text: string, hash: number]> = [
      ["", 0xb4659039],
      ["a", 0x960252d8],
      ["hq", 0x406804d8],
      ["HQ-1 é", 0xa7fa8bf7],
      ["77296cf7-6cf7-7729-f76c-2977f76c2977", 0x784757d7],
      ["😀".repeat(100), 0x168708de],
    ]
    for (const [text, number] of expected) assert.strictEqual(hash(text), number, text)
  })

  it("differs for texts that differ in one character, in their length, or in NULs at the end", () => {
    const texts = [
      "",
      "\0",
      "\0\0",
      "\0\0\0",
      "a",
      "a\0",
      "a\0\0",
      "aa",
      "b",
      "\u0100",
      "\u0161",
      "ab",
      "ba",
      "aab",
      "aba",
    ]
    assert.strictEqual(new Set(texts.map(hash)).size, texts.length)
  })

  it.prop("follows from the text and the key only", [Schema.String], ([text]) => {
    assert.strictEqual(textHash([1, 2])(`${text.slice(0, 1)}${text.slice(1)}`), hash(text))
    assert.notStrictEqual(textHash([1, 3])(text), hash(text))
    assert.notStrictEqual(textHash([3, 2])(text), hash(text))
  })
})
