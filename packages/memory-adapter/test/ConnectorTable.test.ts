import { assert, describe, it } from "@effect/vitest"
import { type DomainJoinConnector, exampleConnector, withId } from "@odj/domain"
import { Schema } from "effect"
import { chunkLength } from "../src/ConnectorChunk.ts"
import { ConnectorTable } from "../src/ConnectorTable.ts"

/** The connectors with greater sequence numbers. */
const contents = (table: ConnectorTable, after = -1): ReadonlyArray<DomainJoinConnector> => {
  const connectors: Array<DomainJoinConnector> = []
  table.visitAfter(after, (connector, sequence, slot) => {
    assert.strictEqual(table.sequenceAt(slot), sequence)
    assert.strictEqual(table.at(slot)?.id, connector.id)
    connectors.push(connector)
    return true
  })
  return connectors
}

let created = 0

/** A connector with that id, and a name of its own. */
const connectorOf = (id: string) => withId(id, { ...exampleConnector, displayName: `name ${created++}` })

const ids = ["a", "b", "c", "d", "e", "f"] as const

const Step = Schema.Struct({
  verb: Schema.Literals(["add", "remove", "replace"]),
  id: Schema.Literals(ids),
})

describe("A table of connectors", () => {
  it.prop(
    "has the connectors that were added and not removed, by id and in the order of creation",
    [Schema.Array(Step), Schema.Literals([0, 2, 5, chunkLength - 5])],
    ([steps, before]) => {
      const table = new ConnectorTable()
      // The steps begin anywhere in a chunk, most of which is empty.
      for (let index = 0; index < before; index++) table.add(connectorOf(String(index)))
      for (let index = 0; index < before; index++) table.remove(String(index))
      const expected: Array<DomainJoinConnector> = []
      const sequences = new Map<string, number>()
      for (const { verb, id } of steps) {
        const connector = connectorOf(id)
        const index = expected.findIndex((other) => other.id === id)
        if (verb === "remove") {
          assert.strictEqual(table.remove(id), index >= 0)
          if (index >= 0) expected.splice(index, 1)
        } else if (verb === "replace" && index >= 0) {
          expected[index] = connector
          table.replace(connector)
        } else if (verb === "add") {
          const sequence = table.nextSequence
          assert.strictEqual(table.add(connector), index < 0)
          if (index < 0) {
            expected.push(connector)
            sequences.set(id, sequence)
          }
        }

        assert.deepStrictEqual(contents(table), expected)
        assert.strictEqual(table.size, expected.length)
        assert.isAtMost(table.rows, 2 * table.size, "rows, of which half may be empty")
        for (const id of ids) {
          const found = expected.find((other) => other.id === id)
          assert.deepStrictEqual(table.get(id), found)
          assert.strictEqual(table.has(id), found !== undefined)
        }
        for (const [index, { id }] of expected.entries()) {
          const sequence = sequences.get(id) ?? Number.NaN
          assert.deepStrictEqual(contents(table, sequence), expected.slice(index + 1))
        }
        for (let count = 0; count < 8; count++) {
          assert.deepStrictEqual(contents(table, table.sequenceOf(count)), expected.slice(count))
        }
      }
    },
    { arbitrary: { runs: 100, size: 100 } },
  )

  it("has the same connectors in several chunks, and releases the chunks that are empty", () => {
    const table = new ConnectorTable()
    const id = (number: number) => `id ${number}`
    let left: Array<number> = []
    const add = (from: number, count: number) => {
      for (let number = from; number < from + count; number++) {
        table.add(connectorOf(id(number)))
        left.push(number)
      }
    }
    const assertContents = () => {
      const ids = left.map(id)
      assert.deepStrictEqual(
        contents(table).map(({ id }) => id),
        ids,
      )
      for (const count of [0, 700, chunkLength, 2_500, 9_000]) {
        const rest = contents(table, table.sequenceOf(count))
        assert.deepStrictEqual(
          rest.map(({ id }) => id),
          ids.slice(count),
        )
      }
      for (const id of ids) assert.strictEqual(table.get(id)?.id, id)
      assert.isAtMost(table.rows, 2 * table.size)
    }
    const removeWhere = (isRemoved: (number: number) => boolean) => {
      for (const number of left.filter(isRemoved)) assert.isTrue(table.remove(id(number)))
      left = left.filter((number) => !isRemoved(number))
      assertContents()
    }
    add(0, 3_500)
    removeWhere((number) => number % 3 === 0)
    removeWhere((number) => number % 7 > 0 && number < 2_000)
    removeWhere((number) => number >= chunkLength && number < 2 * chunkLength)
    add(3_500, 1_500)
    assertContents()
    removeWhere((number) => number < 4_500)
    removeWhere(() => true)
    assert.strictEqual(table.rows, 0)
  })

  it("never reuses a sequence number, even after it was empty", () => {
    const table = new ConnectorTable()
    const sequences = new Set<number>()
    for (let round = 0; round < 100; round++) {
      table.add(connectorOf("a"))
      table.visitAfter(-1, (_, sequence) => sequences.add(sequence).size > 0)
      table.remove("a")
      assert.strictEqual(table.rows, 0)
    }
    assert.strictEqual(sequences.size, 100)
  })
})
