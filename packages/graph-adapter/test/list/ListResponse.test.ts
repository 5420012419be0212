/** Shows every row of the table of responses to a list, whatever it was asked for. */
import { assert, describe, it } from "@effect/vitest"
import { ConnectorStoreRefused, ConnectorStoreUnavailable, PageTokenInvalid } from "@odj/core"
import { type Collection, encodeCollection } from "@odj/graph-wire"
import { Option, Result } from "effect"
import { failureOf } from "../../src/exchange/ResponseFailure.ts"
import { anchorAfter } from "../../src/list/Anchor.ts"
import { type PageCursor, plainCursor } from "../../src/list/ListCursor.ts"
import { interpret, type ServicePage } from "../../src/list/ListResponse.ts"
import { meaningOf } from "../meaningOf.ts"
import { collection, named } from "../queries.ts"
import { clientRequestId, everyStatus, plain, responseOf, Situation } from "../situations.ts"

const a = named("a")

const link = `${collection}?$skiptoken=1`

const first = plainCursor(collection)

/** A page that was followed. */
const linked: PageCursor = { url: new URL(link), progress: { pages: 2, empty: 0 } }

const read = (cursor: PageCursor, answered: Collection) => {
  const text = encodeCollection(answered, {
    serviceRoot: "https://graph.example/beta",
    metadata: "minimal",
  })
  return interpret(collection, cursor, responseOf(plain).with({ body: Option.some(text) }))
}

const assertReads = (result: ReturnType<typeof read>, expected: ReturnType<typeof read>) =>
  assert.deepStrictEqual(meaningOf(result), meaningOf(expected))

const refused = (message: string) =>
  Result.fail(new ConnectorStoreRefused({ message, requestId: clientRequestId, clientRequestId }))

const page = (page: ServicePage) => Result.succeed(page)

describe("A page", () => {
  it("is what the service answered, with the count and the next page that it names", () => {
    assertReads(read(first, { connectors: [] }), page({ connectors: [] }))
    assertReads(read(first, { connectors: [a], count: 7 }), page({ connectors: [a], count: 7 }))
    assertReads(read(first, { connectors: [a], nextLink: link }), page({ connectors: [a], next: linked }))
    assertReads(
      read(linked, { connectors: [], nextLink: `${link}2` }),
      page({
        connectors: [],
        next: { url: new URL(`${link}2`), progress: { pages: 3, empty: 1 } },
      }),
    )
  })

  it("whose next one is elsewhere is refused, and its address told without what may be secret", () => {
    for (const [nextLink, message] of [
      [
        "https://user:secret@evil.example/beta/deviceManagement/domainJoinConnectors?$skiptoken=secret#secret",
        "The service's link to the next page leads outside the collection: https://evil.example/beta/deviceManagement/domainJoinConnectors",
      ],
      [
        "https://graph.example/v1.0/deviceManagement/domainJoinConnectors",
        "The service's link to the next page leads outside the collection: https://graph.example/v1.0/deviceManagement/domainJoinConnectors",
      ],
      ["?$skiptoken=1", "The service's link to the next page is not a URL"],
      ["", "The service's link to the next page is not a URL"],
    ] as const) {
      for (const cursor of [first, linked]) {
        assertReads(read(cursor, { connectors: [a], nextLink }), refused(message))
      }
    }
  })

  it("whose next one is the same is refused", () => {
    const same = refused("The service's link to the next page is to the same page")
    assertReads(read(first, { connectors: [a], nextLink: collection.href }), same)
    assertReads(read(linked, { connectors: [a], nextLink: link }), same)
    assertReads(read(linked, { connectors: [a], nextLink: `${link}#2` }), same)
  })
})

describe("A response", () => {
  const begun: PageCursor = { ...first, anchor: anchorAfter(["a", "b"], 0) }

  const assertFails = (cursor: PageCursor, situation: Situation) => {
    const response = responseOf(situation)
    const isExpired = cursor !== first && [400, 410].includes(situation.status)
    assertReads(
      interpret(collection, cursor, response),
      Result.fail(isExpired ? new PageTokenInvalid() : failureOf("read", response)),
    )
  }

  it("that is no collection is a failure, and one that begins the list anew where a page has expired", () => {
    for (const situation of everyStatus) {
      for (const cursor of [first, linked, begun]) assertFails(cursor, situation)
    }
  })

  it.prop(
    "that is no collection is a failure, whatever its headers and body",
    [Situation],
    ([situation]) => {
      for (const cursor of [first, linked]) {
        const holdsCollection = situation.status === 200 && situation.body === "a collection"
        if (!holdsCollection) assertFails(cursor, situation)
      }
    },
    { arbitrary: { runs: 1000 } },
  )

  it("of which one part is no connector is none that can be read", () => {
    const body = Option.some(JSON.stringify({ value: [a, { id: "b" }] }))
    assertReads(
      interpret(collection, first, responseOf(plain).with({ body })),
      Result.fail(
        new ConnectorStoreUnavailable({
          message: "HTTP 200, application/json",
          requestId: clientRequestId,
          clientRequestId,
        }),
      ),
    )
  })

  it("with states and properties that nobody knows is read all the same", () => {
    const value = [{ ...a, state: "pending", machineName: "PC-1", "@odata.type": "#x", roles: [{}] }]
    const body = Option.some(JSON.stringify({ "@odata.unknown": {}, value, other: null }))
    assertReads(
      interpret(collection, first, responseOf(plain).with({ body })),
      page({ connectors: [{ ...a, state: "pending" }] }),
    )
  })
})
