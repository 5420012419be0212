/**
 * Lists connectors: delegates a query to the service if the service supports it, and evaluates it here otherwise.
 *
 * Microsoft documents no query options for this list, and Intune ignores some and fails on others. So this adapter
 * sends no query options to Microsoft's clouds. It sends all of them to any other service, until the service rejects
 * them or returns something that contradicts the query. It sends no filter whose functions services evaluate
 * differently, because a page does not show that a connector is missing.
 */
import type { ConnectorQuery } from "@odj/core"
import { type FilterNode, partsOf } from "@odj/domain"
import { cloudAt } from "@odj/graph-wire"
import { Effect, Struct } from "effect"
import { HttpClientRequest } from "effect/http"
import type { Exchange } from "../exchange/Exchange.ts"
import { spanned } from "../exchange/Tracing.ts"
import { contradiction, delegatedPage } from "./DelegatedPage.ts"
import {
  decodeCursor,
  delegatedCursor,
  isFollowed,
  orderOf,
  type PageCursor,
  pageUrl,
  plainCursor,
} from "./ListCursor.ts"
import { interpret, unfollowable } from "./ListResponse.ts"
import { filtered, ordered, type ReadPage } from "./LocalList.ts"

/**
 * Whether services may differ in a part of a filter. All evaluate changes of case equally. Some count UTF-16 code units in texts,
 * round timestamps, or evaluate a function of null.
 */
const isAmbiguous = (node: FilterNode): boolean =>
  node._tag === "Part" ||
  (node._tag === "Call" && node.name !== "tolower" && node.name !== "toupper") ||
  partsOf(node).some(isAmbiguous)

/** Whether the query has anything besides a limit. */
const needsOptions = ({ filter, order, skip, count }: ConnectorQuery): boolean =>
  filter !== undefined || (order !== undefined && order.length > 0) || !!skip || !!count

/** Lists the connectors of the collection; see `ConnectorStore.list`. */
export const make = (send: Exchange, collection: URL) => {
  const plain = plainCursor(collection)
  const isPlain = cloudAt(collection) !== undefined

  const request = (cursor: PageCursor) =>
    send("read", HttpClientRequest.get(pageUrl(collection, cursor).href))

  const read: ReadPage = (cursor) =>
    Effect.flatMap(request(cursor), (response) => Effect.fromResult(interpret(collection, cursor, response)))

  /** The first page of a query that is evaluated here. */
  const local = (query: ConnectorQuery) =>
    orderOf(query).length > 0 ? ordered(read, query, plain, undefined) : filtered(read, query, plain)

  const delegated = Effect.fnUntraced(function* (query: ConnectorQuery, cursor: PageCursor) {
    const isFirst = !isFollowed(cursor)
    const response = yield* request(cursor)
    if (isFirst && (response.status === 400 || response.status === 501)) return yield* local(query)
    const page = yield* Effect.fromResult(interpret(collection, cursor, response))
    const found = contradiction(query, page)
    if (found === undefined) return yield* Effect.fromResult(delegatedPage(query, cursor, page))
    if (isFirst && found.of !== "paging") return yield* local(query)
    // The pages before did match, and without an order the rest of the list can be filtered here.
    if (found.of === "filter" && orderOf(query).length === 0) return yield* filtered(read, query, cursor)
    return yield* unfollowable(response, found.message)
  })

  const page = Effect.fnUntraced(function* (query: ConnectorQuery) {
    if (query.after === undefined) {
      const { filter } = query
      const isLocal = isPlain ? needsOptions(query) : filter !== undefined && isAmbiguous(filter)
      return yield* isLocal ? local(query) : delegated(query, delegatedCursor(collection, query))
    }
    const cursor = yield* Effect.fromResult(decodeCursor(query, query.after))
    switch (cursor._tag) {
      case "Delegated":
        return yield* delegated(query, cursor)
      case "Filtered":
        return yield* filtered(read, query, cursor)
      case "Ordered":
        return yield* ordered(read, query, plain, cursor)
    }
  })

  return Effect.fnUntraced(function* (query: ConnectorQuery) {
    const found = yield* page(query)
    if (!query.count || found.count !== undefined) return found
    // The service's link to the next page was made without `$count`.
    const { filter } = query
    const counted = yield* page({ filter, limit: 0, count: true })
    return { ...found, ...Struct.pick(counted, ["count"]) }
  }, spanned("GraphConnectorStore.list"))
}
