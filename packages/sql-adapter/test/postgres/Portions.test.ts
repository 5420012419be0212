import { assert, describe, it } from "@effect/vitest"
import { storedConnector } from "@odj/connector-store-contract"
import { textLength } from "@odj/domain"
import { portionsOf } from "../../src/postgres/Portions.ts"

/** The portions of connectors whose texts have those lengths, by the lengths again. */
const portions = (lengths: ReadonlyArray<number>) =>
  portionsOf(
    lengths.map((length) => storedConnector({ id: "a", displayName: null, version: "v".repeat(length - 1) })),
  ).map((portion) => portion.map(textLength))

describe("Portions", () => {
  it("have at most four million characters, unless one connector has more", () => {
    const longest = 4_000_000
    assert.deepStrictEqual(portions([]), [])
    assert.deepStrictEqual(portions([longest - 2, 1, 1, 1]), [[longest - 2, 1, 1], [1]])
    assert.deepStrictEqual(portions([1, longest + 1, 1]), [[1], [longest + 1], [1]])
  })

  it("have at most five hundred connectors", () => {
    const lengths = portions(Array(1_001).fill(1)).map(({ length }) => length)
    assert.deepStrictEqual(lengths, [500, 500, 1])
  })
})
