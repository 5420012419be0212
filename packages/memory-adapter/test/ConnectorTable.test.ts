import { assert, describe, it } from "@effect/vitest"
import { storedConnector } from "@odj/connector-store-contract"
import type { DomainJoinConnector } from "@odj/domain"
import { Schema } from "effect"
import { ConnectorTable } from "../src/ConnectorTable.ts"

/** The connectors in a table, from that slot on. */
const contents = (table: ConnectorTable, from = 0): ReadonlyArray<DomainJoinConnector> =>
  Array.from({ length: table.slots - from }, (_, index) => table.at(from + index)).filter(
    (connector) => connector !== undefined,
  )

const ids = ["a", "b", "c", "d", "e", "f"] as const

const Step = Schema.Struct({
  verb: Schema.Literals(["add", "remove", "replace"]),
  id: Schema.Literals(ids),
})

describe("A table of connectors", () => {
  it.prop(
    "has the connectors that were added and not removed, by id and in the order of creation",
    [Schema.Array(Step)],
    ([steps]) => {
      const table = new ConnectorTable()
      const expected: Array<DomainJoinConnector> = []
      const sequences = new Map<string, number>()
      for (const { verb, id } of steps) {
        const connector = storedConnector({ id })
        const index = expected.findIndex((other) => other.id === id)
        if (verb === "remove") {
          assert.strictEqual(table.remove(id), index >= 0)
          if (index >= 0) expected.splice(index, 1)
        } else if (verb === "replace" && index >= 0) {
          expected[index] = connector
          table.replace(connector)
        } else if (verb === "add" && index < 0) {
          expected.push(connector)
          sequences.set(id, table.nextSequence)
          table.add(connector)
        }

        assert.deepStrictEqual(contents(table), expected)
        assert.strictEqual(table.size, expected.length)
        assert.isAtMost(table.slots, 2 * table.size, "slots, of which half may be empty")
        for (const id of ids) {
          const found = expected.find((other) => other.id === id)
          assert.deepStrictEqual(table.get(id), found)
          assert.strictEqual(table.has(id), found !== undefined)
        }
        for (const [index, { id }] of expected.entries()) {
          const sequence = sequences.get(id) ?? Number.NaN
          const slot = table.slotAfter(sequence)
          assert.deepStrictEqual(contents(table, slot), expected.slice(index + 1))
          assert.strictEqual(table.sequenceAt(slot - 1), sequence)
        }
      }
    },
    { arbitrary: { runs: 100, size: 100 } },
  )

  it("never reuses a sequence number, even after it was empty", () => {
    const table = new ConnectorTable()
    const sequences = new Set<number>()
    for (let round = 0; round < 100; round++) {
      table.add(storedConnector({ id: "a" }))
      sequences.add(table.sequenceAt(table.slots - 1))
      table.remove("a")
      assert.strictEqual(table.slots, 0)
    }
    assert.strictEqual(sequences.size, 100)
  })
})
