/** Tests that an anchor finds its position again, or reports it as lost. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { anchorAfter, indexAfter } from "../../src/list/Anchor.ts"

const ids = ["a", "b", "c", "d", "e", "f", "g"]

/** After d. */
const anchor = anchorAfter(ids, 3)

const restOf = (list: string) => {
  const index = indexAfter(list.split(""), anchor)
  return index === undefined ? undefined : list.slice(index)
}

describe("An anchor", () => {
  it("has the ids of three connectors on either side", () => {
    assert.deepStrictEqual(anchor, { before: ["b", "c", "d"], after: ["e", "f", "g"] })
    assert.deepStrictEqual(anchorAfter(ids, 0), { before: ["a"], after: ["b", "c", "d"] })
    assert.deepStrictEqual(anchorAfter(ids, 5), { before: ["d", "e", "f"], after: ["g"] })
  })

  const rows: ReadonlyArray<readonly [list: string, rest: string | undefined, why: string]> = [
    ["abcdefg", "efg", "nothing has changed"],
    ["xabycdefgz", "efgz", "others were created"],
    ["abcefg", "efg", "the last one given is gone"],
    ["afg", "fg", "all before it are gone, and one after"],
    ["abc", "", "all after it are gone, and one before"],
    ["axyz", undefined, "all around it are gone"],
    ["", undefined, "all are gone"],
    ["abcefgd", undefined, "the last one given was deleted, and created anew at the end"],
    ["eabcdfg", undefined, "the next one was deleted, and created anew at the beginning"],
  ]
  for (const [list, rest, why] of rows) {
    it(`${rest === undefined ? "is lost" : "is found"} if ${why}`, () =>
      assert.strictEqual(restOf(list), rest))
  }

  it.prop(
    "is found whatever is deleted and created, as long as one of its ids is there",
    [
      Schema.Array(Schema.Boolean),
      Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 29 })),
      Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 30 }))),
    ],
    ([kept, index, created]) => {
      const numbers = Array.from({ length: 30 }, (_, number) => number)
      const given = anchorAfter(numbers.map(String), index)
      const left = numbers.filter((number) => kept[number] ?? true)
      // New ones are between two others.
      const list = [...left, ...created.map((number) => number - 0.5)].sort((one, other) => one - other)
      const isThere = [...given.before, ...given.after].some((id) => left.includes(Number(id)))
      const start = indexAfter(list.map(String), given)
      if (!isThere) return assert.isUndefined(start)
      const rest = list.slice(start).filter(Number.isInteger)
      assert.deepStrictEqual(
        rest,
        left.filter((number) => number > index),
      )
    },
  )
})
