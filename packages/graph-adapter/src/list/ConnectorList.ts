/**
 * Lists, done by the service as far as it does what it is asked, and here otherwise.
 *
 * Microsoft documents no query option for this list, and Intune is known to ignore some and to fail on others, so its
 * clouds are asked for plain lists alone. Any other service is asked for everything, and believed until it shows that
 * it ignores something, or refuses to be asked.
 */
import { type ConnectorQuery, ConnectorStoreRefused } from "@odj/core"
import { cloudAt } from "@odj/graph-wire"
import { Effect, Struct } from "effect"
import { HttpClientRequest } from "effect/http"
import type { Exchange } from "../exchange/Exchange.ts"
import { spanned } from "../exchange/Tracing.ts"
import { askedPage, contradiction } from "./AskedPage.ts"
import { askedCursor, decodeCursor, isFollowed, orderOf, type PageCursor, plainCursor } from "./ListCursor.ts"
import { interpret } from "./ListResponse.ts"
import { filtered, ordered, type ReadPage } from "./LocalList.ts"

/** Whether the query asks for anything but pages of a size. */
const asksMore = ({ filter, order, skip, count }: ConnectorQuery): boolean =>
  filter !== undefined || (order !== undefined && order.length > 0) || !!skip || !!count

/** Lists the connectors of the collection; see `ConnectorStore.list`. */
export const make = (send: Exchange, collection: URL) => {
  const plain = plainCursor(collection)
  const isPlain = cloudAt(collection) !== undefined

  const ask = ({ url }: PageCursor) => send("read", HttpClientRequest.get(url.href))

  const read: ReadPage = (cursor) =>
    Effect.flatMap(ask(cursor), (response) => Effect.fromResult(interpret(collection, cursor, response)))

  /** The first page, done here. */
  const local = (query: ConnectorQuery) =>
    orderOf(query).length > 0 ? ordered(read, query, plain, undefined) : filtered(read, query, plain)

  const asked = Effect.fnUntraced(function* (query: ConnectorQuery, cursor: PageCursor) {
    const isFirst = !isFollowed(cursor)
    const response = yield* ask(cursor)
    if (isFirst && (response.status === 400 || response.status === 501)) return yield* local(query)
    const page = yield* Effect.fromResult(interpret(collection, cursor, response))
    const found = contradiction(query, page)
    if (found === undefined) return yield* Effect.fromResult(askedPage(query, cursor, page))
    if (isFirst && found.of !== "paging") return yield* local(query)
    // What was shown so far did match, and without an order the rest is the same with the filter and without.
    if (found.of === "filter" && orderOf(query).length === 0) return yield* filtered(read, query, cursor)
    return yield* new ConnectorStoreRefused({ report: response.report(found.message) })
  })

  const page = Effect.fnUntraced(function* (query: ConnectorQuery) {
    if (query.after === undefined) {
      return yield* isPlain && asksMore(query) ? local(query) : asked(query, askedCursor(collection, query))
    }
    const cursor = yield* Effect.fromResult(decodeCursor(collection, query, query.after))
    switch (cursor._tag) {
      case "Asked":
        return yield* asked(query, cursor)
      case "Filtered":
        return yield* filtered(read, query, cursor)
      case "Ordered":
        return yield* ordered(read, query, plain, cursor)
    }
  })

  return Effect.fnUntraced(function* (query: ConnectorQuery) {
    const found = yield* page(query)
    if (!query.count || found.count !== undefined) return found
    // The service's own address of a page was given for a query that did not ask for a count.
    const { filter } = query
    const counted = yield* page({ filter, limit: 0, count: true })
    return { ...found, ...Struct.pick(counted, ["count"]) }
  }, spanned("GraphConnectorStore.list"))
}
