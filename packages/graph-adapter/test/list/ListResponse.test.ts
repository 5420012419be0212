/** Tests every row of the table of responses to a list. */
import { assert, describe, it } from "@effect/vitest"
import { ConnectorStoreUnavailable, PageTokenInvalid } from "@odj/core"
import { type Collection, decodeEntity, encodeCollection } from "@odj/graph-wire"
import { Option, Result } from "effect"
import { failureOf } from "../../src/exchange/ResponseFailure.ts"
import { anchorAfter } from "../../src/list/Anchor.ts"
import { type PageCursor, plainCursor } from "../../src/list/ListCursor.ts"
import { interpret, type ServicePage } from "../../src/list/ListResponse.ts"
import { meaningOf } from "../meaningOf.ts"
import { collection, named } from "../queries.ts"
import { clientRequestId, everyStatus, host, plain, responseOf, Situation } from "../situations.ts"

const a = named("a")

const link = `${collection}?$skiptoken=1`

const first = plainCursor(collection)

/** The cursor of a second page. */
const linked: PageCursor = { search: "?$skiptoken=1", progress: { pages: 2, empty: 0 } }

const read = (cursor: PageCursor, returned: Collection) => {
  const text = encodeCollection(returned, {
    serviceRoot: "https://graph.example/beta",
    metadata: "minimal",
  })
  return interpret(collection, cursor, responseOf(plain).with({ body: Option.some(text) }))
}

const assertReads = (result: ReturnType<typeof read>, expected: ReturnType<typeof read>) =>
  assert.deepStrictEqual(meaningOf(result), meaningOf(expected))

const unusable = (message: string) =>
  Result.fail(
    new ConnectorStoreUnavailable({
      report: { message, clientRequestId, host },
      reason: "ResponseUnusable",
    }),
  )

const page = (page: ServicePage) => Result.succeed(page)

describe("A page", () => {
  it("is the service's page, with its count and next link", () => {
    assertReads(read(first, { connectors: [] }), page({ connectors: [] }))
    assertReads(read(first, { connectors: [a], count: 7 }), page({ connectors: [a], count: 7 }))
    assertReads(read(first, { connectors: [a], nextLink: link }), page({ connectors: [a], next: linked }))
    assertReads(
      read(linked, { connectors: [], nextLink: `${link}2` }),
      page({
        connectors: [],
        next: { search: "?$skiptoken=12", progress: { pages: 3, empty: 1 } },
      }),
    )
  })

  it("with a relative link leads to the next page, relative to the service or to the request", () => {
    for (const nextLink of [
      "deviceManagement/domainJoinConnectors?$skiptoken=1",
      "domainJoinConnectors?$skiptoken=1",
      "/beta/deviceManagement/domainJoinConnectors?$skiptoken=1",
      "//graph.example/beta/deviceManagement/domainJoinConnectors?$skiptoken=1",
      "?$skiptoken=1",
    ]) {
      assertReads(read(first, { connectors: [a], nextLink }), page({ connectors: [a], next: linked }))
    }
  })

  it("with a link to elsewhere is not followed, and the message has no secrets of the link", () => {
    for (const [nextLink, message] of [
      [
        "https://user:secret@evil.example/beta/deviceManagement/domainJoinConnectors?$skiptoken=secret#secret",
        "The service's link to the next page leads outside the collection: https://evil.example/beta/deviceManagement/domainJoinConnectors",
      ],
      [
        "https://graph.example/v1.0/deviceManagement/domainJoinConnectors",
        "The service's link to the next page leads outside the collection: https://graph.example/v1.0/deviceManagement/domainJoinConnectors",
      ],
      [
        "//evil.example/beta/deviceManagement/domainJoinConnectors?$skiptoken=secret",
        "The service's link to the next page leads outside the collection: https://evil.example/beta/deviceManagement/domainJoinConnectors",
      ],
      [
        "../domainJoinConnectors?$skiptoken=secret",
        "The service's link to the next page leads outside the collection: https://graph.example/beta/domainJoinConnectors",
      ],
      ["https://", "The service's link to the next page is not a URL"],
    ] as const) {
      for (const cursor of [first, linked]) {
        assertReads(read(cursor, { connectors: [a], nextLink }), unusable(message))
      }
    }
  })

  it("with a link to itself is not followed", () => {
    const same = unusable("The service's link to the next page is to the same page")
    assertReads(read(first, { connectors: [a], nextLink: collection.href }), same)
    assertReads(read(linked, { connectors: [a], nextLink: link }), same)
    assertReads(read(linked, { connectors: [a], nextLink: `${link}#2` }), same)
    assertReads(read(first, { connectors: [a], nextLink: "" }), same)
  })
})

describe("A response", () => {
  const started: PageCursor = { ...first, anchor: anchorAfter(["a", "b"], 0) }

  const assertFails = (cursor: PageCursor, situation: Situation) => {
    const response = responseOf(situation)
    const isExpired = cursor !== first && [400, 410].includes(situation.status)
    assertReads(
      interpret(collection, cursor, response),
      Result.fail(isExpired ? new PageTokenInvalid() : failureOf("read", response)),
    )
  }

  it("that is not a collection is a failure: an invalid token if a link has expired", () => {
    for (const situation of everyStatus) {
      for (const cursor of [first, linked, started]) assertFails(cursor, situation)
    }
  })

  it.prop(
    "that is not a collection is a failure, whatever its headers and body",
    [Situation],
    ([situation]) => {
      for (const cursor of [first, linked]) {
        const holdsCollection = situation.status === 200 && situation.body === "a collection"
        if (!holdsCollection) assertFails(cursor, situation)
      }
    },
    { arbitrary: { runs: 1000 } },
  )

  it("with an invalid connector is a page that has it apart", () => {
    const invalid = { id: "b" }
    const unreadable = Result.getOrThrow(Result.flip(decodeEntity(invalid)))
    const value = [a, invalid]
    const body = Option.some(JSON.stringify({ value }))
    assertReads(
      interpret(collection, first, responseOf(plain).with({ body })),
      page({ connectors: [a], unreadable: [unreadable] }),
    )
  })

  it("with only invalid connectors is not an empty page", () => {
    const body = Option.some(JSON.stringify({ value: [{ id: "b" }], "@odata.nextLink": link }))
    const result = interpret(collection, first, responseOf(plain).with({ body }))
    assert.deepStrictEqual(Result.getOrThrow(result).next, linked)
  })

  it("with unknown states and properties is read", () => {
    const value = [{ ...a, state: "pending", machineName: "PC-1", "@odata.type": "#x", roles: [{}] }]
    const body = Option.some(JSON.stringify({ "@odata.unknown": {}, value, other: null }))
    assertReads(
      interpret(collection, first, responseOf(plain).with({ body })),
      page({ connectors: [{ ...a, state: "pending" }] }),
    )
  })
})
