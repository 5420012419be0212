import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { IdIndex } from "../src/IdIndex.ts"
import { type TextHash, textHash } from "../src/TextHash.ts"

/** Hashes with which many or all ids collide: in all bits, or in those by which cells or segments are chosen. */
const hashes: Record<string, TextHash> = {
  "a random hash": textHash(),
  "one hash for all ids": () => 0xffff_ffff,
  "two hashes": (id) => (id.length % 2) * 0x8000_0001,
  "hashes with the same first bits": (id) => Number(id) & 0xffff,
  "hashes with the same last bits": (id) => (Number(id) << 16) >>> 0,
  "successive hashes at the end of the cells": (id) => 0xffff_ffff - (Number(id) % 5),
}

const Step = Schema.Struct({
  verb: Schema.Literals(["add", "add", "remove", "find"]),
  number: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 40 })),
})

const observed = (hash: TextHash | undefined) => {
  const ids: Array<string> = []
  let reads = 0
  const index = new IdIndex((slot) => {
    reads++
    return ids[slot]
  }, hash)
  const map = new Map<string, number>()
  return {
    index,
    map,
    reads: () => reads,
    add: (id: string) => {
      const isNew = !map.has(id)
      assert.strictEqual(index.add(id, ids.length), isNew)
      if (isNew) map.set(id, ids.push(id) - 1)
    },
    remove: (id: string) => {
      assert.strictEqual(index.remove(id), map.get(id))
      map.delete(id)
    },
    assertFinds: (id: string) => assert.strictEqual(index.find(id), map.get(id)),
    assertSize: () => {
      assert.strictEqual(index.size, map.size)
      for (const id of map.keys()) assert.strictEqual(index.find(id), map.get(id))
    },
  }
}

describe("An index of ids", () => {
  for (const [what, hash] of Object.entries(hashes)) {
    it.prop(
      `finds what a Map finds, with ${what}`,
      [Schema.Array(Step)],
      ([steps]) => {
        const { add, remove, assertFinds, assertSize } = observed(hash)
        for (const { verb, number } of steps) {
          const id = String(number)
          if (verb === "add") add(id)
          else if (verb === "remove") remove(id)
          else assertFinds(id)
        }
        assertSize()
        for (let number = 0; number < 42; number++) assertFinds(String(number))
      },
      { arbitrary: { runs: 100, size: 200 } },
    )

    it(`finds thousands of ids while it grows and shrinks, with ${what}`, () => {
      const { add, remove, assertSize, assertFinds } = observed(hash)
      for (let number = 0; number < 1_500; number++) add(String(number))
      assertSize()
      for (let number = 0; number < 1_500; number++) if (number % 10 > 0) remove(String(number))
      assertSize()
      for (let number = 0; number < 1_500; number += 7) assertFinds(String(number))
      for (let number = 0; number < 1_500; number++) remove(String(number))
      assertSize()
    })
  }

  it("has a bounded number of cells, also after most ids were removed", () => {
    const { index, add, remove, assertSize } = observed(undefined)
    for (let number = 0; number < 50_000; number++) {
      add(`id ${number}`)
      if (number > 100) assert.isAtMost(number % 1_000 === 0 ? index.cells : 0, 5 * number)
    }
    for (let number = 0; number < 49_900; number++) remove(`id ${number}`)
    assertSize()
    assert.isAtMost(index.cells, 50_000 / 20)
  })

  it("reads hardly an id in vain, even if ids are chosen to collide in common hashes", () => {
    // Texts of these pairs have equal hashes if a character counts 31 times the next one.
    const ids = Array.from({ length: 2 ** 14 }, (_, number) =>
      number.toString(2).padStart(14, "0").replaceAll("0", "Aa").replaceAll("1", "BB"),
    )
    const { add, reads, assertSize } = observed(undefined)
    for (const id of ids) add(id)
    assert.isAtMost(reads(), 10)
    assertSize()
  })
})
