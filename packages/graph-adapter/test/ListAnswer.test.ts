/**
 * Shows every row of the table of answers to a list. It is long for the ways in which a service can be another than was
 * asked.
 */
import { assert, describe, it } from "@effect/vitest"
import {
  type ConnectorPage,
  type ConnectorQuery,
  ConnectorStoreRefused,
  ConnectorStoreUnavailable,
  PageTokenInvalid,
} from "@odj/core"
import type { ConnectorOrder, DomainJoinConnector } from "@odj/domain"
import { type Collection, encodeCollection } from "@odj/graph-wire"
import { Option, Result } from "effect"
import { interpret } from "../src/ListAnswer.ts"
import { type PagePlace, placeOf, tokenFor } from "../src/PagePlace.ts"
import { failureOf } from "../src/ServiceAnswer.ts"
import { meaningOf } from "./meaningOf.ts"
import { byName, collection, inState, named } from "./queries.ts"
import { answerOf, clientRequestId, everyStatus, plain, Situation } from "./situations.ts"

const [a, b, c] = [named("a"), named("b"), named("c")]

const link = `${collection}?$skiptoken=1`
const linked: PagePlace = { url: new URL(link) }

const first = (query: ConnectorQuery): PagePlace => Result.getOrThrow(placeOf(collection, query))

/** Reads the collection as the answer to a query at a place, the query's own or another. */
const read = (
  query: ConnectorQuery,
  answered: Collection | ReadonlyArray<DomainJoinConnector>,
  place: PagePlace = first(query),
) => {
  const text = encodeCollection("connectors" in answered ? answered : { connectors: answered }, {
    serviceRoot: "https://graph.example/beta",
    metadata: "minimal",
  })
  const answer = { ...answerOf(plain), body: Option.some(text) }
  return interpret({ collection, query, place }, answer)
}

const refused = (message: string) =>
  Result.fail(new ConnectorStoreRefused({ message, requestId: clientRequestId }))

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
    const next = tokenFor({ limit: 3 }, linked)
    assertReads(read({ limit: 3 }, { connectors: [a], nextLink: link }), page([a], { next }))
    assertReads(read({ limit: 3 }, { connectors: [], nextLink: link }), page([], { next }))
  })

  it("has no more than its limit: the next one begins with the rest, and goes on as the service does", () => {
    const answered = { connectors: [a, b, c], nextLink: link }
    for (const nextLink of [link, undefined]) {
      const query = { limit: 1 }
      const { url } = first(query)
      assertReads(
        read(query, { ...answered, nextLink }),
        page([a], { next: tokenFor(query, { url, given: "a" }) }),
      )
      assertReads(
        read(query, { ...answered, nextLink }, { url, given: "a" }),
        page([b], { next: tokenFor(query, { url, given: "b" }) }),
      )
      assertReads(
        read({ limit: 2 }, { ...answered, nextLink }, { url, given: "a" }),
        page([b, c], nextLink === undefined ? {} : { next: tokenFor(query, linked) }),
      )
      assertReads(
        read(query, { ...answered, nextLink }, { url, given: "c" }),
        page([], nextLink === undefined ? {} : { next: tokenFor(query, linked) }),
      )
    }
  })

  it("that may have nothing says how many there are, and leads nowhere", () => {
    const query = { limit: 0, count: true }
    assertReads(read(query, { connectors: [], count: 0 }), page([], { count: 0 }))
    assertReads(read(query, { connectors: [a], count: 1 }), page([], { count: 1 }))
    assertReads(read(query, { connectors: [a, b], count: 7, nextLink: link }), page([], { count: 7 }))
    // A service that takes `$top` for the size of the whole list names no next page.
    assertReads(read(query, { connectors: [a], count: 7 }), page([], { count: 7 }))
  })

  it("can't go on after a connector that is gone", () =>
    assertReads(
      read({ limit: 1 }, [a, c], { url: linked.url, given: "b" }),
      Result.fail(new PageTokenInvalid()),
    ))

  it("says how many there are where that is asked for, on every page that the service says it on", () => {
    const query = { limit: 1, count: true }
    const next = tokenFor(query, linked)
    const answered = { connectors: [a], count: 7, nextLink: link }
    assertReads(read(query, answered), page([a], { next, count: 7 }))
    assertReads(read({ limit: 1 }, answered), page([a], { next }))
    const last = { connectors: [c], count: 7 }
    const followed = { ...query, after: next }
    assertReads(read(followed, last, linked), page([c], { count: 7 }))
    assertReads(read({ ...followed, count: false }, last, linked), page([c]))
    assertReads(read(followed, [c], linked), page([c]))
    assertReads(
      read({ limit: 9, skip: 5, count: true }, { connectors: [a, b], count: 7 }),
      page([a, b], { count: 7 }),
    )
    assertReads(
      read({ limit: 9, skip: 9, count: true }, { connectors: [], count: 7 }),
      page([], { count: 7 }),
    )
  })
})

