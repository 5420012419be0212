/**
 * A page of a list whose filter, order, skip and count are delegated to the service.
 *
 * Services silently ignore query options that they do not support. So each page is checked against the query, and if a
 * page has more connectors than the limit, the rest goes to the next page. The unreadable ones come with the first of them.
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

/** The part of a query that a page contradicts. */
export interface Contradiction {
  readonly of: "filter" | "order" | "count" | "paging"
  readonly message: string
}

const isOrdered = (order: ConnectorOrder, connectors: ReadonlyArray<DomainJoinConnector>): boolean => {
  const compare = positionComparator(order)
  const positions = connectors.map((connector) => positionIn(order, connector))
  return positions.every((position, index) => compare(positions[index - 1] ?? position, position) <= 0)
}

/** How the page contradicts the query; `undefined` if it does not. */
export const contradiction = (
  { filter, order, skip = 0, limit, count: counting, after }: ConnectorQuery,
  { connectors, unreadable = [], count, next }: ServicePage,
): Contradiction | undefined => {
  const matches = filter === undefined ? () => true : filterPredicate(filter)
  const other = connectors.find((connector) => !matches(connector))
  if (other !== undefined) {
    const message = `The service ignores $filter: it returned ${other.id}, which does not match`
    return { of: "filter", message }
  }
  if (order !== undefined && !isOrdered(order, connectors)) {
    return { of: "order", message: "The service ignores $orderby: it returned another order" }
  }
  if (!counting || after !== undefined) return undefined
  if (count === undefined) {
    return { of: "count", message: "The service ignores $count: it returned no count" }
  }
  const returned = connectors.length + unreadable.length
  if (limit === 0 || next !== undefined || count <= skip + returned) return undefined
  const message = `The service counts ${count} connectors, but returned ${returned} and no next page`
  return { of: "paging", message }
}

/**
 * As many connectors of the service's page as the limit allows. `next` leads to the rest of them, or else to the
 * service's next page.
 *
 * Fails if the position at which the page begins is lost.
 */
export const delegatedPage = (
  query: ConnectorQuery,
  cursor: PageCursor,
  { connectors, unreadable, count, next }: ServicePage,
): Result.Result<ConnectorPage, PageTokenInvalid> => {
  const ids = connectors.map(({ id }) => id)
  const start = startOn(cursor, ids)
  if (start === undefined) return Result.fail(new PageTokenInvalid())
  const end = Math.min(start + query.limit, ids.length)
  const rest = end < ids.length ? continuedAfter(cursor, ids, end - 1) : next
  const nextCursor = rest && ({ _tag: "Delegated", ...rest } as const)
  const page = {
    connectors: connectors.slice(start, end),
    unreadable: cursor.anchor === undefined ? unreadable : undefined,
    count: query.count ? count : undefined,
  }
  return Result.succeed(pageUntil(query, page, nextCursor))
}
