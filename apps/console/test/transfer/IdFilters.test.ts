/** Tests the filters by which ids are looked up. */
import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { idFilters } from "../../src/transfer/IdFilters.ts"

const idsIn = (filter: string) =>
  [...filter.matchAll(/'((?:[^']|'')*)'/g)].map(([, id = ""]) => id.replaceAll("''", "'"))

describe("The filters for ids", () => {
  it("are none without ids", () => {
    assert.deepStrictEqual(idFilters([]), [])
  })

  it("quote an id", () => {
    assert.deepStrictEqual(idFilters(["a", "O'Neil"]), ["id in ('a','O''Neil')"])
  })

  it.prop(
    "have all ids, and fit into an address as long as each id does",
    [Schema.Array(Schema.String), Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 300 }))],
    ([others, count]) => {
      const guids = Array.from({ length: count }, (_, index) => `00000000-0000-4000-8000-00000000${index}`)
      const ids = [...others.map((id) => id.toWellFormed()), ...guids]
      const filters = idFilters(ids)
      assert.deepStrictEqual(filters.flatMap(idsIn), ids)
      assert.isTrue(
        filters.every((filter) => encodeURIComponent(filter).length < 2_100 || idsIn(filter).length === 1),
      )
      return true
    },
  )
})
