import { assert, describe, it } from "@effect/vitest"
import { storedConnector } from "@odj/connector-store-contract"
import { type ConnectorQuery, encodePageToken } from "@odj/core"
import { ConnectorFilter, OrderBy } from "@odj/domain"
import { Effect, Fiber, Schema } from "effect"
import { readPage, sliceLength } from "../src/ConnectorPages.ts"
import { ConnectorTable } from "../src/ConnectorTable.ts"

/** A table that counts the visits to its connectors. */
class ObservedTable extends ConnectorTable {
  visits = 0

  override visitAfter(...[sequence, visit]: Parameters<ConnectorTable["visitAfter"]>) {
    super.visitAfter(sequence, (...visited) => {
      this.visits++
      return visit(...visited)
    })
  }
}

const tableOf = (count: number) => {
  const table = new ObservedTable()
  for (let index = 0; index < count; index++) table.add(storedConnector({ id: String(index) }))
  return table
}

const all = ConnectorFilter.constant(true)

const order = [OrderBy.ascending("id")]

const idsOf = ({ connectors }: Effect.Success<ReturnType<typeof readPage>>) => connectors.map(({ id }) => id)

const from = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => String(first + index))

const nextTurn = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))

const Sample = Schema.Struct({
  deleted: Schema.Array(Schema.Literals([0, 1, 2, 3, 4, 5, 6, 7, 8])),
  isFiltered: Schema.Boolean,
  isOrdered: Schema.Boolean,
  count: Schema.Boolean,
  skip: Schema.Literals([0, 1, 2, 5, 20]),
  limit: Schema.Literals([1, 2, 3, 9]),
})

describe("Pages", () => {
  it.effect.prop(
    "have the matching connectors in order, for every filter, order, skip, limit and count, after deletes too",
    [Sample],
    Effect.fnUntraced(function* ([{ deleted, isFiltered, isOrdered, count, skip, limit }]) {
      const table = tableOf(9)
      for (const index of deleted) table.remove(String(index))
      const matching = from(0, 9).filter((id) => table.has(id) && !(isFiltered && id === "4"))
      const expected = (isOrdered ? matching.toReversed() : matching).slice(skip)
      const query = {
        ...(isFiltered && { filter: ConnectorFilter.notEquals("id", "4") }),
        ...(isOrdered && { order: [OrderBy.descending("id")] }),
        skip,
        limit,
        count,
      }
      let page = yield* readPage(table, query)
      for (let shown = 0; ; page = yield* readPage(table, { ...query, after: page.next })) {
        assert.deepStrictEqual(idsOf(page), expected.slice(shown, shown + limit))
        assert.strictEqual(page.count, count ? matching.length : undefined)
        shown += limit
        assert.strictEqual(page.next === undefined, shown >= expected.length)
        if (page.next === undefined) return
      }
    }),
    { arbitrary: { runs: 300 } },
  )
})

describe("Without a filter and an order", () => {
  it.effect("a page visits one connector more than it has, wherever it starts", () =>
    Effect.gen(function* () {
      const table = tableOf(10_000)
      const queries: ReadonlyArray<readonly [first: number, query: Omit<ConnectorQuery, "limit">]> = [
        [0, {}],
        [0, { count: true }],
        [5_000, { skip: 5_000 }],
        [5_000, { after: encodePageToken({ sequence: 4_999, position: [] }) }],
        [5_000, { after: encodePageToken({ sequence: 4_999, position: [] }), skip: 3_000, count: true }],
        [9_900, { skip: 9_900 }],
      ]
      for (const [first, query] of queries) {
        table.visits = 0
        const page = yield* readPage(table, { ...query, limit: 100 })
        assert.deepStrictEqual(idsOf(page), from(first, 100))
        assert.isAtMost(table.visits, 101)
      }
    }),
  )

  it.effect("a page starts at the right connector after deletes", () =>
    Effect.gen(function* () {
      const table = tableOf(100)
      const after = encodePageToken({ sequence: 9, position: [] })
      // The first deletes leave empty slots, a later one compacts the table.
      for (const deleted of [...from(0, 30), ...from(60, 40)]) {
        table.remove(deleted)
        const left = from(0, 100).filter((id) => table.has(id))
        assert.deepStrictEqual(idsOf(yield* readPage(table, { limit: 1_000 })), left)
        assert.deepStrictEqual(idsOf(yield* readPage(table, { limit: 1_000, skip: 3 })), left.slice(3))
        const later = left.filter((id) => Number(id) > 9)
        assert.deepStrictEqual(idsOf(yield* readPage(table, { limit: 1_000, after })), later)
      }
    }),
  )
})

