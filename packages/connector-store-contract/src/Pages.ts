/** Reads lists page by page. */
import { assert } from "@effect/vitest"
import { type ConnectorPage, type ConnectorQuery, ConnectorStore } from "@odj/core"
import type { DomainJoinConnector } from "@odj/domain"
import { Effect } from "effect"

/** After this many empty pages in a row, a list is taken to be endless. */
const mostEmptyPages = 10

/**
 * Reads all pages of a query. `between` runs after each page but the last. Checks that no page exceeds the limit and that
 * no connector comes twice.
 */
export const readPages = Effect.fnUntraced(function* <E = never>(
  query: ConnectorQuery,
  between: (page: ConnectorPage) => Effect.Effect<void, E, ConnectorStore> = () => Effect.void,
) {
  const store = yield* ConnectorStore
  const pages: Array<ConnectorPage> = []
  const seen = new Set<string>()
  for (let page = yield* store.list(query); ; page = yield* store.list({ ...query, after: page.next })) {
    pages.push(page)
    assert.isAtMost(page.connectors.length, query.limit, "connectors on a page")
    for (const { id } of page.connectors) {
      assert.isFalse(seen.has(id), `${id} comes twice`)
      seen.add(id)
    }
    if (page.next === undefined) return pages
    const isStuck = pages.slice(-mostEmptyPages).every(({ connectors }) => connectors.length === 0)
    assert.isFalse(isStuck && pages.length >= mostEmptyPages, "too many empty pages in a row")
    yield* between(page)
  }
})

/** Reads the connectors on all pages of a query. */
export const readAll = (query: ConnectorQuery) =>
  Effect.map(readPages(query), (pages) => pages.flatMap(({ connectors }) => connectors))

export const idsOf = (connectors: ReadonlyArray<DomainJoinConnector>): ReadonlyArray<string> =>
  connectors.map(({ id }) => id)
