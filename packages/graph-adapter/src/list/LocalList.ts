/**
 * Lists that are filtered, ordered, skipped and counted here: the service only returns its pages.
 *
 * Nothing is kept between two pages. Without an order, the service's pages are read until a page is full and it is
 * known whether there is a next one. With an order, each page reads the whole list.
 *
 * A connector that can't be read neither matches nor has a position. It is returned with the first connectors of its page of
 * the service, and with an order on the first page.
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
  type UnreadableConnector,
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

/** A connector, and its index on a page or in the whole list. */
interface Listed {
  readonly connector: DomainJoinConnector
  readonly index: number
}

const matcher = ({ filter }: ConnectorQuery) => (filter === undefined ? () => true : filterPredicate(filter))

/**
 * A page of the connectors that match, from a cursor on. They are counted only if the cursor is the list's beginning.
 */
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
  const unreadable: Array<UnreadableConnector> = []
  let matched = 0
  /** Where the next page begins. */
  let rest: PageCursor | undefined
  for (let cursor: PageCursor | undefined = from; cursor !== undefined; ) {
    const { connectors, unreadable: others = [], next }: ServicePage = yield* read(cursor)
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
    const isCounted = rest !== undefined
    if (fitting.length < unskipped.length) {
      rest ??= continuedAfter(cursor, ids, fitting.at(-1)?.index ?? -1)
    }
    // The next page returns those of a page that it begins with, and of the pages that are only counted here.
    const isLeft = isCounted || (rest !== undefined && rest.anchor === undefined)
    if (!isLeft && cursor.anchor === undefined) unreadable.push(...others)
    // Without a filter, the service's next page has something to return.
    if (filter === undefined && shown.length >= limit) rest ??= next
    cursor = rest === undefined || isCounting ? next : undefined
  }
  const page = { connectors: shown, unreadable, count: isCounting ? matched : undefined }
  return pageUntil(query, page, rest && { _tag: "Filtered", ...rest })
})

/** How much text of connectors may be in memory at once, in UTF-16 code units. */
const maxText = 2 ** 26

/** All connectors that match, the unreadable ones, and the ids of all others. */
const readAll = Effect.fnUntraced(function* (read: ReadPage, query: ConnectorQuery, from: PageCursor) {
  const matches = matcher(query)
  const ids: Array<string> = []
  const found: Array<Listed> = []
  const unreadable: Array<UnreadableConnector> = []
  let text = 0
  for (let cursor: PageCursor | undefined = from; cursor !== undefined; ) {
    const page: ServicePage = yield* read(cursor)
    for (const connector of page.connectors) {
      const isMatch = matches(connector)
      text += isMatch ? textLength(connector) : connector.id.length
      if (isMatch) found.push({ connector, index: ids.length })
      ids.push(connector.id)
    }
    for (const connector of page.unreadable ?? []) {
      text += JSON.stringify(connector).length
      unreadable.push(connector)
    }
    if (text > maxText) {
      return yield* new ConnectorStoreRefused({
        report: {
          message: "The list is too long to be sorted. List it without an order, or narrow it with a filter",
        },
        reason: "ListTooLong",
      })
    }
    cursor = page.next
  }
  return { ids, found, unreadable }
})

/** A page of the connectors that match, in the query's order. Equal ones stay in the service's order. */
export const ordered = Effect.fnUntraced(function* (
  read: ReadPage,
  query: ConnectorQuery,
  from: PageCursor,
  after: OrderCursor | undefined,
) {
  const order = orderOf(query)
  const compare = positionComparator(order)
  const { ids, found, unreadable } = yield* readAll(read, query, from)
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
  const page = pageOf(
    rest,
    { limit, count: query.count ? entries.length : undefined },
    ({ position, index }) =>
      encodeCursor(query, { _tag: "Ordered", position, anchor: anchorAfter(ids, index) }),
  )
  return limit > 0 && after === undefined && unreadable.length > 0 ? { ...page, unreadable } : page
})
