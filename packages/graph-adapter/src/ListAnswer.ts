/**
 * What a service's answer to a list means.
 *
 * Services ignore query options that they do not support, and say nothing. So a page is taken for what was asked only
 * where it shows nothing else, and no connector is left out because a service does as it likes.
 */
import {
  type ConnectorPage,
  type ConnectorQuery,
  ConnectorStoreRefused,
  ConnectorStoreUnavailable,
  type ListFailure,
  PageTokenInvalid,
} from "@odj/core"
import { type ConnectorOrder, comparing, type DomainJoinConnector, matching, positionIn } from "@odj/domain"
import { type Collection, decodeCollection } from "@odj/graph-wire"
import { Option, Result } from "effect"
import { leadsTo, type PagePlace, tokenFor } from "./PagePlace.ts"
import { type Answer, failureOf, jsonOf, reportOf } from "./ServiceAnswer.ts"

/** What a page was asked for. */
export interface ListRequest {
  readonly collection: URL
  readonly query: ConnectorQuery
  readonly place: PagePlace
}

const isOrdered = (order: ConnectorOrder, connectors: ReadonlyArray<DomainJoinConnector>): boolean => {
  const compare = comparing(order)
  const positions = connectors.map((connector) => positionIn(order, connector))
  return positions.every((position, index) => compare(positions[index - 1] ?? position, position) <= 0)
}

/** What shows that the answer is not what was asked for, if anything does. */
const contradiction = (
  { query: { filter, order, skip = 0, limit, count: counting, after } }: ListRequest,
  { connectors, count, nextLink }: Collection,
): string | undefined => {
  const matches = filter === undefined ? () => true : matching(filter)
  const other = connectors.find((connector) => !matches(connector))
  if (other !== undefined) return `The service ignores $filter: it answered ${other.id}, which does not match`
  if (order !== undefined && !isOrdered(order, connectors)) {
    return "The service ignores $orderby: it answered in another order"
  }
  if (!counting || after !== undefined) return undefined
  if (count === undefined) return "The service ignores $count: it answered without a count"
  return limit > 0 && nextLink === undefined && count > skip + connectors.length
    ? `The service counts ${count}, but answered ${connectors.length} and named no next page`
    : undefined
}

/** The address of the next page, or why it is none that can be followed. */
const nextUrl = (
  { collection, place }: ListRequest,
  nextLink: string | undefined,
): Result.Result<URL | undefined, string> => {
  if (nextLink === undefined) return Result.succeed(undefined)
  const url = URL.parse(nextLink)
  if (url === null) return Result.fail("The service named a next page by what is no address")
  if (!leadsTo(collection, url)) {
    return Result.fail(`The service named a next page elsewhere: ${url.protocol}//${url.host}${url.pathname}`)
  }
  if (url.href === place.url.href) return Result.fail("The service named the same page as the next one")
  return Result.succeed(url)
}

/**
 * As much of what the service answered as the page may have; `next` leads to the rest of it, or else to `nextPage`. A
 * page that may have nothing is asked for its count alone, and leads nowhere.
 */
const pageOf = (
  { query, place }: ListRequest,
  { connectors, count }: Collection,
  nextPage: URL | undefined,
): Result.Result<ConnectorPage, PageTokenInvalid> => {
  const last = connectors.findIndex(({ id }) => id === place.given)
  if (place.given !== undefined && last === -1) return Result.fail(new PageTokenInvalid())
  const rest = connectors.slice(last + 1)
  const given = rest.slice(0, query.limit)
  const lastGiven = given.at(-1)
  const next =
    lastGiven !== undefined && given.length < rest.length
      ? { url: place.url, given: lastGiven.id }
      : nextPage && { url: nextPage }
  return Result.succeed({
    connectors: given,
    ...(query.limit > 0 && next !== undefined && { next: tokenFor(query, next) }),
    ...(query.count && count !== undefined && { count }),
  })
}

/**
 * Reads an answer as a page, or a failure.
 *
 * | answer | reads as |
 * |---|---|
 * | 200 with a collection | the page |
 * | … that has more than `limit` | the page, whose `next` leads to the rest |
 * | … of which the connector is gone that was given last | `PageTokenInvalid` |
 * | … in which something does not match, or comes in another order | `ConnectorStoreRefused` |
 * | … without the count that was asked for, or less than it without a next page; on the first page | `ConnectorStoreRefused` |
 * | … whose next page is the same one, or is not in the collection | `ConnectorStoreRefused` |
 * | 400, 410 to a page that was followed, which says that its address is good no more | `PageTokenInvalid` |
 * | anything else | as {@link failureOf} reads it, `ConnectorStoreUnavailable` where there is no answer in it |
 */
export const interpret = (
  request: ListRequest,
  answer: Answer,
): Result.Result<ConnectorPage, ListFailure> => {
  const { status } = answer
  if (request.query.after !== undefined && (status === 400 || status === 410)) {
    return Result.fail(new PageTokenInvalid())
  }
  const collection = status === 200 ? Option.flatMap(jsonOf(answer), decodeCollection) : Option.none()
  if (Option.isNone(collection)) return Result.fail(failureOf(answer, ConnectorStoreUnavailable))
  const problem = contradiction(request, collection.value)
  const refused = (message: string) => new ConnectorStoreRefused(reportOf(answer, message))
  if (problem !== undefined) return Result.fail(refused(problem))
  return nextUrl(request, collection.value.nextLink).pipe(
    Result.mapError(refused),
    Result.flatMap((nextPage) => pageOf(request, collection.value, nextPage)),
  )
}
