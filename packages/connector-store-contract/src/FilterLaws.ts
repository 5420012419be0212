/** The laws of the filters that `ConnectorStore.list` takes. */
import { assert } from "@effect/vitest"
import type { ConnectorStore } from "@odj/core"
import { type ConnectorFilter, matching } from "@odj/domain"
import { Arbitrary, Effect } from "effect"
import { arbitraryFilter } from "./ArbitraryFilter.ts"
import { createOwn, generation, literal, type Properties, property } from "./OwnConnectors.ts"
import { idsOf, readAll } from "./Pages.ts"
import { variousConnectors } from "./VariousConnectors.ts"

/** Creates the connectors, and checks that the filter finds the first ones of them, as many as that. */
const assertFinds = Effect.fnUntraced(function* (
  count: number,
  connectors: ReadonlyArray<Properties>,
  filter: ConnectorFilter,
) {
  const { created, own } = yield* createOwn(connectors)
  const found = yield* readAll({ filter: { _tag: "And", conditions: [own, filter] }, limit: 10 })
  assert.sameMembers([...idsOf(found)], idsOf(created).slice(0, count))
})

/** The laws, by the sentence that each of them checks. */
export const filterLaws = {
  "a filter finds the connectors that match it and no others, whatever its conditions": Effect.gen(
    function* () {
      const { created, own } = yield* createOwn(variousConnectors)
      const result = yield* Arbitrary.checkEffect(
        arbitraryFilter(created),
        Effect.fnUntraced(function* (condition) {
          const filter: ConnectorFilter = { _tag: "And", conditions: [own, condition] }
          const found = yield* readAll({ filter, limit: 100 })
          assert.sameMembers(
            [...idsOf(found)],
            [...idsOf(created.filter(matching(condition)))],
            JSON.stringify(filter),
          )
          return true
        }),
        { ...generation, runs: 80 },
      )
      assert.isUndefined(Arbitrary.formatCheckFailure(result))
    },
  ),

  "a filter can ask for null, and knows it from empty text": assertFinds(
    1,
    [{ displayName: null }, { displayName: "" }, { displayName: "null" }],
    { _tag: "Compare", operator: "eq", left: property("displayName"), right: literal(null) },
  ),

  "where a condition on a text is null its opposite is null as well": assertFinds(
    1,
    [{ displayName: "another" }, { displayName: null }, { displayName: "HQ" }],
    {
      _tag: "Not",
      condition: { _tag: "StartsWith", text: property("displayName"), part: literal("HQ") },
    },
  ),

  "a filter compares instants, not their texts": assertFinds(
    2,
    [
      { lastConnectionDateTime: "2016-12-31T23:58-08:00" },
      { lastConnectionDateTime: "2017-01-01t07:58:00.0z" },
      { lastConnectionDateTime: "2016-12-31T23:58:00Z" },
      { lastConnectionDateTime: "2017-01-01T07:58:00.000000000001Z" },
    ],
    {
      _tag: "Compare",
      operator: "eq",
      left: property("lastConnectionDateTime"),
      right: literal("2017-01-01T07:58:00.000000000000Z"),
    },
  ),

  "a filter compares texts by their code points": assertFinds(
    1,
    [{ version: "😀" }, { version: "Ａ" }, { version: "z" }],
    { _tag: "Compare", operator: "gt", left: property("version"), right: literal("Ａ") },
  ),
} as const satisfies Record<string, Effect.Effect<void, unknown, ConnectorStore>>
