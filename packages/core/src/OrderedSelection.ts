/**
 * Selects the page of an ordered list from entries that come in any order, for authors of stores.
 *
 * What it keeps is bounded: entries that are skipped are selected and released two thousand at a time, and the entries are
 * scanned again for each such round.
 */
import { type ConnectorOrder, positionComparator } from "@odj/domain"
import { Effect } from "effect"
import type { ListPosition } from "./PageToken.ts"

/** How many entries a round selects if the page needs fewer. It keeps twice as many while it runs. */
const roundLength = 2_000

/** The first entries of an order among those that were offered. */
export interface FirstEntries<Entry> {
  readonly offer: (entry: Entry) => void
  /** The position after which they are. Entries up to it make no difference. */
  readonly after: ListPosition | undefined
  /** The last of them, if there are as many as wanted. Entries after it make no difference. */
  readonly last: () => Entry | undefined
}

/** Compares positions in a list with that order. Equal connectors are in the order of their creation. */
const listComparator = (order: ConnectorOrder) => {
  const compare = positionComparator(order)
  return (left: ListPosition, right: ListPosition): number =>
    compare(left.position, right.position) || left.sequence - right.sequence
}

/** Keeps the first `length` of the entries after a position. */
export const firstEntries = <Entry extends ListPosition>(
  order: ConnectorOrder,
  length: number,
  after: ListPosition | undefined,
): FirstEntries<Entry> & { readonly sorted: () => ReadonlyArray<Entry> } => {
  const compare = listComparator(order)
  const entries: Array<Entry> = []
  let last: Entry | undefined
  const sort = () => {
    entries.sort(compare).splice(length)
    if (entries.length === length) last = entries.at(-1)
    return entries
  }
  return {
    after,
    offer: (entry) => {
      if (after !== undefined && compare(entry, after) <= 0) return
      if (last !== undefined && compare(entry, last) >= 0) return
      entries.push(entry)
      // Entries are sorted only when there are more than twice as many as needed: sorting is rare.
      if (entries.length > 2 * length) sort()
    },
    last: () => last,
    sorted: sort,
  }
}

/**
 * Returns the first `length` entries of the order after the first `skip` ones, or after a position. `scan` offers all
 * entries, and runs once or several times. `count` is the number of entries; it runs only if many are skipped.
 */
export const selectInOrder = Effect.fnUntraced(function* <Entry extends ListPosition, E, R>(
  {
    order,
    length,
    skip = 0,
    after,
  }: {
    readonly order: ConnectorOrder
    readonly length: number
    readonly skip?: number | undefined
    readonly after?: ListPosition | undefined
  },
  scan: (first: FirstEntries<Entry>) => Effect.Effect<void, E, R>,
  count: Effect.Effect<number, E, R>,
): Effect.fn.Return<ReadonlyArray<Entry>, E, R> {
  if (skip > roundLength && skip >= (yield* count)) return []
  let start = after
  for (let skipped = 0; ; skipped += roundLength) {
    const isLast = skip - skipped <= roundLength
    const first = firstEntries<Entry>(order, isLast ? skip - skipped + length : roundLength, start)
    yield* scan(first)
    const entries = first.sorted()
    if (isLast) return entries.slice(skip - skipped)
    start = entries.at(-1)
    if (entries.length < roundLength) return []
  }
})
