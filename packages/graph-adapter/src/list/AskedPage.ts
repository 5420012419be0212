/**
 * A page of a list that the service filters, orders, skips and counts.
 *
 * Services ignore query options that they do not support, and say nothing. So a page is taken for what was asked only
 * where it shows nothing else, and no connector is left out because a service gives more than it should.
 */
import { type ConnectorPage, type ConnectorQuery, PageTokenInvalid } from "@odj/core"
import { type ConnectorOrder, comparing, type DomainJoinConnector, matching, positionIn } from "@odj/domain"
import { Result } from "effect"
import type { ServicePage } from "./ListAnswer.ts"
import { indexBehind, placeBehind } from "./Neighbours.ts"
import { type PagePlace, tokenFor } from "./PagePlace.ts"

/** What of a query a service does not do, and what shows it. */
export interface Contradiction {
  readonly of: "filter" | "order" | "count" | "paging"
  readonly message: string
}

const isOrdered = (order: ConnectorOrder, connectors: ReadonlyArray<DomainJoinConnector>): boolean => {
  const compare = comparing(order)
  const positions = connectors.map((connector) => positionIn(order, connector))
  return positions.every((position, index) => compare(positions[index - 1] ?? position, position) <= 0)
}

/** What shows that the page is not what was asked for, if anything does. */
export const contradiction = (
  { filter, order, skip = 0, limit, count: counting, after }: ConnectorQuery,
  { connectors, count, next }: ServicePage,
): Contradiction | undefined => {
  const matches = filter === undefined ? () => true : matching(filter)
  const other = connectors.find((connector) => !matches(connector))
  if (other !== undefined) {
    const message = `The service ignores $filter: it answered ${other.id}, which does not match`
    return { of: "filter", message }
  }
  if (order !== undefined && !isOrdered(order, connectors)) {
    return { of: "order", message: "The service ignores $orderby: it answered in another order" }
  }
  if (!counting || after !== undefined) return undefined
  if (count === undefined) {
    return { of: "count", message: "The service ignores $count: it answered without a count" }
  }
  if (limit === 0 || next !== undefined || count <= skip + connectors.length) return undefined
  const message = `The service counts ${count}, but answered ${connectors.length} and named no next page`
  return { of: "paging", message }
}

/**
 * As much of the service's page as may be given; `next` leads to the rest of it, or else to the service's next page. A
 * page that may have nothing is asked for its count alone, and leads nowhere.
 *
 * Fails where it begins at a place that can't be told any more.
 */
export const pageOf = (
  query: ConnectorQuery,
  { given, url, trail }: PagePlace,
  page: ServicePage,
): Result.Result<ConnectorPage, PageTokenInvalid> => {
  const ids = page.connectors.map(({ id }) => id)
  const start = given === undefined ? 0 : indexBehind(ids, given)
  if (start === undefined) return Result.fail(new PageTokenInvalid())
  const end = Math.min(start + query.limit, ids.length)
  const next = end < ids.length ? { url, trail, given: placeBehind(ids, end - 1) } : page.next
  return Result.succeed({
    connectors: page.connectors.slice(start, end),
    ...(query.limit > 0 && next !== undefined && { next: tokenFor(query, { _tag: "Asked", ...next }) }),
    ...(query.count && page.count !== undefined && { count: page.count }),
  })
}
