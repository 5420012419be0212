import { assert, describe, it } from "@effect/vitest"
import { chunksOf } from "../../src/postgres/Chunks.ts"

/** Divides items of those lengths. */
const chunks = (lengths: ReadonlyArray<number>) => chunksOf(lengths, (length) => length)

describe("Chunks", () => {
  it("have at most four million characters, unless one item has more", () => {
    const longest = 4_000_000
    assert.deepStrictEqual(chunks([]), [])
    assert.deepStrictEqual(chunks([longest - 2, 1, 1, 1]), [[longest - 2, 1, 1], [1]])
    assert.deepStrictEqual(chunks([1, longest + 1, 1]), [[1], [longest + 1], [1]])
  })

  it("have at most five hundred items", () => {
    const lengths = chunks(Array(1_001).fill(1)).map(({ length }) => length)
    assert.deepStrictEqual(lengths, [500, 500, 1])
  })
})
