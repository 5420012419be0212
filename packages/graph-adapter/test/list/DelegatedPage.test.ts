/**
 * Shows what of a service's page is given, and what shows that the page is another than was asked for.
 */
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

const linkedUrl = new URL(`${collection}?$skiptoken=1`)
const linked: PageCursor = { url: linkedUrl, progress: atFirstPage }

const asked = (cursor: PageCursor) => ({ _tag: "Delegated", ...cursor }) as const

const read = (
  query: ConnectorQuery,
  answered: ServicePage | ReadonlyArray<DomainJoinConnector>,
  cursor: PageCursor = delegatedCursor(collection, query),
) => delegatedPage(query, cursor, "connectors" in answered ? answered : { connectors: answered })

const assertReads = (result: ReturnType<typeof read>, expected: ReturnType<typeof read>) =>
  assert.deepStrictEqual(meaningOf(result), meaningOf(expected))

const page = (connectors: ReadonlyArray<DomainJoinConnector>, rest: Omit<ConnectorPage, "connectors"> = {}) =>
  Result.succeed({ connectors, ...rest })

describe("A page", () => {
  it("is what the service answered, and the last one where it names no next one", () => {
    assertReads(read({ limit: 3 }, [a, b]), page([a, b]))
    assertReads(read({ limit: 2 }, [a, b]), page([a, b]))
    assertReads(read({ limit: 2 }, []), page([]))
  })

  it("may be shorter than its limit, or empty, and be followed all the same", () => {
    const next = encodeCursor({ limit: 3 }, asked(linked))
    assertReads(read({ limit: 3 }, { connectors: [a], next: linked }), page([a], { next }))
    assertReads(read({ limit: 3 }, { connectors: [], next: linked }), page([], { next }))
  })

  it("has no more than its limit: the next one begins with the rest, and goes on as the service does", () => {
    const query = { limit: 1 }
    const cursor = delegatedCursor(collection, query)
    const behind = (index: number) => ({ ...cursor, anchor: anchorAfter(["a", "b", "c"], index) })
    for (const next of [linked, undefined]) {
      const answered = { connectors: [a, b, c], ...(next !== undefined && { next }) }
      const goesOn = next === undefined ? {} : { next: encodeCursor(query, asked(next)) }
      assertReads(read(query, answered), page([a], { next: encodeCursor(query, asked(behind(0))) }))
      assertReads(
        read(query, answered, behind(0)),
        page([b], { next: encodeCursor(query, asked(behind(1))) }),
      )
      assertReads(read({ limit: 2 }, answered, behind(0)), page([b, c], goesOn))
      assertReads(read(query, answered, behind(2)), page([], goesOn))
    }
  })

  it("that may have nothing says how many there are, and leads nowhere", () => {
    const query = { limit: 0, count: true }
    assertReads(read(query, { connectors: [], count: 0 }), page([], { count: 0 }))
    assertReads(read(query, { connectors: [a], count: 7, next: linked }), page([], { count: 7 }))
  })

  it("goes on where the last connector given is gone, and not where all around it are", () => {
    const anchor = anchorAfter(["a", "b", "c"], 1)
    assertReads(read({ limit: 1 }, [a, c], { ...linked, anchor }), page([c]))
    assertReads(read({ limit: 1 }, [named("x")], { ...linked, anchor }), Result.fail(new PageTokenInvalid()))
  })

  it("says how many there are where that is asked for, and the service says it", () => {
    const answered = { connectors: [a], count: 7 }
    assertReads(read({ limit: 1, count: true }, answered), page([a], { count: 7 }))
    assertReads(read({ limit: 1 }, answered), page([a]))
    assertReads(read({ limit: 1, count: true }, [a]), page([a]))
  })
})

describe("A service", () => {
  const filter = inState("error")
  const active: DomainJoinConnector = { ...named("x"), state: "active" }

  const found = (query: ConnectorQuery, answered: ServicePage | ReadonlyArray<DomainJoinConnector>) =>
    contradiction(query, "connectors" in answered ? answered : { connectors: answered })

  it("is believed where nothing shows that it did anything else", () => {
    for (const [query, answered] of [
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
      // A service that takes `$top` for the size of the whole list names no next page.
      [
        { limit: 0, count: true },
        { connectors: [a], count: 7 },
      ],
      [{ limit: 1, count: true, after: "token" }, [a]],
    ] as const) {
      assert.isUndefined(found(query, answered))
    }
  })

  it("shows that it ignores the filter, on every page", () => {
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

  it("shows that it ignores the order, on every page", () => {
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

  it("shows that it does not count, on the first page", () =>
    assert.deepStrictEqual(found({ limit: 3, count: true }, [a]), {
      of: "count",
      message: "The service ignores $count: it returned no count",
    }))

  it("shows that it names no next page though it counts more", () => {
    const counted = { connectors: [a, b], count: 7 }
    const cut = {
      of: "paging",
      message: "The service counts 7 connectors, but returned 2 and no next page",
    } as const
    assert.deepStrictEqual(found({ limit: 2, count: true }, counted), cut)
    assert.deepStrictEqual(found({ limit: 2, skip: 4, count: true }, counted), cut)
  })
})