describe("With a filter", () => {
  it.effect("a page visits connectors only until it knows whether there is a next page", () =>
    Effect.gen(function* () {
      const table = tableOf(1_000)
      const after = encodePageToken({ sequence: 499, position: [] })
      const page = yield* readPage(table, {
        filter: ConnectorFilter.notEquals("id", "500"),
        after,
        limit: 100,
      })
      assert.deepStrictEqual(idsOf(page), from(501, 100))
      assert.isAtMost(table.visits, 102)
    }),
  )
})

describe("With a skip and an order", () => {
  it.effect(
    "a page is right however many connectors are skipped, and none is visited if all are skipped",
    () =>
      Effect.gen(function* () {
        const table = tableOf(7_000)
        const byId = from(0, 7_000).sort()
        for (const skip of [1_999, 2_000, 2_001, 5_500, 6_999, 7_000]) {
          const page = yield* readPage(table, { order, skip, limit: 2, count: true })
          assert.deepStrictEqual(idsOf(page), byId.slice(skip, skip + 2), `${skip}`)
          assert.strictEqual(page.count, 7_000)
          assert.strictEqual(page.next === undefined, skip + 2 >= 7_000)
        }
        table.visits = 0
        assert.deepStrictEqual(idsOf(yield* readPage(table, { order, skip: 2 ** 53, limit: 2 })), [])
        assert.strictEqual(table.visits, 0)
      }),
  )
})

describe("A page token is invalid", () => {
  const table = tableOf(3)
  const refused: Record<string, ConnectorQuery> = {
    "if its sequence number is not used yet": {
      after: encodePageToken({ sequence: 3, position: [] }),
      limit: 1,
    },
    "for a list without an order": { after: encodePageToken({ sequence: 1, position: [] }), order, limit: 1 },
    "for a list with an order": { after: encodePageToken({ sequence: 1, position: ["1"] }), limit: 1 },
    "for a list with a longer order": {
      after: encodePageToken({ sequence: 1, position: ["1", null] }),
      order,
      limit: 1,
    },
  }
  for (const [what, query] of Object.entries(refused)) {
    it.effect(what, () =>
      Effect.gen(function* () {
        const failure = yield* Effect.flip(Effect.asVoid(readPage(table, query)))
        assert.strictEqual(failure._tag, "PageTokenInvalid")
      }),
    )
  }
})

describe("A scan", () => {
  const queries: Record<string, Omit<ConnectorQuery, "limit">> = {
    "for a count": { filter: all, count: true },
    "for a filter": { filter: ConnectorFilter.not(all) },
    "for an order": { order },
  }
  for (const [what, query] of Object.entries(queries)) {
    it.effect(`${what} runs in one slice in a small store`, () =>
      Effect.gen(function* () {
        const fiber = yield* Effect.forkChild(
          readPage(tableOf(query.order === undefined ? sliceLength : sliceLength / 4), {
            ...query,
            limit: 10,
          }),
          {
            startImmediately: true,
          },
        )
        assert.isDefined(fiber.pollUnsafe())
      }),
    )

    it.effect(`${what} visits a bounded number of slots per turn of the event loop`, () =>
      Effect.gen(function* () {
        const table = tableOf(20_000)
        const fiber = yield* Effect.forkChild(readPage(table, { ...query, limit: 10 }))
        for (let visits = 0; fiber.pollUnsafe() === undefined; visits = table.visits) {
          yield* nextTurn
          assert.isAtMost(table.visits - visits, 8_192)
        }
        assert.strictEqual(table.visits, 20_000)
      }),
    )

    it.effect(`${what} stops when it is interrupted`, () =>
      Effect.gen(function* () {
        const table = tableOf(20_000)
        const fiber = yield* Effect.forkChild(readPage(table, { ...query, limit: 10 }))
        while (table.visits === 0) yield* nextTurn
        yield* Fiber.interrupt(fiber)
        const { visits } = table
        yield* Effect.replicateEffect(nextTurn, 5, { discard: true })
        assert.isBelow(visits, 20_000)
        assert.strictEqual(table.visits, visits)
      }),
    )
  }

  it.effect("continues at the right connector after creates and deletes between slices", () =>
    Effect.gen(function* () {
      const table = tableOf(3 * sliceLength)
      const fiber = yield* Effect.forkChild(readPage(table, { filter: all, limit: 10 * sliceLength }))
      while (table.visits === 0) yield* nextTurn
      // Compaction moves later connectors to slots that were visited.
      for (const id of from(0, 2 * sliceLength)) table.remove(id)
      for (const id of from(3 * sliceLength, 5)) table.add(storedConnector({ id }))
      const page = yield* Fiber.join(fiber)
      assert.deepStrictEqual(idsOf(page), [
        ...from(0, sliceLength),
        ...from(2 * sliceLength, sliceLength + 5),
      ])
    }),
  )
})
