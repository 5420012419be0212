/** Tests where each page is read, and that no token leads elsewhere. */
import { assert, describe, it } from "@effect/vitest"
import type { ConnectorQuery } from "@odj/core"
import { PageTokenInvalid } from "@odj/core"
import { OrderBy } from "@odj/domain"
import { encodeQuery } from "@odj/graph-wire"
import { Result, Schema } from "effect"
import {
  decodeCursor,
  delegatedCursor,
  encodeCursor,
  type ListCursor,
  leadsTo,
  pageUrl,
  plainCursor,
} from "../../src/list/ListCursor.ts"
import { atFirstPage } from "../../src/list/ListProgress.ts"
import { fieldsOf } from "../fieldsOf.ts"
import { byName, collection, inState } from "../queries.ts"

const at = (search: string): URL => new URL(search, collection)

const urlOf = (query: ConnectorQuery, of: URL = collection) => pageUrl(of, delegatedCursor(of, query)).href

const follow = (token: string, query: Partial<ConnectorQuery> = {}) =>
  decodeCursor({ limit: 3, ...query }, token)

const assertRefused = (result: ReturnType<typeof follow>, why: string) => {
  assert.isTrue(Result.isFailure(result), why)
  assert.deepStrictEqual(
    Result.isFailure(result) && fieldsOf(result.failure),
    fieldsOf(new PageTokenInvalid()),
    why,
  )
}

/** A delegated cursor. */
const cursor = (search: string, rest: object = {}): ListCursor => ({
  _tag: "Delegated",
  search,
  progress: atFirstPage,
  ...rest,
})

/** The same in a token's JSON. */
const written = (search: string, rest: object = {}) => ({
  _tag: "Delegated",
  search,
  progress: { pages: 1, empty: 0 },
  ...rest,
})

/** A forged token with any content. */
const forged = (content: unknown) => base64url(JSON.stringify(content))

const base64url = (text: string) => Buffer.from(text).toString("base64url")

describe("delegatedCursor", () => {
  it("requests the first page with all options of the query", () => {
    const filter = inState("error")
    for (const [query, options] of [
      [{ limit: 3 }, { top: 3 }],
      [{ limit: 0 }, { top: 1 }],
      [{ limit: 1, skip: 0, count: false }, { top: 1 }],
      [
        { limit: 3, skip: 4, count: true },
        { top: 3, skip: 4, count: true },
      ],
      [
        { limit: 3, filter, order: byName },
        { top: 3, filter, order: byName },
      ],
      [{ limit: 3, order: [] }, { top: 3 }],
    ] as const) {
      assert.strictEqual(urlOf(query), at(`?${encodeQuery(options)}`).href)
    }
  })

  it("has each property of an order once, at its first place", () => {
    const descending = OrderBy.descending("state")
    const ascending = OrderBy.ascending("state")
    const order = [descending, ...byName, ascending, ...byName, descending]
    assert.strictEqual(
      urlOf({ limit: 3, order }),
      at(`?${encodeQuery({ top: 3, order: [descending, ...byName] })}`).href,
    )
  })

  it("keeps the query of the collection's URL, and does not change that URL", () => {
    const own = new URL(`${collection}?tenant=a&tenant=b`)
    assert.strictEqual(urlOf({ limit: 3 }, own), `${collection}?tenant=a&tenant=b&${encodeQuery({ top: 3 })}`)
    assert.strictEqual(own.href, `${collection}?tenant=a&tenant=b`)
  })
})

describe("plainCursor", () => {
  it("has no query options", () =>
    assert.strictEqual(pageUrl(collection, plainCursor(collection)).href, collection.href))
})

