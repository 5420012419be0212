/** The laws of the pages that `ConnectorStore.list` returns. */
import { assert } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { ConnectorFilter, type ConnectorOrder, OrderBy, positionComparator, positionIn } from "@odj/domain"
import { Effect, Result } from "effect"
import { connector, newId } from "./AnyConnector.ts"
import { idsOf, readAll, readPages } from "./Pages.ts"
import { create, createWithPrefix } from "./TestConnectors.ts"

/** Properties for that many connectors. Several connectors share each display name. */
const named = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ displayName: `name ${index % 3}` }))

const byName = [OrderBy.descending("displayName")]

/**
 * Reads pages of two connectors. After each page it updates the two connectors of the page and a later one, deletes the last
 * connector of the page and another later one, and creates a new one.
 */
const assertPagesStayComplete = Effect.fnUntraced(function* (order: ConnectorOrder) {
  const store = yield* ConnectorStore
  const { prefix, created, hasPrefix } = yield* createWithPrefix(named(12))
  const notShown = new Set(idsOf(created))
  const deleted = new Set<string>()
  const pages = yield* readPages(
    { filter: hasPrefix, order, limit: 2 },
    Effect.fnUntraced(function* ({ connectors }) {
      for (const { id } of connectors) notShown.delete(id)
      const [first, ...others] = [...notShown]
      const last = others.at(-1)
      if (first === undefined || last === undefined) return
      for (const id of [first, ...idsOf(connectors)]) yield* store.update(id, { version: "changed" })
      for (const id of [last, ...idsOf(connectors).slice(-1)]) yield* store.delete(id)
      notShown.delete(last)
      deleted.add(last)
      const displayName = `name ${deleted.size % 4}`
      yield* create(connector({ id: `${prefix} new ${deleted.size}`, displayName }))
    }),
  )
  const shown = pages.flatMap(({ connectors }) => connectors)
  const ofThose = idsOf(shown).filter((id) => idsOf(created).includes(id))
  assert.sameMembers(ofThose, [...idsOf(created).filter((id) => !deleted.has(id))])
  const positions = shown.map((connector) => positionIn(order, connector))
  const compare = positionComparator(order)
  for (const [index, position] of positions.slice(1).entries()) {
    assert.isAtMost(compare(positions[index] ?? [], position), 0, "a page continues after the one before")
  }
})

