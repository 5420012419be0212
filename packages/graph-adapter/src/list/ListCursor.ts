/**
 * Where a list continues, and the page token that stands for it until a caller asks for the next page.
 *
 * The service gives the address of its next page. Whoever hands us a token must not be able to have our bearer token
 * sent elsewhere, so an address is good for nothing unless it leads to the collection itself.
 */
import { type ConnectorPage, type ConnectorQuery, PageTokenInvalid } from "@odj/core"
import { type ConnectorOrder, type DomainJoinConnector, withoutRepeats } from "@odj/domain"
import { encodeQuery } from "@odj/graph-wire"
import { Option, Result, Schema } from "effect"
import { Anchor, anchorAfter, indexAfter } from "./Anchor.ts"
import { atFirstPage, ListProgress } from "./ListProgress.ts"

/** A page of the service, and where on it to begin. */
const PageCursor = Schema.Struct({
  url: Schema.URLFromString,
  /** After what was shown already, if one page could not take all of what the service gave. */
  anchor: Schema.optionalKey(Anchor),
  progress: ListProgress,
})
export interface PageCursor extends Schema.Schema.Type<typeof PageCursor> {}

/** After which connector an order continues: its position, and where among its equals it stood in the whole list. */
const OrderCursor = Schema.Struct({
  position: Schema.Array(Schema.NullOr(Schema.String)),
  anchor: Anchor,
})
export interface OrderCursor extends Schema.Schema.Type<typeof OrderCursor> {}

const ListCursor = Schema.Union([
  Schema.TaggedStruct("Asked", PageCursor.fields),
  Schema.TaggedStruct("Filtered", PageCursor.fields),
  Schema.TaggedStruct("Ordered", OrderCursor.fields),
])

/**
 * Where a list continues, and who does what the query asks.
 *
 * | cursor | the list |
 * |---|---|
 * | `Asked` | is the service's, which was asked for all of it |
 * | `Filtered` | is filtered here, in the service's own order |
 * | `Ordered` | is read as a whole, filtered and ordered here |
 */
export type ListCursor = Schema.Schema.Type<typeof ListCursor>

const withoutQuery = (url: URL): string => {
  const bare = new URL(url)
  bare.search = ""
  bare.hash = ""
  return bare.href
}

/** Whether the address is that of the collection, whatever its query. */
export const leadsTo = (collection: URL, url: URL): boolean => withoutQuery(url) === withoutQuery(collection)

/** The order without repeats, which services refuse. */
export const orderOf = ({ order = [] }: ConnectorQuery): ConnectorOrder => withoutRepeats(order)

/** What may not differ from page to page. */
const subject = (query: ConnectorQuery) => ({ filter: query.filter, order: orderOf(query) })

/**
 * The first page, for the service to do all that the query asks. At least one connector is asked for: there are services
 * that refuse to give none.
 */
export const askedCursor = (collection: URL, query: ConnectorQuery): PageCursor => {
  const { skip, limit, count } = query
  const options = encodeQuery({
    ...subject(query),
    top: Math.max(limit, 1),
    skip: skip || undefined,
    count: count || undefined,
  })
  const url = new URL(collection)
  url.search = url.search === "" ? options : `${url.search}&${options}`
  return { url, progress: atFirstPage }
}

/** The first page of all connectors, as the service lists them when nothing is asked of it. */
export const plainCursor = (collection: URL): PageCursor => ({ url: collection, progress: atFirstPage })

/** Whether a response of the service has led to the page. */
export const isFollowed = ({ anchor, progress }: PageCursor): boolean =>
  anchor !== undefined || progress.pages > 1

/** The index at which the page begins; `undefined` if that can't be found any more. */
export const startOn = ({ anchor }: PageCursor, ids: ReadonlyArray<string>): number | undefined =>
  anchor === undefined ? 0 : indexAfter(ids, anchor)

/** Where the page continues after that index; at its beginning if the index is -1. */
export const continuedAfter = (
  { url, progress }: PageCursor,
  ids: ReadonlyArray<string>,
  index: number,
): PageCursor => ({ url, progress, ...(index >= 0 && { anchor: anchorAfter(ids, index) }) })

const Token = Schema.StringFromBase64Url.pipe(
  Schema.decodeTo(
    Schema.fromJsonString(
      Schema.Struct({
        /** The query that it was made for. */
        subject: Schema.String,
        cursor: ListCursor,
      }),
    ),
  ),
)

const encode = Schema.encodeSync(Token)
const decode = Schema.decodeOption(Token)

/** The token with which the query is continued at a cursor: letters, digits, `-` and `_`. */
export const encodeCursor = (query: ConnectorQuery, cursor: ListCursor): string =>
  encode({ subject: encodeQuery(subject(query)), cursor })

/** Where the token leads, if it was made for the query. */
export const decodeCursor = (
  collection: URL,
  query: ConnectorQuery,
  token: string,
): Result.Result<ListCursor, PageTokenInvalid> =>
  decode(token).pipe(
    Option.filter(
      (decoded) =>
        decoded.subject === encodeQuery(subject(query)) &&
        (decoded.cursor._tag === "Ordered"
          ? decoded.cursor.position.length === orderOf(query).length
          : leadsTo(collection, decoded.cursor.url)),
    ),
    Option.map(({ cursor }) => cursor),
    Result.fromOption(() => new PageTokenInvalid()),
  )

/** A page that continues at the cursor. One that may have no connector is asked for its count alone, and leads nowhere. */
export const pageUntil = (
  query: ConnectorQuery,
  connectors: ReadonlyArray<DomainJoinConnector>,
  next: ListCursor | undefined,
  count: number | undefined,
): ConnectorPage => ({
  connectors,
  ...(query.limit > 0 && next !== undefined && { next: encodeCursor(query, next) }),
  ...(count !== undefined && { count }),
})
