/**
 * Reads one page of the connectors in a table.
 *
 * A long scan runs in slices. The table may change in between, so each slice starts after the sequence number at which the
 * previous slice ended.
 */
import {
  type ConnectorQuery,
  encodePageToken,
  inSlices,
  type ListPosition,
  PageTokenInvalid,
  type PositionedEntry,
  pageOf,
  pageStart,
  selectInOrder,
  selectPage,
  withPosition,
} from "@odj/core"
import { type DomainJoinConnector, filterPredicate } from "@odj/domain"
import { Effect } from "effect"
import type { ConnectorTable } from "./ConnectorTable.ts"

/** How many slots the first slice visits: all of a small store. */
export const sliceLength = 2_000

/**
 * Visits the connectors with greater sequence numbers, in the order of their creation, until `visit` returns false. With a
 * filter a visit may be dear, so the time is looked at as well.
 */
const scan = (
  table: ConnectorTable,
  { filter }: ConnectorQuery,
  after: number,
  visit: (connector: DomainJoinConnector, sequence: number) => boolean,
) => {
  let last = after
  return inSlices(sliceLength, ({ length, isOver }) =>
    Effect.sync(() => {
      let visits = 0
      let isComplete = false
      table.visitAfter(last, (connector, sequence) => {
        last = sequence
        isComplete = !visit(connector, sequence)
        return !isComplete && ++visits < length && !(filter !== undefined && isOver())
      })
      return !isComplete && last + 1 < table.nextSequence && visits > 0
    }),
  )
}

/** Reads a page in the order of creation. */
const readPlainPage = Effect.fnUntraced(function* (
  table: ConnectorTable,
  query: ConnectorQuery,
  after: ListPosition | undefined,
) {
  const { filter, skip = 0, count = false } = query
  const isCounting = count && filter !== undefined
  // Without a filter, skipped connectors need no visit.
  const start = after?.sequence ?? table.sequenceOf(filter === undefined ? skip : 0)

  const selection = selectPage(
    { ...query, skip: filter === undefined ? 0 : skip, count: isCounting },
    { after },
  )
  yield* scan(table, query, isCounting ? -1 : start, (connector, sequence) => {
    selection.offer({ connector, sequence })
    return !selection.isComplete()
  })
  const page = selection.page()
  return count && !isCounting ? { ...page, count: table.size } : page
})

/** Reads a page in another order, without a filter. */
const readOrderedPage: typeof readPlainPage = Effect.fnUntraced(function* (table, query, after) {
  const { order = [], skip = 0, limit, maxLength, count = false } = query
  const entries = yield* table.orders
    .of(order)
    .read(after, { skip: after === undefined ? skip : 0, length: limit + 1 })
  return pageOf(entries, { limit, maxLength, count: count ? table.size : undefined }, encodePageToken)
})

/** Reads a page in another order, with a filter: most connectors may not match it. */
const readSelectedPage: typeof readPlainPage = Effect.fnUntraced(function* (table, query, after) {
  const { filter, order = [], skip, limit, maxLength, count = false } = query
  const matches = filter === undefined ? () => true : filterPredicate(filter)
  let matched = 0
  const scanMatches = (visit: (entry: PositionedEntry) => void) =>
    Effect.suspend(() => {
      matched = 0
      return scan(table, query, -1, (connector, sequence) => {
        if (matches(connector)) {
          matched++
          visit(withPosition(order, { connector, sequence }))
        }
        return true
      })
    })
  const entries = yield* selectInOrder<PositionedEntry, never, never>(
    { order, after, length: limit + 1, skip: after === undefined ? skip : 0 },
    ({ offer }) => scanMatches(offer),
    Effect.map(
      scanMatches(() => undefined),
      () => matched,
    ),
  )
  return pageOf(entries, { limit, maxLength, count: count ? matched : undefined }, encodePageToken)
})

/** Reads the page of a query: see `ConnectorStore.list`. */
export const readPage = Effect.fnUntraced(function* (table: ConnectorTable, query: ConnectorQuery) {
  const after = yield* Effect.fromResult(pageStart(query))
  if (after !== undefined && after.sequence >= table.nextSequence) return yield* new PageTokenInvalid()
  const isOrdered = (query.order ?? []).length > 0
  const read = !isOrdered ? readPlainPage : query.filter === undefined ? readOrderedPage : readSelectedPage
  return yield* read(table, query, after)
})