/** The laws, each by the sentence that it checks. */
export const pageLaws = {
  "a list without a filter returns every connector once, as stored": Effect.gen(function* () {
    const { prefix, created } = yield* createWithPrefix(named(5))
    const all = yield* readAll({ limit: 1_000 })
    const listed = all.filter(({ id }) => id.startsWith(prefix))
    assert.sameDeepMembers(listed, created)
  }),

  "pages of any size return every connector once, in the same order": Effect.gen(function* () {
    const { created, hasPrefix } = yield* createWithPrefix(named(7))
    const all = idsOf(yield* readAll({ filter: hasPrefix, limit: 100 }))
    assert.sameMembers([...all], [...idsOf(created)])
    for (let limit = 1; limit <= 8; limit++) {
      assert.deepStrictEqual(idsOf(yield* readAll({ filter: hasPrefix, limit })), all, `pages of ${limit}`)
    }
  }),

  "the limit may change from page to page": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { hasPrefix } = yield* createWithPrefix(named(7))
    for (const order of [[], byName]) {
      const query = { filter: hasPrefix, order }
      const all = idsOf(yield* readAll({ ...query, limit: 100 }))
      const shown: Array<string> = []
      let page = yield* store.list({ ...query, limit: 3 })
      for (const limit of [1, 2, 5]) {
        shown.push(...idsOf(page.connectors))
        assert.deepStrictEqual(shown, all.slice(0, shown.length))
        if (page.next === undefined) break
        page = yield* store.list({ ...query, limit, after: page.next })
        assert.isAtMost(page.connectors.length, limit)
      }
    }
  }),

  "the last page has no next token, even if it is full": Effect.gen(function* () {
    const { hasPrefix } = yield* createWithPrefix(named(6))
    for (const order of [[], byName]) {
      for (const limit of [1, 2, 3, 4, 6, 7]) {
        let left = 6
        for (const { connectors, next } of yield* readPages({ filter: hasPrefix, order, limit })) {
          left -= connectors.length
          assert.strictEqual(next === undefined, left === 0, `${left} left, pages of ${limit}`)
        }
      }
    }
  }),

  "a list without matches is one empty page": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const filter = ConnectorFilter.startsWith("id", yield* newId)
    for (const order of [[], byName]) {
      assert.deepStrictEqual(yield* store.list({ filter, order, limit: 10, count: true }), {
        connectors: [],
        count: 0,
      })
    }
  }),

  "pages return every remaining connector once while others are created, updated and deleted":
    assertPagesStayComplete([]),

  "pages of an ordered list return every remaining connector once while others are created, updated and deleted":
    assertPagesStayComplete(byName),

  "skip applies to the first page only": Effect.gen(function* () {
    const { hasPrefix } = yield* createWithPrefix(named(7))
    for (const order of [[], byName]) {
      const all = idsOf(yield* readAll({ filter: hasPrefix, order, limit: 100 }))
      for (const skip of [0, 1, 3, 7, 9]) {
        const listed = yield* readAll({ filter: hasPrefix, order, skip, limit: 2 })
        assert.deepStrictEqual(idsOf(listed), all.slice(skip), `${skip} skipped`)
      }
    }
  }),

  "the count is the number of matches on all pages": Effect.gen(function* () {
    const { hasPrefix } = yield* createWithPrefix(named(5))
    for (const order of [[], byName]) {
      const pages = yield* readPages({ filter: hasPrefix, order, skip: 1, limit: 2, count: true })
      assert.deepStrictEqual(
        pages.map(({ count }) => count),
        pages.map(() => 5),
      )
    }
  }),

  "a page has no count unless it is requested": Effect.gen(function* () {
    const { hasPrefix } = yield* createWithPrefix(named(3))
    for (const page of yield* readPages({ filter: hasPrefix, limit: 2 })) assert.notProperty(page, "count")
  }),

  "without a filter the count includes all connectors": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { created } = yield* createWithPrefix(named(3))
    yield* store.delete(created[0]?.id ?? "")
    const all = ConnectorFilter.notEquals("id", yield* newId)
    const { count } = yield* store.list({ limit: 1, count: true })
    const filtered = yield* store.list({ filter: all, limit: 1, count: true })
    assert.isAtLeast(count ?? 0, 2)
    assert.strictEqual(count, filtered.count)
  }),

  "a limit of 0 returns only the count": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { hasPrefix } = yield* createWithPrefix(named(3))
    for (const order of [[], byName]) {
      const page = yield* store.list({ filter: hasPrefix, order, limit: 0, count: true })
      assert.deepStrictEqual(page, { connectors: [], count: 3 })
    }
  }),

  "a page token needs no encoding in a URL": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { hasPrefix } = yield* createWithPrefix([
      { displayName: "é /?#%&+=" },
      { displayName: "é /?#%&+=😀" },
      {},
    ])
    for (const order of [[], byName]) {
      const { next = "?" } = yield* store.list({ filter: hasPrefix, order, limit: 1 })
      assert.strictEqual(encodeURIComponent(next), next)
    }
  }),

  "a page token that the store did not issue fails with PageTokenInvalid": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { hasPrefix } = yield* createWithPrefix(named(3))
    for (const order of [[], byName]) {
      const query = { filter: hasPrefix, order, limit: 1 }
      const { next = "" } = yield* store.list(query)
      for (const after of ["", yield* newId, `${next}x`, `x${next}`, next.slice(0, -1)]) {
        const result = yield* Effect.result(store.list({ ...query, after }))
        const failure = Result.isFailure(result) ? result.failure : undefined
        assert.strictEqual(failure?._tag, "PageTokenInvalid", `the token ${after}`)
      }
    }
  }),
} as const satisfies Record<string, Effect.Effect<void, unknown, ConnectorStore>>
