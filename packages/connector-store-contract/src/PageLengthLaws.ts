/** The laws of `maxLength`, by which a page ends before it has many long texts. */
import { assert } from "@effect/vitest"
import type { ConnectorStore } from "@odj/core"
import { ConnectorFilter, type DomainJoinConnector, OrderBy, textLength } from "@odj/domain"
import { Effect } from "effect"
import { idsOf, readAll, readPages } from "./Pages.ts"
import { createWithPrefix } from "./TestConnectors.ts"

const lengths = [0, 300, 10, 20, 500, 30, 0, 0, 250]

const orders = [[], [OrderBy.ascending("displayName")], [OrderBy.descending("version")]]

const lengthOf = (connectors: ReadonlyArray<DomainJoinConnector>) =>
  connectors.reduce((length, connector) => length + textLength(connector), 0)

/** Queries in several orders, with filters that a database can evaluate and filters that it can't. */
const queries = Effect.gen(function* () {
  const texts = lengths.map((length, index) => `${index % 4} ${"é".repeat(length)}`)
  const { prefix, hasPrefix } = yield* createWithPrefix(
    texts.map((text) => ({ displayName: text, version: text })),
  )
  const isPrefixed = ConnectorFilter.startsWith(ConnectorFilter.toLower("id"), prefix.toLowerCase())
  return orders.flatMap((order) => [hasPrefix, isPrefixed].map((filter) => ({ filter, order })))
})

/** The laws, each by the sentence that it checks. */
export const pageLengthLaws = {
  "a page ends with the connector at which its texts reach maxLength": Effect.gen(function* () {
    for (const query of yield* queries) {
      for (const maxLength of [1, 200, 700, 5_000]) {
        for (const limit of [3, 100]) {
          for (const { connectors } of yield* readPages({ ...query, limit, maxLength })) {
            const what = `${connectors.length} connectors with a maxLength of ${maxLength}`
            assert.isBelow(lengthOf(connectors.slice(0, -1)), maxLength, what)
          }
        }
      }
    }
  }),

  "pages of any maxLength return every connector once, in the same order": Effect.gen(function* () {
    for (const query of yield* queries) {
      const all = idsOf(yield* readAll({ ...query, limit: 100 }))
      assert.strictEqual(all.length, lengths.length)
      for (const maxLength of [0, 1, 200, 700, 5_000]) {
        const listed = yield* readAll({ ...query, limit: 4, maxLength })
        assert.deepStrictEqual(idsOf(listed), all, `maxLength ${maxLength}`)
      }
    }
  }),
} as const satisfies Record<string, Effect.Effect<void, unknown, ConnectorStore>>
