/**
 * Lists that are filtered, ordered, skipped and counted here, over a service of which no more is asked than to list.
 *
 * Nothing is kept between two pages. Without an order the service's pages are read one after the other, as far as it
 * takes to fill a page of ours and to know whether another one follows; an order takes the whole list, each time.
 */
import {
  type ConnectorQuery,
  ConnectorStoreRefused,
  type ListFailure,
  PageTokenInvalid,
  pageOf,
} from "@odj/core"
import {
  type DomainJoinConnector,
  filterPredicate,
  positionComparator,
  positionIn,
  textLength,
} from "@odj/domain"
import { Effect } from "effect"
import { anchorAfter, indexAfter } from "./Anchor.ts"
import {
  continuedAfter,
  encodeCursor,
  type OrderCursor,
  orderOf,
  type PageCursor,
  pageUntil,
  startOn,
} from "./ListCursor.ts"
import type { ServicePage } from "./ListResponse.ts"

/** Reads a page of the service. */
export type ReadPage = (cursor: PageCursor) => Effect.Effect<ServicePage, ListFailure>

/** A connector, and where it stands on a page or in the whole list. */
interface Listed {
  readonly connector: DomainJoinConnector
  readonly index: number
}

const matcher = ({ filter }: ConnectorQuery) => (filter === undefined ? () => true : filterPredicate(filter))

/** One page of the connectors that match, from a cursor of the service's list on; counted if that is its beginning. */
export const filtered = Effect.fnUntraced(function* (
  read: ReadPage,
  query: ConnectorQuery,
  from: PageCursor,
) {
  const { filter, limit, after } = query
  const matches = matcher(query)
  const isCounting = query.count === true && after === undefined
  const skip = after === undefined ? (query.skip ?? 0) : 0
  const shown: Array<DomainJoinConnector> = []
  let matched = 0
  /** Where those continue that do not fit. */
  let rest: PageCursor | undefined
  for (let cursor: PageCursor | undefined = from; cursor !== undefined; ) {
    const { connectors, next }: ServicePage = yield* read(cursor)
    const ids = connectors.map(({ id }) => id)
    const start = startOn(cursor, ids)
    if (start === undefined) return yield* new PageTokenInvalid()
    const found = connectors
      .map((connector, index): Listed => ({ connector, index }))
      .filter(({ connector, index }) => index >= start && matches(connector))
    const unskipped = found.slice(Math.max(0, skip - matched))
    const fitting = unskipped.slice(0, limit - shown.length)
    matched += found.length
    shown.push(...fitting.map(({ connector }) => connector))
    if (fitting.length < unskipped.length) {
      rest ??= continuedAfter(cursor, ids, fitting.at(-1)?.index ?? -1)
    }
    // Without a filter, the next page has something to show.
    if (filter === undefined && shown.length >= limit) rest ??= next
    cursor = rest === undefined || isCounting ? next : undefined
  }
  return pageUntil(query, shown, rest && { _tag: "Filtered", ...rest }, isCounting ? matched : undefined)
})

/** How much text of connectors is held at once, in UTF-16 code units. */
const mostText = 2 ** 26

/** All that match, and the ids of all that there are. */
const readAll = Effect.fnUntraced(function* (read: ReadPage, query: ConnectorQuery, from: PageCursor) {
  const matches = matcher(query)
  const ids: Array<string> = []
  const found: Array<Listed> = []
  let text = 0
  for (let cursor: PageCursor | undefined = from; cursor !== undefined; ) {
    const page: ServicePage = yield* read(cursor)
    for (const connector of page.connectors) {
      const isMatch = matches(connector)
      text += isMatch ? textLength(connector) : connector.id.length
      if (isMatch) found.push({ connector, index: ids.length })
      ids.push(connector.id)
    }
    if (text > mostText) {
      return yield* new ConnectorStoreRefused({
        report: { message: "The list is too long to be put into an order here" },
      })
    }
    cursor = page.next
  }
  return { ids, found }
})

/** One page of the connectors that match, in the query's order; what is equal in it comes as the service has it. */
export const ordered = Effect.fnUntraced(function* (
  read: ReadPage,
  query: ConnectorQuery,
  from: PageCursor,
  after: OrderCursor | undefined,
) {
  const order = orderOf(query)
  const compare = positionComparator(order)
  const { ids, found } = yield* readAll(read, query, from)
  const entries = found
    .map(({ connector, index }) => ({ connector, index, position: positionIn(order, connector) }))
    .sort((left, right) => compare(left.position, right.position))
  let rest = entries.slice(query.skip ?? 0)
  if (after !== undefined) {
    const isEqual = ({ position }: (typeof entries)[number]) => compare(position, after.position) === 0
    const start = indexAfter(ids, after.anchor)
    if (start === undefined && entries.some(isEqual)) return yield* new PageTokenInvalid()
    rest = entries.filter(
      (entry) =>
        compare(entry.position, after.position) > 0 || (isEqual(entry) && entry.index >= (start ?? 0)),
    )
  }
  const { limit } = query
  return pageOf(rest, { limit, count: query.count ? entries.length : undefined }, ({ position, index }) =>
    encodeCursor(query, { _tag: "Ordered", position, anchor: anchorAfter(ids, index) }),
  )
})
