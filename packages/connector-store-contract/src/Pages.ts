/** Reads lists page by page. */
import { assert } from "@effect/vitest"
import { type ConnectorPage, type ConnectorQuery, ConnectorStore } from "@odj/core"
import type { DomainJoinConnector } from "@odj/domain"
import { Effect } from "effect"

/** So many pages in a row without connectors are no list that ends. */
const patience = 10

/**
 * All pages of a query, one after the other; `between` is done with each of them before the next one is read. Checks of
 * every list that no page has more connectors than its limit, and that none is given twice.
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
      assert.isFalse(seen.has(id), `${id} is given twice`)
      seen.add(id)
    }
    if (page.next === undefined) return pages
    const isStuck = pages.slice(-patience).every(({ connectors }) => connectors.length === 0)
    assert.isFalse(isStuck && pages.length >= patience, "pages without connectors lead on and on")
    yield* between(page)
  }
})

/** The connectors on all pages of a query, in turn. */
export const readAll = (query: ConnectorQuery) =>
  Effect.map(readPages(query), (pages) => pages.flatMap(({ connectors }) => connectors))

export const idsOf = (connectors: ReadonlyArray<DomainJoinConnector>): ReadonlyArray<string> =>
  connectors.map(({ id }) => id)
