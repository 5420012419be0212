import { assert, describe, it } from "@effect/vitest"
import { storedConnector } from "@odj/connector-store-contract"
import { textLength } from "@odj/domain"
import { chunksOf } from "../../src/postgres/Chunks.ts"

/** Divides connectors with texts of those lengths, and returns the lengths in each chunk. */
const chunks = (lengths: ReadonlyArray<number>) =>
  chunksOf(
    lengths.map((length) => storedConnector({ id: "a", displayName: null, version: "v".repeat(length - 1) })),
  ).map((chunk) => chunk.map(textLength))

describe("Chunks", () => {
  it("have at most four million characters, unless one connector has more", () => {
    const longest = 4_000_000
    assert.deepStrictEqual(chunks([]), [])
    assert.deepStrictEqual(chunks([longest - 2, 1, 1, 1]), [[longest - 2, 1, 1], [1]])
    assert.deepStrictEqual(chunks([1, longest + 1, 1]), [[1], [longest + 1], [1]])
  })

  it("have at most five hundred connectors", () => {
    const lengths = chunks(Array(1_001).fill(1)).map(({ length }) => length)
    assert.deepStrictEqual(lengths, [500, 500, 1])
  })
})
