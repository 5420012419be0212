/**
 * Makes the pages of a list, for authors of stores: the connectors of a page, and the token of the next page.
 *
 * A store with all connectors in memory needs only {@link listEntries}. A store that reads them piece by piece offers them
 * to {@link selectPage}. A store whose database selects them makes the page with {@link pageOf}.
 */
import {
  type ConnectorOrder,
  type DomainJoinConnector,
  filterPredicate,
  positionIn,
  textLength,
} from "@odj/domain"
import { Effect, Option, Result } from "effect"
import { type ConnectorPage, type ConnectorQuery, PageTokenInvalid } from "./ConnectorStore.ts"
import { firstEntries } from "./OrderedSelection.ts"
import { decodePageToken, encodePageToken, type ListPosition } from "./PageToken.ts"

/** A connector with its sequence number, which grows with each create and is never reused. */
export interface ListEntry {
  readonly connector: DomainJoinConnector
  readonly sequence: number
}

/** An entry with its position in a list. */
export interface PositionedEntry extends ListEntry, ListPosition {}

/** Adds an entry's position in a list with that order. */
export const withPosition = (order: ConnectorOrder, { connector, sequence }: ListEntry): PositionedEntry => ({
  connector,
  sequence,
  position: positionIn(order, connector),
})

/** The position after which the page of a query starts: `undefined` for the first page. */
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

/** How many of the entries a page has: see `limit` and `maxLength` of {@link ConnectorQuery}. */
const shownOf = (
  entries: ReadonlyArray<{ readonly connector: DomainJoinConnector }>,
  { limit, maxLength }: Pick<ConnectorQuery, "limit" | "maxLength">,
): number => {
  if (maxLength === undefined) return limit
  let length = 0
  const last = entries.findIndex(({ connector }, index) => {
    length += textLength(connector)
    return index + 1 >= limit || length >= maxLength
  })
  return last === -1 ? entries.length : Math.min(last + 1, limit)
}

/**
 * Makes a page. `entries` are in the query's order, from the first entry of the page on. If there is a next page, pass at
 * least one entry more than the page has. `tokenOf` encodes the last entry of the page. `count` is the number of all
 * matches, if it was requested.
 */
export const pageOf = <Entry extends { readonly connector: DomainJoinConnector }>(
  entries: ReadonlyArray<Entry>,
  { count, ...bounds }: Pick<ConnectorQuery, "limit" | "maxLength"> & { readonly count?: number | undefined },
  tokenOf: (last: Entry) => string,
): ConnectorPage => {
  const shown = entries.slice(0, shownOf(entries, bounds))
  const last = shown.at(-1)
  return {
    connectors: shown.map(({ connector }) => connector),
    ...(last !== undefined && entries.length > shown.length && { next: tokenOf(last) }),
    ...(count !== undefined && { count }),
  }
}

/** A page that is being selected. */
export interface PageSelection {
  /** Adds an entry to the selection. */
  readonly offer: (entry: ListEntry) => void
  /** Whether the page is complete. Further entries do not change a complete page. */
  readonly isComplete: () => boolean
  /** Returns the page. Its count is the number of offered entries that match. */
  readonly page: () => ConnectorPage
}

/**
 * Selects the page of a query from entries that are offered one by one. For a query without an order, offer them in the
 * order of their creation. `after` is the position after which the page starts; without it, the page is the first one.
 */
export const selectPage = (
  query: ConnectorQuery,
  { after }: { readonly after?: ListPosition | undefined } = {},
): PageSelection => {
  const { filter, order = [], limit, maxLength, count = false } = query
  const matches = filter === undefined ? () => true : filterPredicate(filter)
  const skip = after === undefined ? (query.skip ?? 0) : 0
  const first = order.length === 0 ? undefined : firstEntries<PositionedEntry>(order, skip + limit + 1, after)
  /** Without an order: the entries of the page, and the first one after it. */
  const entries: Array<PositionedEntry> = []
  let matched = 0
  let skipped = 0
  let length = 0
  let isComplete = false

  return {
    offer: (offered) => {
      if (!matches(offered.connector)) return
      matched++
      if (isComplete) return
      const entry = withPosition(order, offered)
      if (first !== undefined) return first.offer(entry)
      if (after !== undefined && entry.sequence <= after.sequence) return
      if (skipped < skip) {
        skipped++
        return
      }
      isComplete =
        entries.length >= limit || (entries.length > 0 && maxLength !== undefined && length >= maxLength)
      entries.push(entry)
      if (maxLength !== undefined) length += textLength(entry.connector)
    },
    isComplete: () => isComplete && !count,
    page: () => {
      const counted = count ? matched : undefined
      return first === undefined
        ? pageOf(entries, { limit: isComplete ? entries.length - 1 : limit, count: counted }, encodePageToken)
        : pageOf(first.sorted().slice(skip), { limit, maxLength, count: counted }, encodePageToken)
    },
  }
}

/**
 * Returns the page of a query. `entries` are all entries of a store, in the order of their creation: see
 * `ConnectorStore.list`.
 *
 * @example
 * ```ts
 * import { listEntries } from "@odj/core"
 * import { exampleConnector, OrderBy } from "@odj/domain"
 * import { Effect } from "effect"
 *
 * const entries = ["b", "c", "a"].map((id, sequence) => ({
 *   connector: { ...exampleConnector, id },
 *   sequence,
 * }))
 * const page = listEntries(entries, { order: [OrderBy.ascending("id")], limit: 2 })
 * const { connectors } = Effect.runSync(page)
 * console.log(connectors.map(({ id }) => id).join(" ")) // => a b
 * ```
 */
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
