/** The laws of the filters that `ConnectorStore.list` takes. */
import { assert } from "@effect/vitest"
import type { ConnectorStore } from "@odj/core"
import { ConnectorFilter, comparableOf, DateTimeOffset, filterPredicate, propertyNames } from "@odj/domain"
import { Arbitrary, Effect, Schema } from "effect"
import type { Properties } from "./AnyConnector.ts"
import { arbitraryFilter } from "./ArbitraryFilter.ts"
import { idsOf, readAll } from "./Pages.ts"
import { createWithPrefix, generation } from "./TestConnectors.ts"
import { variousConnectors } from "./VariousConnectors.ts"

/** Creates the connectors and checks that the filter matches exactly the first `count` of them. */
const assertFinds = Effect.fnUntraced(function* (
  count: number,
  connectors: ReadonlyArray<Properties>,
  filter: ConnectorFilter,
) {
  const { created, hasPrefix } = yield* createWithPrefix(connectors)
  const found = yield* readAll({ filter: ConnectorFilter.and(hasPrefix, filter), limit: 10 })
  assert.sameMembers([...idsOf(found)], idsOf(created).slice(0, count))
})

const instant = Schema.decodeSync(DateTimeOffset)("2017-01-01T07:58:00Z")

/** The laws, each by the sentence that it checks. */
export const filterLaws = {
  "a filter finds exactly the connectors that match, whatever its conditions": Effect.gen(function* () {
    const { created, hasPrefix } = yield* createWithPrefix(variousConnectors)
    const result = yield* Arbitrary.checkEffect(
      arbitraryFilter(created),
      Effect.fnUntraced(function* (condition) {
        const filter = ConnectorFilter.and(hasPrefix, condition)
        const found = yield* readAll({ filter, limit: 100 })
        assert.sameMembers(
          [...idsOf(found)],
          [...idsOf(created.filter(filterPredicate(condition)))],
          JSON.stringify(filter),
        )
        return true
      }),
      { ...generation, runs: 80 },
    )
    assert.isUndefined(Arbitrary.formatCheckFailure(result))
  }),

  "a filter can compare each property with each of its values": Effect.gen(function* () {
    const { created, hasPrefix } = yield* createWithPrefix(variousConnectors)
    for (const name of propertyNames) {
      const valueAt = comparableOf(name)
      for (const value of new Set(created.map(valueAt))) {
        const equals = ConnectorFilter.equals(ConnectorFilter.property(name), value)
        const found = yield* readAll({ filter: ConnectorFilter.and(hasPrefix, equals), limit: 100 })
        const expected = created.filter((connector) => valueAt(connector) === value)
        assert.sameMembers([...idsOf(found)], [...idsOf(expected)], `${name} eq ${value}`)
      }
    }
  }),

  "a filter distinguishes null from empty text": assertFinds(
    1,
    [{ displayName: null }, { displayName: "" }, { displayName: "null" }],
    ConnectorFilter.equals("displayName", null),
  ),

  "a null property matches neither a text condition nor its negation": assertFinds(
    1,
    [{ displayName: "another" }, { displayName: null }, { displayName: "HQ" }],
    ConnectorFilter.not(ConnectorFilter.startsWith("displayName", "HQ")),
  ),

  "a filter compares timestamps by instant, not by text": assertFinds(
    2,
    [
      { lastConnectionDateTime: "2016-12-31T23:58-08:00" },
      { lastConnectionDateTime: "2017-01-01t07:58:00.0z" },
      { lastConnectionDateTime: "2016-12-31T23:58:00Z" },
      { lastConnectionDateTime: "2017-01-01T07:58:00.000000000001Z" },
    ],
    ConnectorFilter.equals("lastConnectionDateTime", instant),
  ),

  "a filter compares text by code points": assertFinds(
    1,
    [{ version: "😀" }, { version: "Ａ" }, { version: "z" }],
    ConnectorFilter.isGreater("version", "Ａ"),
  ),

  "a filter counts the characters of a text, not its code units": assertFinds(
    2,
    [{ version: "😀" }, { version: "z" }, { version: "zz" }, { version: "" }],
    ConnectorFilter.equals(ConnectorFilter.length("version"), 1),
  ),

  "a filter reads the parts of a timestamp in its own offset, to the last digit": assertFinds(
    1,
    [
      { lastConnectionDateTime: "2016-12-31T23:58:36.667003300001-08:00" },
      { lastConnectionDateTime: "2016-12-31T23:58:36.667003300000-08:00" },
      { lastConnectionDateTime: "2017-01-01T07:58:36.667003300001Z" },
    ],
    ConnectorFilter.and(
      ConnectorFilter.equals(ConnectorFilter.timestampPart("date", "lastConnectionDateTime"), "2016-12-31"),
      ConnectorFilter.equals(
        ConnectorFilter.timestampPart("time", "lastConnectionDateTime"),
        "23:58:36.667003300001",
      ),
    ),
  ),
} as const satisfies Record<string, Effect.Effect<void, unknown, ConnectorStore>>
