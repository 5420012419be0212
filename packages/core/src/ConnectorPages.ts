/**
 * Pages of a list, for whoever writes a store: which connectors a page has, and the token of the next one.
 *
 * A store whose connectors are all in memory needs {@link listEntries} alone. One that reads them piece by piece offers
 * what it reads to {@link selectPage}. One whose database selects makes the page with {@link pageOf}.
 */
import {
  type ConnectorOrder,
  type DomainJoinConnector,
  filterPredicate,
  positionComparator,
  positionIn,
} from "@odj/domain"
import { Effect, Option, Result } from "effect"
import { type ConnectorPage, type ConnectorQuery, PageTokenInvalid } from "./ConnectorStore.ts"
import { decodePageToken, encodePageToken, type ListPosition } from "./PageToken.ts"

/** A connector, and the number that a store gave it when it was created: they grow, and none is given twice. */
export interface ListEntry {
  readonly connector: DomainJoinConnector
  readonly sequence: number
}

/** An entry with its place in a list. */
export interface PositionedEntry extends ListEntry, ListPosition {}

/** The entry with its place in a list of that order. */
export const positioned = (order: ConnectorOrder, { connector, sequence }: ListEntry): PositionedEntry => ({
  connector,
  sequence,
  position: positionIn(order, connector),
})

/** The place behind which a page begins; `undefined` for the first page. */
export const pageStart = ({
  after,
  order = [],
}: ConnectorQuery): Result.Result<ListPosition | undefined, PageTokenInvalid> =>
  after === undefined
    ? Result.succeed(undefined)
    : decodePageToken(after).pipe(
        Option.filter(({ position }) => position.length === order.length),
        Result.fromOption(() => new PageTokenInvalid()),
      )

/**
 * Makes a page of the entries that it can show: in the query's order, from its first one on, and one more than `limit` if
 * there are as many. `tokenOf` writes the token of the last entry; `count` is how many match in all, if that was asked.
 */
export const pageOf = <Entry extends { readonly connector: DomainJoinConnector }>(
  entries: ReadonlyArray<Entry>,
  { limit, count }: { readonly limit: number; readonly count?: number | undefined },
  tokenOf: (last: Entry) => string,
): ConnectorPage => {
  const shown = entries.slice(0, limit)
  const last = shown.at(-1)
  return {
    connectors: shown.map(({ connector }) => connector),
    ...(last !== undefined && entries.length > limit && { next: tokenOf(last) }),
    ...(count !== undefined && { count }),
  }
}

/** Where a page begins, and how entries are offered to it. */
interface SelectionOptions {
  /** The place behind which the page begins; without it, at the beginning. */
  readonly after?: ListPosition | undefined
  /** Whether entries are offered in the query's order. Otherwise they come in any order; see {@link selectPage}. */
  readonly isSorted?: boolean
}

/** A page in the making. */
export interface PageSelection {
  /** Takes the entry into account. */
  readonly offer: (entry: ListEntry) => void
  /** Whether no further entry makes a difference. */
  readonly isComplete: () => boolean
  /** The page; its count is of the entries that were offered. */
  readonly page: () => ConnectorPage
}

/**
 * Selects the page of a query from entries that are offered one by one: by default, all of them in the order of their
 * creation.
 */
export const selectPage = (
  query: ConnectorQuery,
  { after, isSorted = (query.order ?? []).length === 0 }: SelectionOptions = {},
): PageSelection => {
  const { filter, order = [], limit, count = false } = query
  const matches = filter === undefined ? () => true : filterPredicate(filter)
  const comparePositions = positionComparator(order)
  const compare = (left: ListPosition, right: ListPosition) =>
    comparePositions(left.position, right.position) || left.sequence - right.sequence
  const skip = after === undefined ? (query.skip ?? 0) : 0
  const length = skip + limit + 1
  const entries: Array<PositionedEntry> = []
  let matched = 0

  return {
    offer: (offered) => {
      if (!matches(offered.connector)) return
      matched++
      if (isSorted && entries.length >= length) return
      const entry = positioned(order, offered)
      if (after !== undefined && compare(entry, after) <= 0) return
      entries.push(entry)
      // As many again may come before they are sorted and cut, so that this is seldom.
      if (entries.length > 2 * length) entries.sort(compare).splice(length)
    },
    isComplete: () => isSorted && !count && entries.length >= length,
    page: () => {
      const sorted = entries.sort(compare).slice(skip)
      return pageOf(sorted, { limit, count: count ? matched : undefined }, encodePageToken)
    },
  }
}

/** The page that a query asks for, of all entries of a store in the order of their creation: see `ConnectorStore.list`. */
export const listEntries = (
  entries: Iterable<ListEntry>,
  query: ConnectorQuery,
): Effect.Effect<ConnectorPage, PageTokenInvalid> =>
  Effect.map(
    Effect.suspend(() => Effect.fromResult(pageStart(query))),
    (after) => {
      const selection = selectPage(query, { after })
      for (const entry of entries) selection.offer(entry)
      return selection.page()
    },
  )
