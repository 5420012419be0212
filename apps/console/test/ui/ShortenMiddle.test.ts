/** Tests what the header makes of long paths. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { shortenMiddle } from "../../src/ui/ShortenMiddle.ts"

describe("A text that is shortened in its middle", () => {
  it("keeps its beginning, and more of its end", () => {
    assert.strictEqual(shortenMiddle("/home/someone/work/connectors.sqlite", 20), "/home/…ectors.sqlite")
  })

  it("keeps characters whole that are two code units", () => {
    assert.strictEqual(shortenMiddle("😀😀😀😀😀", 4), "😀…😀😀")
  })

  it.prop("has the length that is allowed, and is otherwise the text", [Schema.String], ([text]) => {
    const length = Array.from(text).length
    assert.strictEqual(shortenMiddle(text, length), text)
    if (length > 2) assert.strictEqual(Array.from(shortenMiddle(text, length - 1)).length, length - 1)
  })
})