describe("decodeCursor", () => {
  const anchor = { before: ["a"], after: ["é 😀 '/?#"] }

  it("returns the cursor of a token, whatever the limit and the count of the next page", () => {
    const query: ConnectorQuery = { limit: 3, skip: 2, filter: inState("error"), order: byName }
    for (const there of [
      cursor("?$top=3&$skiptoken=Name%3d%27a%20b%27%2c+%2B"),
      cursor("?%24filter=x", { anchor }),
      cursor("", { progress: { pages: 7, empty: 3 } }),
      { _tag: "Filtered", search: "?a", progress: atFirstPage },
      { _tag: "Ordered", position: ["é 😀"], anchor },
      { _tag: "Ordered", position: [null], anchor },
    ] satisfies ReadonlyArray<ListCursor>) {
      const token = encodeCursor(query, there)
      assert.match(token, /^[\w-]+$/)
      assert.deepStrictEqual(
        follow(token, { ...query, skip: 5, limit: 1, count: true }),
        Result.succeed<ListCursor>(there),
      )
    }
  })

  it.prop("returns an anchor with any ids", [Schema.Array(Schema.NonEmptyString)], ([texts]) => {
    const ids = texts.map((text) => text.toWellFormed())
    const there = cursor("?$skiptoken=1", { anchor: { before: ids, after: ids.toReversed() } })
    assert.deepStrictEqual(follow(encodeCursor({ limit: 1 }, there)), Result.succeed(there))
  })

  it("refuses a token that was made for another filter or another order", () => {
    const query = { limit: 3, filter: inState("error"), order: byName }
    const token = encodeCursor(query, cursor("?$skiptoken=1"))
    assert.isTrue(Result.isSuccess(follow(token, query)))
    assertRefused(follow(token), "neither")
    assertRefused(follow(token, { ...query, filter: inState("active") }), "another filter")
    assertRefused(follow(token, { order: byName }), "no filter")
    assertRefused(follow(token, { ...query, order: [OrderBy.descending("displayName")] }), "another order")
  })

  it("leads to the collection, whatever the token contains", () => {
    const subject = encodeQuery({})
    for (const search of [
      ...elsewhere,
      "?$skiptoken=1",
      "/../managedDevices",
      "#a",
      "\\\\evil.example",
      "?a#b",
    ]) {
      for (const _tag of ["Delegated", "Filtered"]) {
        const found = Result.getOrThrow(follow(forged({ subject, cursor: written(search, { _tag }) })))
        assert(found._tag !== "Ordered")
        const url = pageUrl(collection, found)
        url.search = ""
        assert.strictEqual(url.href, collection.href)
      }
    }
  })

  it("refuses a text that is not a token", () => {
    const subject = encodeQuery({})
    const search = "?$skiptoken=1"
    const token = forged({ subject, cursor: written(search) })
    const ordered = { _tag: "Ordered", position: [], anchor: { before: [], after: [] } }
    assert.isTrue(Result.isSuccess(follow(token)))
    assert.isTrue(Result.isSuccess(follow(forged({ subject, cursor: ordered }))))
    for (const text of [
      "",
      " ",
      "1",
      search,
      `${token}x`,
      `${token}é`,
      token.slice(1),
      token.slice(0, -4),
      JSON.stringify({ subject, cursor: written(search) }),
      ...[null, 1, "text", [], {}, { subject }, { cursor: written(search) }].map(forged),
      forged({ subject: null, cursor: written(search) }),
      ...[
        null,
        {},
        { search },
        written(search, { _tag: "Other" }),
        { ...written(search), search: null },
        written(search, { anchor: null }),
        written(search, { anchor: 1 }),
        written(search, { anchor: { before: [] } }),
        written(search, { progress: undefined }),
        written(search, { progress: { pages: "1", empty: 0 } }),
        { ...ordered, position: ["a"] },
        { ...ordered, position: [1] },
        { ...ordered, anchor: undefined },
      ].map((cursor) => forged({ subject, cursor })),
    ]) {
      assertRefused(follow(text), text)
    }
  })

  it.prop("never throws, whatever the token", [Schema.String], ([text]) => {
    assertRefused(follow(text), text)
    assertRefused(follow(base64url(text)), text)
    assertRefused(follow(forged({ subject: "x", cursor: written(text) })), text)
  })
})

/** Addresses that differ from the collection's, each in another way. */
const elsewhere: ReadonlyArray<string> = [
  "https://evil.example/beta/deviceManagement/domainJoinConnectors?$skiptoken=1",
  "https://graph.example.evil.example/beta/deviceManagement/domainJoinConnectors",
  "https://graph.example:8443/beta/deviceManagement/domainJoinConnectors",
  "http://graph.example/beta/deviceManagement/domainJoinConnectors",
  "https://graph.example@evil.example/beta/deviceManagement/domainJoinConnectors",
  "https://evil.example\\@graph.example/beta/deviceManagement/domainJoinConnectors",
  "https://user:secret@graph.example/beta/deviceManagement/domainJoinConnectors",
  "https://graph.example/beta/deviceManagement/domainJoinConnectors/",
  "https://graph.example/beta/deviceManagement/domainJoinConnectors('a')",
  "https://graph.example/beta/deviceManagement/domainJoinConnectors/../managedDevices",
  "https://graph.example/v1.0/deviceManagement/domainJoinConnectors",
  "https://graph.example/beta/devicemanagement/domainjoinconnectors",
  "https://graph.example/",
  "data:application/json,{}",
  "file:///beta/deviceManagement/domainJoinConnectors",
]

describe("leadsTo", () => {
  it("is true only for the collection's address, whatever the query", () => {
    for (const search of ["", "?", "?$skiptoken=1", "?$skiptoken=1#a"]) {
      assert.isTrue(leadsTo(collection, at(search)))
      assert.isTrue(leadsTo(at("?tenant=a"), at(search)))
    }
    assert.isTrue(
      leadsTo(
        collection,
        new URL("HTTPS://GRAPH.EXAMPLE:443/beta/./deviceManagement/domainJoinConnectors?a"),
      ),
    )
    for (const url of elsewhere) assert.isFalse(leadsTo(collection, new URL(url)), url)
  })
})
