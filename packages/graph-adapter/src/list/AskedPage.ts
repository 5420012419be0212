/**
 * A page of a list that the service filters, orders, skips and counts.
 *
 * Services ignore query options that they do not support, and say nothing. So a page counts as what was asked only if it
 * shows nothing else, and no connector is left out because a service gives more than it should.
 */
import { type ConnectorPage, type ConnectorQuery, PageTokenInvalid } from "@odj/core"
import {
  type ConnectorOrder,
  type DomainJoinConnector,
  filterPredicate,
  positionComparator,
  positionIn,
} from "@odj/domain"
import { Result } from "effect"
import { continuedAfter, type PageCursor, pageUntil, startOn } from "./ListCursor.ts"
import type { ServicePage } from "./ListResponse.ts"

/** What of a query a service does not do, and what shows it. */
export interface Contradiction {
  readonly of: "filter" | "order" | "count" | "paging"
  readonly message: string
}

const isOrdered = (order: ConnectorOrder, connectors: ReadonlyArray<DomainJoinConnector>): boolean => {
  const compare = positionComparator(order)
  const positions = connectors.map((connector) => positionIn(order, connector))
  return positions.every((position, index) => compare(positions[index - 1] ?? position, position) <= 0)
}

/** What shows that the page is not what was asked for, if anything does. */
export const contradiction = (
  { filter, order, skip = 0, limit, count: counting, after }: ConnectorQuery,
  { connectors, count, next }: ServicePage,
): Contradiction | undefined => {
  const matches = filter === undefined ? () => true : filterPredicate(filter)
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
 * As much of the service's page as the query takes; `next` leads to the rest of it, or else to the service's next page.
 *
 * Fails if the page begins at a position that can't be found any more.
 */
export const askedPage = (
  query: ConnectorQuery,
  cursor: PageCursor,
  { connectors, count, next }: ServicePage,
): Result.Result<ConnectorPage, PageTokenInvalid> => {
  const ids = connectors.map(({ id }) => id)
  const start = startOn(cursor, ids)
  if (start === undefined) return Result.fail(new PageTokenInvalid())
  const end = Math.min(start + query.limit, ids.length)
  const rest = end < ids.length ? continuedAfter(cursor, ids, end - 1) : next
  const nextCursor = rest && ({ _tag: "Asked", ...rest } as const)
  return Result.succeed(
    pageUntil(query, connectors.slice(start, end), nextCursor, query.count ? count : undefined),
  )
}
