/**
 * Where a list goes on, and the token that stands for it until a caller asks for the next page.
 *
 * The service gives the address of its next page. Whoever hands us a token must not be able to have our bearer token
 * sent elsewhere, so an address is good for nothing unless it leads to the collection itself.
 */
import { type ConnectorQuery, PageTokenInvalid } from "@odj/core"
import type { ConnectorOrder } from "@odj/domain"
import { encodeQuery } from "@odj/graph-wire"
import { Option, Result, Schema } from "effect"
import { Neighbours } from "./Neighbours.ts"
import { begin, PageTrail } from "./PageTrail.ts"

/** A page of the service, and where on it to begin. */
const PagePlace = Schema.Struct({
  url: Schema.URLFromString,
  /** Behind what was given already, where one page could not take all of what the service answered. */
  given: Schema.optionalKey(Neighbours),
  trail: PageTrail,
})
export interface PagePlace extends Schema.Schema.Type<typeof PagePlace> {}

/** Behind which connector an order goes on: its position, and where among its equals it stood in the whole list. */
const OrderPlace = Schema.Struct({
  position: Schema.Array(Schema.NullOr(Schema.String)),
  given: Neighbours,
})
export interface OrderPlace extends Schema.Schema.Type<typeof OrderPlace> {}

const ListPlace = Schema.Union([
  Schema.TaggedStruct("Asked", PagePlace.fields),
  Schema.TaggedStruct("Filtered", PagePlace.fields),
  Schema.TaggedStruct("Ordered", OrderPlace.fields),
])

/**
 * Where a list goes on, and who does what the query asks.
 *
 * | place | the list |
 * |---|---|
 * | `Asked` | is the service's, which was asked for all of it |
 * | `Filtered` | is filtered here, in the service's own order |
 * | `Ordered` | is read as a whole, filtered and ordered here |
 */
export type ListPlace = Schema.Schema.Type<typeof ListPlace>

const withoutQuery = (url: URL): string => {
  const place = new URL(url)
  place.search = ""
  place.hash = ""
  return place.href
}

/** Whether the address is that of the collection, whatever its query. */
export const leadsTo = (collection: URL, url: URL): boolean => withoutQuery(url) === withoutQuery(collection)

/** The order without what decides nothing, since the same property has decided before: services refuse to be told. */
export const orderOf = ({ order = [] }: ConnectorQuery): ConnectorOrder => {
  const properties = order.map(({ property }) => property)
  return order.filter(({ property }, index) => properties.indexOf(property) === index)
}

/** What may not differ from page to page. */
const subject = (query: ConnectorQuery) => ({
  ...(query.filter !== undefined && { filter: query.filter }),
  order: orderOf(query),
})

/**
 * The first page, for the service to do all that the query asks. At least one connector is asked for: there are services
 * that refuse to answer none.
 */
export const askedPlace = (collection: URL, query: ConnectorQuery): PagePlace => {
  const { skip, limit, count } = query
  const options = encodeQuery({
    ...subject(query),
    top: Math.max(limit, 1),
    ...(skip && { skip }),
    ...(count && { count }),
  })
  const url = new URL(collection)
  url.search = url.search === "" ? options : `${url.search}&${options}`
  return { url, trail: begin(url) }
}

/** The first page of all connectors, as the service lists them when nothing is asked of it. */
export const plainPlace = (collection: URL): PagePlace => ({ url: collection, trail: begin(collection) })

/** Whether the place is one that an answer of the service led to. */
export const isFollowed = ({ given, trail }: PagePlace): boolean => given !== undefined || trail.pages > 1

const Token = Schema.StringFromBase64Url.pipe(
  Schema.decodeTo(
    Schema.fromJsonString(
      Schema.Struct({
        /** The query that it was made for. */
        subject: Schema.String,
        place: ListPlace,
      }),
    ),
  ),
)

const encode = Schema.encodeSync(Token)
const decode = Schema.decodeOption(Token)

/** The token with which the query is continued at a place: letters, digits, `-` and `_`. */
export const tokenFor = (query: ConnectorQuery, place: ListPlace): string =>
  encode({ subject: encodeQuery(subject(query)), place })

/** Where the token leads, if it was made for the query. */
export const placeOf = (
  collection: URL,
  query: ConnectorQuery,
  token: string,
): Result.Result<ListPlace, PageTokenInvalid> =>
  decode(token).pipe(
    Option.filter(
      (decoded) =>
        decoded.subject === encodeQuery(subject(query)) &&
        (decoded.place._tag === "Ordered"
          ? decoded.place.position.length === orderOf(query).length
          : leadsTo(collection, decoded.place.url)),
    ),
    Option.map(({ place }) => place),
    Result.fromOption(() => new PageTokenInvalid()),
  )
