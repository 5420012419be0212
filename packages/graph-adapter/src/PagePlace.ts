/**
 * Where a page of a list is read, and the token that stands for it until a caller asks for that page.
 *
 * The service gives the address of its next page. Whoever hands us a token must not be able to have our bearer token
 * sent elsewhere, so an address is good for nothing unless it leads to the collection itself.
 */
import { type ConnectorQuery, PageTokenInvalid } from "@odj/core"
import type { ConnectorOrder } from "@odj/domain"
import { encodeQuery } from "@odj/graph-wire"
import { Option, Result, Schema } from "effect"

/** Where a page is read. */
export interface PagePlace {
  readonly url: URL
  /** The last connector there that was given already, where one page could not take all of what the service answered. */
  readonly given?: string
}

const withoutQuery = (url: URL): string => {
  const place = new URL(url)
  place.search = ""
  place.hash = ""
  return place.href
}

/** Whether the address is that of the collection, whatever its query. */
export const leadsTo = (collection: URL, url: URL): boolean => withoutQuery(url) === withoutQuery(collection)

/** The order without what decides nothing, since the same property has decided before: services refuse to be told. */
const withoutRepetition = (order: ConnectorOrder): ConnectorOrder => {
  const properties = order.map(({ property }) => property)
  return order.filter(({ property }, index) => properties.indexOf(property) === index)
}

/** What may not differ from page to page. */
const subject = ({ filter, order }: ConnectorQuery) => ({
  ...(filter !== undefined && { filter }),
  ...(order !== undefined && { order: withoutRepetition(order) }),
})

/** The first page. At least one connector is asked for: there are services that refuse to answer none. */
const firstPlace = (collection: URL, query: ConnectorQuery): PagePlace => {
  const { skip, limit, count } = query
  const options = encodeQuery({
    ...subject(query),
    top: Math.max(limit, 1),
    ...(skip && { skip }),
    ...(count && { count }),
  })
  const url = new URL(collection)
  url.search = url.search === "" ? options : `${url.search}&${options}`
  return { url }
}

const Token = Schema.StringFromBase64Url.pipe(
  Schema.decodeTo(
    Schema.fromJsonString(
      Schema.Struct({
        /** The query that it was made for. */
        subject: Schema.String,
        url: Schema.URLFromString,
        given: Schema.optionalKey(Schema.String),
      }),
    ),
  ),
)

const encode = Schema.encodeSync(Token)
const decode = Schema.decodeOption(Token)

/** The token with which the query is continued at a place: letters, digits, `-` and `_`. */
export const tokenFor = (query: ConnectorQuery, place: PagePlace): string =>
  encode({ subject: encodeQuery(subject(query)), ...place })

/** Where to read the page that is asked for: the first one, or where its token says, if that was made for the query. */
export const placeOf = (
  collection: URL,
  query: ConnectorQuery,
): Result.Result<PagePlace, PageTokenInvalid> => {
  if (query.after === undefined) return Result.succeed(firstPlace(collection, query))
  return decode(query.after).pipe(
    Option.filter((token) => token.subject === encodeQuery(subject(query)) && leadsTo(collection, token.url)),
    Option.map(({ subject: _, ...place }) => place),
    Result.fromOption(() => new PageTokenInvalid()),
  )
}
