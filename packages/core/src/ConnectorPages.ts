/**
 * Pages of a list, for whoever writes a store: which connectors a page has, and the token of the next one.
 *
 * A store whose connectors fit in memory needs {@link listEntries} alone. One that reads them piece by piece finds the
 * entries itself, with {@link startOf} and {@link comparePlaces}, and makes the page with {@link pageOf}.
 */
import { type ConnectorOrder, comparing, type DomainJoinConnector, matching, positionIn } from "@odj/domain"
import { Effect, Option, Result } from "effect"
import { type ConnectorPage, type ConnectorQuery, PageTokenInvalid } from "./ConnectorStore.ts"
import { type ListPlace, placeFrom, tokenFor } from "./ListPlace.ts"

/** A connector, and the number that a store gave it when it was created: they grow, and none is given twice. */
export interface ListEntry {
  readonly connector: DomainJoinConnector
  readonly sequence: number
}

/** An entry with its place in a list. */
export interface PlacedEntry extends ListEntry, ListPlace {}

/** The entry with its place in a list of that order. */
export const placed = (order: ConnectorOrder, { connector, sequence }: ListEntry): PlacedEntry => ({
  connector,
  sequence,
  position: positionIn(order, connector),
})

/** Compares two places of a list in that order; where they are equal, the one that was created first comes first. */
export const comparePlaces = (order: ConnectorOrder): ((left: ListPlace, right: ListPlace) => number) => {
  const comparePositions = comparing(order)
  return (left, right) => comparePositions(left.position, right.position) || left.sequence - right.sequence
}

/** The place behind which the page begins; `undefined` for the first page. */
export const startOf = ({
  after,
  order = [],
}: ConnectorQuery): Result.Result<ListPlace | undefined, PageTokenInvalid> =>
  after === undefined
    ? Result.succeed(undefined)
    : placeFrom(after).pipe(
        Option.filter(({ position }) => position.length === order.length),
        Result.fromOption(() => new PageTokenInvalid()),
      )

/** Collects the first of many entries, as many as `length`, whatever order they come in. */
export interface FirstEntries {
  offer(entry: PlacedEntry): void
  /** Those that were collected, in order. */
  entries(): ReadonlyArray<PlacedEntry>
}

/** How many entries are collected beyond those that are wanted before they are sorted and cut: sorting is seldom then. */
const slack = 1_000

export const firstEntries = (order: ConnectorOrder, length: number): FirstEntries => {
  const compare = comparePlaces(order)
  const found: Array<PlacedEntry> = []
  const cut = () => {
    found.sort(compare)
    if (found.length > length) found.length = length
  }
  return {
    offer: (entry) => {
      found.push(entry)
      if (found.length > 2 * length + slack) cut()
    },
    entries: () => {
      cut()
      return found
    },
  }
}

/**
 * Makes a page of the entries that it can show: in the query's order, from its first one on, and one more than its limit
 * if there are as many. `tokenOf` writes the token of a last entry; `count` is how many match in all, if that was asked.
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

/**
 * The page that a query asks for, of all entries of a store: see `ConnectorStore.list`. They come in the order of their
 * creation.
 */
export const listEntries = (
  entries: Iterable<ListEntry>,
  query: ConnectorQuery,
): Effect.Effect<ConnectorPage, PageTokenInvalid> =>
  Effect.suspend(() => Effect.fromResult(listEntriesNow(entries, query)))

const listEntriesNow = (entries: Iterable<ListEntry>, query: ConnectorQuery) =>
  Result.map(startOf(query), (after): ConnectorPage => {
    const { filter, order = [], limit, count } = query
    const matches = filter === undefined ? () => true : matching(filter)
    const found = Array.from(entries)
      .filter(({ connector }) => matches(connector))
      .map((entry) => placed(order, entry))
    const compare = comparePlaces(order)
    const behind = found.filter((entry) => after === undefined || compare(entry, after) > 0).sort(compare)
    return pageOf(
      after === undefined ? behind.slice(query.skip ?? 0) : behind,
      { limit, count: count === true ? found.length : undefined },
      tokenFor,
    )
  })
