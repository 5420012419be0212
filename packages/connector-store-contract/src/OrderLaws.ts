/** The laws of the orders in which `ConnectorStore.list` lists. */
import { assert } from "@effect/vitest"
import type { ConnectorStore } from "@odj/core"
import {
  type ConnectorOrder,
  type ConnectorProperty,
  OrderBy,
  positionComparator,
  positionIn,
  propertyNames,
} from "@odj/domain"
import { Arbitrary, Effect } from "effect"
import type { Properties } from "./AnyConnector.ts"
import { arbitraryOf } from "./ArbitraryFilter.ts"
import { idsOf, readAll } from "./Pages.ts"
import { createWithPrefix, generation } from "./TestConnectors.ts"
import { variousConnectors } from "./VariousConnectors.ts"

const orderBys = propertyNames.flatMap((name) => [OrderBy.ascending(name), OrderBy.descending(name)])

/** Creates the connectors and checks their order in a list by the endings of their ids, in both directions. */
const assertOrder = Effect.fnUntraced(function* (
  property: ConnectorProperty,
  connectors: ReadonlyArray<Properties>,
  endings: string,
) {
  const { prefix, hasPrefix } = yield* createWithPrefix(connectors)
  for (const descending of [false, true]) {
    const order = [{ property, descending }]
    const listed = yield* readAll({ filter: hasPrefix, order, limit: 10 })
    const found = idsOf(listed).map((id) => id.slice(prefix.length + 1))
    if (descending) found.reverse()
    assert.strictEqual(found.join(" "), endings)
  }
})

/** The laws, each by the sentence that it checks. */
export const orderLaws = {
  "a list is in the requested order, and equal connectors stay in the store's own order": Effect.gen(
    function* () {
      const { created, hasPrefix } = yield* createWithPrefix(variousConnectors)
      const unordered = yield* readAll({ filter: hasPrefix, limit: 100 })
      assert.strictEqual(unordered.length, created.length)
      const assertOrdered = Effect.fnUntraced(function* (order: ConnectorOrder, limit: number) {
        const compare = positionComparator(order)
        const expected = unordered.toSorted((left, right) =>
          compare(positionIn(order, left), positionIn(order, right)),
        )
        const listed = yield* readAll({ filter: hasPrefix, order, limit })
        assert.deepStrictEqual(idsOf(listed), idsOf(expected), JSON.stringify(order))
      })
      for (const by of orderBys) yield* assertOrdered([by], 5)
      const result = yield* Arbitrary.checkEffect(
        Arbitrary.all([
          Arbitrary.array(arbitraryOf(orderBys), { minLength: 2, maxLength: 3 }),
          arbitraryOf(created.map((_, index) => index + 1)),
        ]),
        ([order, limit]) => Effect.as(assertOrdered(order, limit), true),
        { ...generation, runs: 20 },
      )
      assert.isUndefined(Arbitrary.formatCheckFailure(result))
    },
  ),

  "null comes before all text in ascending order and after it in descending order": assertOrder(
    "displayName",
    [
      { id: "c", displayName: "a" },
      { id: "a", displayName: null },
      { id: "b", displayName: "" },
    ],
    "a b c",
  ),

  "timestamps are ordered by instant": assertOrder(
    "lastConnectionDateTime",
    [
      { id: "c", lastConnectionDateTime: "2016-12-31T23:58:00-08:00" },
      { id: "d", lastConnectionDateTime: "2017-01-01T07:58:00.000000000001Z" },
      { id: "a", lastConnectionDateTime: "2017-01-01T20:00:00+14:00" },
      { id: "b", lastConnectionDateTime: "2017-01-01T07:57:59.999999999999Z" },
    ],
    "a b c d",
  ),

  "text is ordered by code points": assertOrder(
    "version",
    [
      { id: "d", version: "😀" },
      { id: "c", version: "Ａ" },
      { id: "b", version: "a" },
      { id: "a", version: "Z" },
    ],
    "a b c d",
  ),

  "text is ordered by its first 256 code points": Effect.gen(function* () {
    const alike = "😀".repeat(256)
    const { hasPrefix } = yield* createWithPrefix(
      ["b", "a", "c"].map((end) => ({ displayName: `${alike}${end}` })),
    )
    const unordered = yield* readAll({ filter: hasPrefix, limit: 10 })
    for (const descending of [false, true]) {
      const order = [{ property: "displayName", descending }] as const
      // Pages of one, since a cursor between equal connectors is the hardest to continue from.
      assert.deepStrictEqual(idsOf(yield* readAll({ filter: hasPrefix, order, limit: 1 })), idsOf(unordered))
    }
  }),
} as const satisfies Record<string, Effect.Effect<void, unknown, ConnectorStore>>
