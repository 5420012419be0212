import { assert, describe, it } from "@effect/vitest"
import { Schema } from "effect"
import { makeFoundList } from "../../src/health/FoundList.ts"
import { type Found, worstFirst } from "../../src/health/Severity.ts"

const Item = Schema.Struct({
  severity: Schema.Literals(["note", "warning", "critical"]),
  silentSeconds: Schema.NullOr(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 9 }))),
  connector: Schema.Struct({ id: Schema.String, displayName: Schema.NullOr(Schema.String) }),
})

describe("What a check has found", () => {
  it.prop(
    "is counted in full, and its worst part is kept in order, whatever the limit is",
    [Schema.Array(Item), Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 3 }))],
    ([items, limit]) => {
      const list = makeFoundList<Found>(limit)
      items.forEach(list.add)
      const { note, warning, critical } = list.counts
      assert.strictEqual(note + warning + critical, items.length)
      const rank = ({ severity, silentSeconds }: Found) => `${severity} ${silentSeconds}`
      assert.deepStrictEqual(list.worst().map(rank), items.toSorted(worstFirst).slice(0, limit).map(rank))
    },
  )

  it("has critical ones first, and among them those that never connected, then the longest silence", () => {
    const item = (severity: Found["severity"], silentSeconds: number | null): Found => ({
      severity,
      silentSeconds,
      connector: { id: "", displayName: null },
    })
    const list = makeFoundList<Found>(9)
    const given = [item("note", null), item("warning", 9), item("critical", 1), item("critical", null)]
    given.forEach(list.add)
    list.add(item("critical", 2))
    assert.deepStrictEqual(
      list.worst().map(({ severity, silentSeconds }) => [severity, silentSeconds]),
      [
        ["critical", null],
        ["critical", 2],
        ["critical", 1],
        ["warning", 9],
        ["note", null],
      ],
    )
  })
})