describe("A service", () => {
  const filter = inState("error")
  const active: DomainJoinConnector = { ...named("x"), state: "active" }

  it("that ignores the filter is refused, on every page", () => {
    const query = { limit: 1, filter }
    const ignores = refused("The service ignores $filter: it answered x, which does not match")
    assertReads(read(query, [a]), page([a]))
    for (const after of [undefined, "token"]) {
      const asked = after === undefined ? query : { ...query, after }
      assertReads(read(asked, [active], linked), ignores)
      assertReads(read(asked, [a, b, active], linked), ignores)
    }
    assertReads(read({ ...query, limit: 0 }, [active]), ignores)
    assertReads(read({ limit: 1 }, [active]), page([active]))
  })

  it("that ignores the order is refused, on every page", () => {
    const query = { limit: 3, order: byName }
    const ignores = refused("The service ignores $orderby: it answered in another order")
    const [untitled, other] = [named("n", null), named("m", "a")]
    assertReads(
      read(query, [untitled, a, other, b, c]),
      page([untitled, a, other], {
        next: tokenFor(query, { ...first(query), given: "m" }),
      }),
    )
    for (const connectors of [
      [b, a],
      [a, c, b],
      [a, untitled],
    ]) {
      assertReads(read(query, connectors), ignores)
      assertReads(read({ ...query, after: "token" }, connectors, linked), ignores)
      assertReads(read({ limit: 3 }, connectors), page(connectors))
    }
    const descending: ConnectorOrder = [{ property: "displayName", descending: true }]
    assertReads(read({ limit: 3, order: descending }, [c, b, a]), page([c, b, a]))
    assertReads(read({ limit: 3, order: descending }, [c, a, b]), ignores)
  })

  it("that does not count is refused", () =>
    assertReads(
      read({ limit: 3, count: true }, [a]),
      refused("The service ignores $count: it answered without a count"),
    ))

  it("that counts more than it gives, and names no next page, is refused", () => {
    const counted = { connectors: [a, b], count: 7 }
    const cut = refused("The service counts 7, but answered 2 and named no next page")
    assertReads(read({ limit: 2, count: true }, counted), cut)
    assertReads(read({ limit: 2, skip: 4, count: true }, counted), cut)
    assertReads(
      read({ limit: 2, count: true }, { ...counted, nextLink: link }),
      page([a, b], { next: tokenFor({ limit: 2 }, linked), count: 7 }),
    )
  })

  it("that names a next page elsewhere is refused, and its address told without what may be secret", () => {
    for (const [nextLink, message] of [
      [
        "https://user:secret@evil.example/beta/deviceManagement/domainJoinConnectors?$skiptoken=secret#secret",
        "The service named a next page elsewhere: https://evil.example/beta/deviceManagement/domainJoinConnectors",
      ],
      [
        "https://graph.example/v1.0/deviceManagement/domainJoinConnectors",
        "The service named a next page elsewhere: https://graph.example/v1.0/deviceManagement/domainJoinConnectors",
      ],
      ["?$skiptoken=1", "The service named a next page by what is no address"],
      ["", "The service named a next page by what is no address"],
    ] as const) {
      assertReads(read({ limit: 3 }, { connectors: [a], nextLink }), refused(message))
      assertReads(read({ limit: 3, after: "token" }, { connectors: [a], nextLink }, linked), refused(message))
    }
  })

  it("that names the same page as the next one is refused", () => {
    const loop = refused("The service named the same page as the next one")
    const query = { limit: 3 }
    const { url } = first(query)
    assertReads(read(query, { connectors: [a], nextLink: url.href }), loop)
    assertReads(read({ ...query, after: "token" }, { connectors: [a], nextLink: link }, linked), loop)
    assertReads(
      read({ ...query, after: "token" }, { connectors: [a], nextLink: `${link}2` }, linked),
      page([a], { next: tokenFor(query, { url: new URL(`${link}2`) }) }),
    )
  })
})

describe("An answer", () => {
  const assertFails = (after: string | undefined, situation: Situation) => {
    const query = { limit: 3, ...(after !== undefined && { after }) }
    const answer = answerOf(situation)
    const isExpired = after !== undefined && [400, 410].includes(situation.status)
    assertReads(
      interpret({ collection, query, place: linked }, answer),
      Result.fail(isExpired ? new PageTokenInvalid() : failureOf(answer, ConnectorStoreUnavailable)),
    )
  }

  it("that is no collection is a failure, and one that begins the list anew where a page has expired", () => {
    for (const situation of everyStatus) {
      for (const after of [undefined, "token"]) assertFails(after, situation)
    }
  })

  it.prop(
    "that is no collection is a failure, whatever its headers and body",
    [Situation],
    ([situation]) => {
      for (const after of [undefined, "token"]) {
        const holdsCollection = situation.status === 200 && situation.body === "a collection"
        if (!holdsCollection) assertFails(after, situation)
      }
    },
    { arbitrary: { runs: 1000 } },
  )

  it("of which one part is no connector is none that can be read", () => {
    const body = Option.some(JSON.stringify({ value: [a, { id: "b" }] }))
    const answer = { ...answerOf(plain), body }
    assertReads(
      interpret({ collection, query: { limit: 3 }, place: linked }, answer),
      Result.fail(
        new ConnectorStoreUnavailable({ message: "HTTP 200, application/json", requestId: clientRequestId }),
      ),
    )
  })
})
