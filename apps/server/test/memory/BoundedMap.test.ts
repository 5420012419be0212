import { assert, describe, it } from "@effect/vitest"
import { BoundedMap } from "../../src/memory/BoundedMap.ts"

describe("A bounded map", () => {
  it("drops its oldest entry for a new one, and none to replace a value", () => {
    const map = new BoundedMap<string, number>(2)
    map.set("a", 1).set("b", 1).set("a", 2)
    assert.deepStrictEqual(
      [...map],
      [
        ["a", 2],
        ["b", 1],
      ],
    )
    map.set("c", 1)
    assert.deepStrictEqual([...map.keys()], ["b", "c"])
  })
})
