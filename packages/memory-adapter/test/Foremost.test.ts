import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { Foremost } from "../src/Foremost.ts"

const numbered = (values: ReadonlyArray<number>) => values.map((value, index) => ({ value, index }))
type Numbered = ReturnType<typeof numbered>[number]

const compare = (left: Numbered, right: Numbered) => left.value - right.value || left.index - right.index

const value = Schema.Literals([0, 1, 2, 3, 4, 5, 6, 7, 8, 9])
const capacity = Schema.Literals([0, 1, 2, 3, 5, 8, 13, 100])

describe("The foremost of many", () => {
  it.prop(
    "are the first ones of all in their order, without those that are left out",
    [Schema.Array(value), capacity, capacity],
    ([values, capacity, left]) => {
      const items = numbered(values)
      const foremost = new Foremost<Numbered>(capacity, compare)
      for (const item of items) foremost.offer(item)
      assert.deepStrictEqual(foremost.takeAfter(left), items.toSorted(compare).slice(0, capacity).slice(left))
    },
    { arbitrary: { runs: 300, size: 100 } },
  )

  it("are found with few comparisons where all the others come behind", () => {
    let comparisons = 0
    const foremost = new Foremost<Numbered>(10, (left, right) => {
      comparisons++
      return compare(left, right)
    })
    for (const item of numbered(Array.from({ length: 1_000 }, (_, index) => index))) foremost.offer(item)
    assert.isBelow(comparisons, 1_100)
  })
})
