/**
 * Lists, done by the service as far as it does what it is asked, and here where it does not.
 *
 * Microsoft documents no query option for this list, and Intune is known to ignore some and to fail on others, so its
 * clouds are asked for plain lists alone. Any other service is asked for everything, and believed until it shows that
 * it ignores something, or refuses to be asked.
 */
import { type ConnectorQuery, ConnectorStoreRefused, ConnectorStoreUnavailable } from "@odj/core"
import { cloudAt } from "@odj/graph-wire"
import { Effect, Struct } from "effect"
import { HttpClientRequest } from "effect/http"
import type { Exchange } from "../exchange/Exchange.ts"
import { reportOf } from "../exchange/ServiceAnswer.ts"
import { spanned } from "../exchange/Tracing.ts"
import { contradiction, pageOf } from "./AskedPage.ts"
import { interpret } from "./ListAnswer.ts"
import { filtered, ordered, type ReadPage } from "./LocalList.ts"
import { askedPlace, isFollowed, orderOf, type PagePlace, placeOf, plainPlace } from "./PagePlace.ts"

/** Whether the query asks for anything but pages of a size. */
const asksMore = ({ filter, order, skip, count }: ConnectorQuery): boolean =>
  filter !== undefined || (order !== undefined && order.length > 0) || !!skip || !!count

/** Lists the connectors of the collection; see `ConnectorStore.list`. */
export const make = (send: Exchange, collection: URL) => {
  const plain = plainPlace(collection)
  const isPlain = cloudAt(collection) !== undefined

  const ask = (place: PagePlace) => send(HttpClientRequest.get(place.url.href), ConnectorStoreUnavailable)

  const read: ReadPage = (place) =>
    Effect.flatMap(ask(place), (answer) => Effect.fromResult(interpret(collection, place, answer)))

  /** The first page, done here. */
  const local = (query: ConnectorQuery) =>
    orderOf(query).length > 0 ? ordered(read, query, plain, undefined) : filtered(read, query, plain)

  const asked = Effect.fnUntraced(function* (query: ConnectorQuery, place: PagePlace) {
    const isFirst = !isFollowed(place)
    const answer = yield* ask(place)
    if (isFirst && (answer.status === 400 || answer.status === 501)) return yield* local(query)
    const page = yield* Effect.fromResult(interpret(collection, place, answer))
    const found = contradiction(query, page)
    if (found === undefined) return yield* Effect.fromResult(pageOf(query, place, page))
    if (isFirst && found.of !== "paging") return yield* local(query)
    // What was given so far did match, and without an order the rest is the same with the filter and without.
    if (found.of === "filter" && orderOf(query).length === 0) return yield* filtered(read, query, place)
    return yield* new ConnectorStoreRefused(reportOf(answer, found.message))
  })

  const page = Effect.fnUntraced(function* (query: ConnectorQuery) {
    if (query.after === undefined) {
      return yield* isPlain && asksMore(query) ? local(query) : asked(query, askedPlace(collection, query))
    }
    const place = yield* Effect.fromResult(placeOf(collection, query, query.after))
    switch (place._tag) {
      case "Asked":
        return yield* asked(query, place)
      case "Filtered":
        return yield* filtered(read, query, place)
      case "Ordered":
        return yield* ordered(read, query, plain, place)
    }
  })

  return Effect.fnUntraced(function* (query: ConnectorQuery) {
    const answered = yield* page(query)
    if (!query.count || answered.count !== undefined) return answered
    // The service's own address of a page was given for a query that did not ask for a count.
    const { filter } = query
    const counted = yield* page({ ...(filter !== undefined && { filter }), limit: 0, count: true })
    return { ...answered, ...Struct.pick(counted, ["count"]) }
  }, spanned("GraphConnectorStore.list"))
}
