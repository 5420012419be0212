/** Shows where each page is read, and that no token leads anywhere else. */
import { assert, describe, it } from "@effect/vitest"
import type { ConnectorQuery } from "@odj/core"
import { PageTokenInvalid } from "@odj/core"
import { encodeQuery } from "@odj/graph-wire"
import { Result, Schema } from "effect"
import { leadsTo, type PagePlace, placeOf, tokenFor } from "../src/PagePlace.ts"
import { fieldsOf } from "./fieldsOf.ts"
import { byName, collection, inState } from "./queries.ts"

const at = (search: string): URL => new URL(search, collection)

const placed = (query: ConnectorQuery) =>
  Result.map(placeOf(collection, query), ({ url, given }) => [url.href, given])

const follow = (after: string, query: Partial<ConnectorQuery> = {}) => placed({ limit: 3, ...query, after })

const assertRefused = (result: ReturnType<typeof follow>, why: string) => {
  assert.isTrue(Result.isFailure(result), why)
  assert.deepStrictEqual(
    Result.isFailure(result) && fieldsOf(result.failure),
    fieldsOf(new PageTokenInvalid()),
    why,
  )
}

/** A token with any content, as only somebody who forges it can make it. */
const forged = (content: unknown) => base64url(JSON.stringify(content))

const base64url = (text: string) => Buffer.from(text).toString("base64url")

describe("placeOf", () => {
  it("asks the collection for the first page, with every option that the query has", () => {
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
      const url = at(`?${encodeQuery(options)}`)
      assert.deepStrictEqual(placed(query), Result.succeed([url.href, undefined]))
    }
  })

  it("names each property of an order once, where it decides first", () => {
    const descending = { property: "state", descending: true } as const
    const ascending = { property: "state", descending: false } as const
    const { url } = Result.getOrThrow(
      placeOf(collection, { limit: 3, order: [descending, ...byName, ascending, ...byName, descending] }),
    )
    assert.strictEqual(url.href, at(`?${encodeQuery({ top: 3, order: [descending, ...byName] })}`).href)
  })

  it("keeps the query that the collection's address has of its own, and leaves that address alone", () => {
    const own = new URL(`${collection}?tenant=a&tenant=b`)
    const { url } = Result.getOrThrow(placeOf(own, { limit: 3 }))
    assert.strictEqual(url.href, `${collection}?tenant=a&tenant=b&${encodeQuery({ top: 3 })}`)
    assert.strictEqual(own.href, `${collection}?tenant=a&tenant=b`)
  })

  it("leads back to where a token was made, whatever the limit and the count of the next page", () => {
    const query: ConnectorQuery = { limit: 3, skip: 2, filter: inState("error"), order: byName }
    for (const place of [
      { url: at("?$top=3&$skiptoken=Name%3d%27a%20b%27%2c+%2B") },
      { url: at("?%24filter=x"), given: "é 😀 '/?#" },
      { url: at("") },
    ] satisfies ReadonlyArray<PagePlace>) {
      const token = tokenFor(query, place)
      assert.match(token, /^[\w-]+$/)
      assert.deepStrictEqual(
        follow(token, { ...query, skip: 5, limit: 1, count: true }),
        Result.succeed([place.url.href, place.given]),
      )
    }
  })

  it.prop("leads back after any connector", [Schema.NonEmptyString], ([given]) => {
    const url = at("?$skiptoken=1")
    const wellFormed = given.toWellFormed()
    assert.deepStrictEqual(
      follow(tokenFor({ limit: 1 }, { url, given: wellFormed })),
      Result.succeed([url.href, wellFormed]),
    )
  })

  it("refuses a token that was made for another filter or another order", () => {
    const query = { limit: 3, filter: inState("error"), order: byName }
    const token = tokenFor(query, { url: at("?$skiptoken=1") })
    assert.isTrue(Result.isSuccess(follow(token, query)))
    assertRefused(follow(token), "neither")
    assertRefused(follow(token, { ...query, filter: inState("active") }), "another filter")
    assertRefused(follow(token, { order: byName }), "no filter")
    assertRefused(
      follow(token, { ...query, order: [{ property: "displayName", descending: true }] }),
      "another order",
    )
  })

  it("refuses a token that leads anywhere else, though it leads to the collection otherwise", () => {
    const subject = encodeQuery({})
    const own = `${collection}?$skiptoken=1`
    assert.deepStrictEqual(follow(forged({ subject, url: own })), Result.succeed([own, undefined]))
    for (const url of elsewhere) assertRefused(follow(forged({ subject, url })), url)
  })

  it("refuses a text that is no token", () => {
    const subject = encodeQuery({})
    const url = `${collection}?$skiptoken=1`
    const token = forged({ subject, url })
    for (const text of [
      "",
      " ",
      "1",
      url,
      `${token}x`,
      `${token}é`,
      token.slice(1),
      token.slice(0, -4),
      JSON.stringify({ subject, url }),
      ...[null, 1, "text", [], {}, { url }, { subject }, { subject: null, url }].map(forged),
      ...[
        { subject, url: "no address" },
        { subject, url: "?$skiptoken=1" },
        { subject, url: null },
        { subject, url, given: null },
        { subject, url, given: 1 },
      ].map(forged),
    ]) {
      assertRefused(follow(text), text)
    }
  })

  it.prop("never throws, whatever the token", [Schema.String], ([text]) => {
    assertRefused(follow(text), text)
    assertRefused(follow(base64url(text)), text)
    assertRefused(follow(forged({ subject: "", url: text })), text)
  })
})

/** Addresses that are not the collection's, each for a reason of its own. */
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
  it("tells the collection from all other addresses, whatever the query", () => {
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
