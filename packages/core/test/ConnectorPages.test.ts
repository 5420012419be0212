/** Shows that pages are the same as those of a list that is filtered, sorted and cut by hand. */
import { setFlagsFromString } from "node:v8"
import { runInNewContext } from "node:vm"
import { assert, describe, it } from "@effect/vitest"
import {
  ConnectorFilter,
  changeableNames,
  exampleConnector,
  filterPredicate,
  NewDomainJoinConnector,
  OrderBy,
  positionComparator,
  positionIn,
  propertyNames,
  withId,
} from "@odj/domain"
import { Effect, Schema } from "effect"
import {
  type ConnectorPage,
  type ConnectorQuery,
  encodePageToken,
  type ListEntry,
  listEntries,
  PageTokenInvalid,
  pageOf,
  selectPage,
  withPosition,
} from "../src/index.ts"

/** Entries whose properties each come from one of two connectors, and a query of those properties. */
const Sample = Schema.Struct({
  connectors: Schema.Tuple([NewDomainJoinConnector, NewDomainJoinConnector]),
  picks: Schema.Array(Schema.Record(Schema.Literals(changeableNames), Schema.Literals([0, 1]))).check(
    Schema.isMaxLength(12),
  ),
  condition: Schema.Literals(["equals", "notEquals", "isLess", "isGreaterOrEqual"]),
  filtered: Schema.NullOr(Schema.Literals(propertyNames)),
  order: Schema.Array(
    Schema.Struct({ property: Schema.Literals(propertyNames), descending: Schema.Boolean }),
  ).check(Schema.isMaxLength(3)),
  skip: Schema.optional(Schema.Literals([0, 1, 5, 20])),
  limit: Schema.Literals([1, 2, 3, 12]),
  count: Schema.optional(Schema.Boolean),
})

const sampleOf = ({ connectors, picks, condition, filtered, ...query }: typeof Sample.Type) => {
  const entries = picks.map((pick, index): ListEntry => {
    const given = Object.fromEntries(changeableNames.map((name) => [name, connectors[pick[name]][name]]))
    return {
      connector: withId(`id ${index % 5} ${index}`, { ...exampleConnector, ...given }),
      sequence: 3 * index,
    }
  })
  const value = filtered === null ? null : withId("id 2 7", connectors[0])[filtered]
  const filter =
    filtered === null ? undefined : ConnectorFilter[condition](filtered, ConnectorFilter.literal(value))
  return { entries, query: { ...query, filter } }
}

/** The connectors of all pages of the query, by hand. */
const expectedOf = (entries: ReadonlyArray<ListEntry>, { filter, order = [] }: ConnectorQuery) => {
  const compare = positionComparator(order)
  return entries
    .map(({ connector }) => connector)
    .filter(filter === undefined ? () => true : filterPredicate(filter))
    .toSorted((left, right) => compare(positionIn(order, left), positionIn(order, right)))
}

const entriesOf = (count: number): ReadonlyArray<ListEntry> =>
  Array.from({ length: count }, (_, sequence) => ({
    connector: withId(String(sequence).padStart(5, "0"), exampleConnector),
    sequence,
  }))

const idsOf = ({ connectors }: ConnectorPage) => connectors.map(({ id }) => id)

