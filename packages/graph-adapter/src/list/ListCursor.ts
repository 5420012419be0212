/**
 * Where a list continues, and the page token that encodes it for the caller.
 *
 * A page token contains the query of the service's link to its next page. So a forged token can't send the bearer token
 * elsewhere, and a token does not show where the service is: the caller may be a client of a gateway.
 */
import { type ConnectorPage, type ConnectorQuery, PageTokenInvalid } from "@odj/core"
import { type ConnectorOrder, withoutRepeats } from "@odj/domain"
import { encodeQuery } from "@odj/graph-wire"
import { Option, Result, Schema } from "effect"
import { Anchor, anchorAfter, indexAfter } from "./Anchor.ts"
import { atFirstPage, ListProgress } from "./ListProgress.ts"

/** A page of the service, and the position on it to begin at. */
const PageCursor = Schema.Struct({
  /** The query of the page's URL, such as `?$skiptoken=1`; empty for the collection itself. */
  search: Schema.String,
  /** After the connectors already returned, if the service's page had more than the limit. */
  anchor: Schema.optionalKey(Anchor),
  progress: ListProgress,
})
export interface PageCursor extends Schema.Schema.Type<typeof PageCursor> {}

/**
 * Where an ordered list continues: the last connector's position in the order, and its anchor among equal positions.
 */
const OrderCursor = Schema.Struct({
  position: Schema.Array(Schema.NullOr(Schema.String)),
  anchor: Anchor,
})
export interface OrderCursor extends Schema.Schema.Type<typeof OrderCursor> {}

const ListCursor = Schema.Union([
  Schema.TaggedStruct("Delegated", PageCursor.fields),
  Schema.TaggedStruct("Filtered", PageCursor.fields),
  Schema.TaggedStruct("Ordered", OrderCursor.fields),
])

/**
 * Where a list continues, and where its query is evaluated.
 *
 * | cursor | the query |
 * |---|---|
 * | `Delegated` | is evaluated by the service |
 * | `Filtered` | is evaluated here, page by page, in the service's own order |
 * | `Ordered` | is evaluated here, over the whole list |
 */
export type ListCursor = Schema.Schema.Type<typeof ListCursor>

const withoutQuery = (url: URL): string => {
  const bare = new URL(url)
  bare.search = ""
  bare.hash = ""
  return bare.href
}

/** Whether a URL is that of the collection, apart from its query. */
export const leadsTo = (collection: URL, url: URL): boolean => withoutQuery(url) === withoutQuery(collection)

/** The URL of a page. */
export const pageUrl = (collection: URL, { search }: PageCursor): URL => {
  const url = new URL(collection)
  url.search = search
  return url
}

/** The order with each property once: services refuse repeated ones. */
export const orderOf = ({ order = [] }: ConnectorQuery): ConnectorOrder => withoutRepeats(order)

/** The part of a query that must be the same for all pages. */
const subject = (query: ConnectorQuery) => ({ filter: query.filter, order: orderOf(query) })

/** The first page of a query that is delegated to the service. `$top` is at least 1, because some services refuse 0. */
export const delegatedCursor = (collection: URL, query: ConnectorQuery): PageCursor => {
  const { skip, limit, count } = query
  const options = encodeQuery({
    ...subject(query),
    top: Math.max(limit, 1),
    skip: skip || undefined,
    count: count || undefined,
  })
  const { search } = collection
  return { search: search === "" ? `?${options}` : `${search}&${options}`, progress: atFirstPage }
}

/** The first page of all connectors, without query options. */
export const plainCursor = (collection: URL): PageCursor => ({
  search: collection.search,
  progress: atFirstPage,
})

/** Whether the cursor comes from a response of the service: it is not at the beginning of the list. */
export const isFollowed = ({ anchor, progress }: PageCursor): boolean =>
  anchor !== undefined || progress.pages > 1

/** The index at which the page begins; `undefined` if its position is lost. */
export const startOn = ({ anchor }: PageCursor, ids: ReadonlyArray<string>): number | undefined =>
  anchor === undefined ? 0 : indexAfter(ids, anchor)

/** The cursor after that index of the page; at the beginning of the page if the index is -1. */
export const continuedAfter = (
  { search, progress }: PageCursor,
  ids: ReadonlyArray<string>,
  index: number,
): PageCursor => ({ search, progress, ...(index >= 0 && { anchor: anchorAfter(ids, index) }) })

const Token = Schema.StringFromBase64Url.pipe(
  Schema.decodeTo(
    Schema.fromJsonString(
      Schema.Struct({
        /** The filter and order that it was made for. */
        subject: Schema.String,
        cursor: ListCursor,
      }),
    ),
  ),
)

const encode = Schema.encodeSync(Token)
const decode = Schema.decodeOption(Token)

/** The page token for a cursor of the query: letters, digits, `-` and `_`. */
export const encodeCursor = (query: ConnectorQuery, cursor: ListCursor): string =>
  encode({ subject: encodeQuery(subject(query)), cursor })

/** The cursor in a page token. Fails if the token was not made for this query. */
export const decodeCursor = (
  query: ConnectorQuery,
  token: string,
): Result.Result<ListCursor, PageTokenInvalid> =>
  decode(token).pipe(
    Option.filter(
      (decoded) =>
        decoded.subject === encodeQuery(subject(query)) &&
        (decoded.cursor._tag !== "Ordered" || decoded.cursor.position.length === orderOf(query).length),
    ),
    Option.map(({ cursor }) => cursor),
    Result.fromOption(() => new PageTokenInvalid()),
  )

/** A page that continues at the cursor. With a limit of 0 it has only the count. */
export const pageUntil = (
  query: ConnectorQuery,
  { connectors, unreadable = [], count }: ConnectorPage,
  next: ListCursor | undefined,
): ConnectorPage => ({
  connectors,
  ...(query.limit > 0 && unreadable.length > 0 && { unreadable }),
  ...(query.limit > 0 && next !== undefined && { next: encodeCursor(query, next) }),
  ...(count !== undefined && { count }),
})
