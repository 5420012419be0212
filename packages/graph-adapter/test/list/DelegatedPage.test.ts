/** Tests which part of a service's page is returned, and how a page contradicts its query. */
import { assert, describe, it } from "@effect/vitest"
import { type ConnectorPage, type ConnectorQuery, PageTokenInvalid } from "@odj/core"
import { type DomainJoinConnector, OrderBy } from "@odj/domain"
import { Result } from "effect"
import { anchorAfter } from "../../src/list/Anchor.ts"
import { contradiction, delegatedPage } from "../../src/list/DelegatedPage.ts"
import { delegatedCursor, encodeCursor, type PageCursor } from "../../src/list/ListCursor.ts"
import { atFirstPage } from "../../src/list/ListProgress.ts"
import type { ServicePage } from "../../src/list/ListResponse.ts"
import { meaningOf } from "../meaningOf.ts"
import { byName, collection, inState, named } from "../queries.ts"

const [a, b, c] = [named("a"), named("b"), named("c")]

const linked: PageCursor = { search: "?$skiptoken=1", progress: atFirstPage }

const delegated = (cursor: PageCursor) => ({ _tag: "Delegated", ...cursor }) as const

const read = (
  query: ConnectorQuery,
  returned: ServicePage | ReadonlyArray<DomainJoinConnector>,
  cursor: PageCursor = delegatedCursor(collection, query),
) => delegatedPage(query, cursor, "connectors" in returned ? returned : { connectors: returned })

const assertReads = (result: ReturnType<typeof read>, expected: ReturnType<typeof read>) =>
  assert.deepStrictEqual(meaningOf(result), meaningOf(expected))

const page = (connectors: ReadonlyArray<DomainJoinConnector>, rest: Omit<ConnectorPage, "connectors"> = {}) =>
  Result.succeed({ connectors, ...rest })

describe("A page", () => {
  it("is the service's page, and the last one without a link", () => {
    assertReads(read({ limit: 3 }, [a, b]), page([a, b]))
    assertReads(read({ limit: 2 }, [a, b]), page([a, b]))
    assertReads(read({ limit: 2 }, []), page([]))
  })

  it("may be shorter than its limit, or empty, and still have a next one", () => {
    const next = encodeCursor({ limit: 3 }, delegated(linked))
    assertReads(read({ limit: 3 }, { connectors: [a], next: linked }), page([a], { next }))
    assertReads(read({ limit: 3 }, { connectors: [], next: linked }), page([], { next }))
  })

  it("has at most its limit: the next one begins with the rest, before the service's next page", () => {
    const query = { limit: 1 }
    const cursor = delegatedCursor(collection, query)
    const afterIndex = (index: number) => ({ ...cursor, anchor: anchorAfter(["a", "b", "c"], index) })
    for (const next of [linked, undefined]) {
      const returned = { connectors: [a, b, c], ...(next !== undefined && { next }) }
      const rest = next === undefined ? {} : { next: encodeCursor(query, delegated(next)) }
      assertReads(read(query, returned), page([a], { next: encodeCursor(query, delegated(afterIndex(0))) }))
      assertReads(
        read(query, returned, afterIndex(0)),
        page([b], { next: encodeCursor(query, delegated(afterIndex(1))) }),
      )
      assertReads(read({ limit: 2 }, returned, afterIndex(0)), page([b, c], rest))
      assertReads(read(query, returned, afterIndex(2)), page([], rest))
    }
  })

  it("with a limit of 0 has a count and no next page", () => {
    const query = { limit: 0, count: true }
    assertReads(read(query, { connectors: [], count: 0 }), page([], { count: 0 }))
    assertReads(read(query, { connectors: [a], count: 7, next: linked }), page([], { count: 7 }))
  })

  it("continues if the last returned connector is gone, but not if all around it are", () => {
    const anchor = anchorAfter(["a", "b", "c"], 1)
    assertReads(read({ limit: 1 }, [a, c], { ...linked, anchor }), page([c]))
    assertReads(read({ limit: 1 }, [named("x")], { ...linked, anchor }), Result.fail(new PageTokenInvalid()))
  })

  it("has a count if that was requested and the service has it", () => {
    const returned = { connectors: [a], count: 7 }
    assertReads(read({ limit: 1, count: true }, returned), page([a], { count: 7 }))
    assertReads(read({ limit: 1 }, returned), page([a]))
    assertReads(read({ limit: 1, count: true }, [a]), page([a]))
  })
})

describe("A service", () => {
  const filter = inState("error")
  const active: DomainJoinConnector = { ...named("x"), state: "active" }

  const found = (query: ConnectorQuery, returned: ServicePage | ReadonlyArray<DomainJoinConnector>) =>
    contradiction(query, "connectors" in returned ? returned : { connectors: returned })

  it("does not contradict a query that it follows", () => {
    for (const [query, returned] of [
      [{ limit: 3 }, [active, b, a]],
      [{ limit: 1, filter }, [a]],
      [{ limit: 3, order: byName }, [named("n", null), a, named("m", "a"), b, c]],
      [{ limit: 3, order: [OrderBy.descending("displayName")] }, [c, b, a]],
      [
        { limit: 2, count: true },
        { connectors: [a, b], count: 2 },
      ],
      [
        { limit: 2, count: true },
        { connectors: [a, b], count: 7, next: linked },
      ],
      [
        { limit: 9, skip: 5, count: true },
        { connectors: [a, b], count: 7 },
      ],
      [
        { limit: 9, skip: 9, count: true },
        { connectors: [], count: 7 },
      ],
      // A service that reads `$top` as the size of the whole list has no next page.
      [
        { limit: 0, count: true },
        { connectors: [a], count: 7 },
      ],
      [{ limit: 1, count: true, after: "token" }, [a]],
    ] as const) {
      assert.isUndefined(found(query, returned))
    }
  })

  it("contradicts a filter that it ignores, on every page", () => {
    const ignored = {
      of: "filter",
      message: "The service ignores $filter: it returned x, which does not match",
    } as const
    for (const query of [
      { limit: 1, filter },
      { limit: 0, filter },
      { limit: 1, filter, after: "token" },
    ]) {
      assert.deepStrictEqual(found(query, [active]), ignored)
      assert.deepStrictEqual(found(query, [a, b, active]), ignored)
    }
  })

  it("contradicts an order that it ignores, on every page", () => {
    for (const connectors of [
      [b, a],
      [a, c, b],
      [a, named("n", null)],
    ]) {
      for (const query of [
        { limit: 3, order: byName },
        { limit: 3, order: byName, after: "token" },
      ]) {
        assert.deepStrictEqual(found(query, connectors), {
          of: "order",
          message: "The service ignores $orderby: it returned another order",
        })
      }
    }
    const order = [OrderBy.descending("displayName")]
    assert.strictEqual(found({ limit: 3, order }, [c, a, b])?.of, "order")
  })

  it("contradicts a count that it ignores, on the first page", () =>
    assert.deepStrictEqual(found({ limit: 3, count: true }, [a]), {
      of: "count",
      message: "The service ignores $count: it returned no count",
    }))

  it("contradicts its count if it has fewer connectors and no next page", () => {
    const counted = { connectors: [a, b], count: 7 }
    const cut = {
      of: "paging",
      message: "The service counts 7 connectors, but returned 2 and no next page",
    } as const
    assert.deepStrictEqual(found({ limit: 2, count: true }, counted), cut)
    assert.deepStrictEqual(found({ limit: 2, skip: 4, count: true }, counted), cut)
  })
})