describe("listEntries", () => {
  it.effect.prop(
    "returns the matching connectors in order, page by page, for every filter, order, skip and count",
    [Sample],
    Effect.fnUntraced(function* ([sample]) {
      const { entries, query } = sampleOf(sample)
      const matched = expectedOf(entries, query)
      const expected = matched.slice(query.skip)
      let page = yield* listEntries(entries, query)
      for (let shown = 0; ; page = yield* listEntries(entries, { ...query, after: page.next })) {
        assert.deepStrictEqual(page.connectors, expected.slice(shown, shown + query.limit))
        assert.strictEqual(page.count, query.count ? matched.length : undefined)
        shown += query.limit
        assert.strictEqual(page.next === undefined, shown >= expected.length)
        if (page.next === undefined) return
      }
    }),
    { arbitrary: { runs: 500, size: 50 } },
  )

  it.effect("refuses an invalid token, and the token of a list in another order", () =>
    Effect.gen(function* () {
      const order = [OrderBy.ascending("state")]
      const foreign: ReadonlyArray<ConnectorQuery> = [
        { limit: 1, after: "" },
        { limit: 1, after: "a token" },
        { limit: 1, after: encodePageToken({ sequence: 1, position: ["error"] }) },
        { limit: 1, order, after: encodePageToken({ sequence: 1, position: [] }) },
        { limit: 1, order, after: encodePageToken({ sequence: 1, position: ["error", null] }) },
      ]
      for (const query of foreign) {
        assert.deepStrictEqual(yield* Effect.flip(listEntries(entriesOf(3), query)), new PageTokenInvalid())
      }
    }),
  )

  it.effect("returns only the count for a limit of 0", () =>
    Effect.gen(function* () {
      const page = yield* listEntries(entriesOf(3), { limit: 0, count: true })
      assert.deepStrictEqual(page, { connectors: [], count: 3 })
    }),
  )
})

describe("selectPage", () => {
  it.prop(
    "is complete as soon as no further entry makes a difference, and not before",
    [Sample],
    ([sample]) => {
      const { entries, query } = sampleOf(sample)
      const expected = expectedOf(entries, query)
      const selection = selectPage(query)
      for (const entry of entries) {
        if (selection.isComplete()) break
        selection.offer(entry)
      }
      const first = query.skip ?? 0
      const mayStop = query.order.length === 0 && query.count !== true
      assert.strictEqual(selection.isComplete(), mayStop && expected.length > first + query.limit)
      assert.deepStrictEqual(selection.page().connectors, expected.slice(first, first + query.limit))
    },
    { arbitrary: { runs: 500, size: 50 } },
  )

  const order = [OrderBy.descending("id")]

  it("selects the page of many entries, even if each belongs before all earlier ones", () => {
    const entries = entriesOf(10_000)
    const selection = selectPage({ order, skip: 2, limit: 3, count: true })
    for (const entry of entries) selection.offer(entry)
    const page = selection.page()
    assert.deepStrictEqual(idsOf(page), ["09997", "09996", "09995"])
    assert.strictEqual(page.count, 10_000)
    const last = withPosition(order, entries[9_995] as ListEntry)
    assert.strictEqual(page.next, encodePageToken(last))
    const next = selectPage({ order, skip: 2, limit: 3 }, { after: last })
    for (const entry of entries) next.offer(entry)
    assert.deepStrictEqual(idsOf(next.page()), ["09994", "09993", "09992"])
  })

  it("releases entries that can't be on the page", async () => {
    setFlagsFromString("--expose-gc")
    const collectGarbage: () => void = runInNewContext("gc")
    setFlagsFromString("--no-expose-gc")
    const selection = selectPage({ order, limit: 3 })
    const offered = entriesOf(10_000).map((entry) => {
      selection.offer(entry)
      return new WeakRef(entry.connector)
    })
    // The target of a WeakRef is kept until the current job ends.
    await new Promise(setImmediate)
    collectGarbage()
    const held = offered.filter((reference) => reference.deref() !== undefined)
    assert.isBelow(held.length, 100)
    assert.deepStrictEqual(idsOf(selection.page()), ["09999", "09998", "09997"])
  })
})

describe("pageOf", () => {
  const entries = entriesOf(3)
  const page = (limit: number) => idsOf(pageOf(entries, { limit }, ({ connector }) => connector.id))
  const next = (limit: number) => pageOf(entries, { limit }, ({ connector }) => `after ${connector.id}`).next

  it("has at most the limit of connectors, and a token if there are more", () => {
    assert.deepStrictEqual(
      [0, 1, 2, 3, 4].map((limit) => page(limit).length),
      [0, 1, 2, 3, 3],
    )
    assert.deepStrictEqual([0, 1, 2, 3, 4].map(next), [
      undefined,
      "after 00000",
      "after 00001",
      undefined,
      undefined,
    ])
  })

  it("has a count only if one is given", () => {
    const count = (count?: number) => pageOf(entries, { limit: 1, count }, String)
    assert.strictEqual(count(0).count, 0)
    assert.notProperty(count(), "count")
  })
})
