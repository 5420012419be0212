/**
 * Reads one page of the connectors in a table.
 *
 * A long scan runs in slices and yields between them. The table may change in between, so each slice starts after the
 * sequence number at which the previous slice ended.
 */
import { type ConnectorQuery, PageTokenInvalid, pageStart, selectPage } from "@odj/core"
import type { DomainJoinConnector } from "@odj/domain"
import { Effect } from "effect"
import type { ConnectorTable } from "./ConnectorTable.ts"

/** How many slots one slice visits: a few milliseconds of work, and all of a small store. */
export const sliceLength = 2_000

/** Visits connectors in the order of their creation, from that slot on, until `visit` returns false. */
const scan = Effect.fnUntraced(function* (
  table: ConnectorTable,
  from: number,
  visit: (connector: DomainJoinConnector, sequence: number) => boolean,
) {
  let slot = from
  while (slot < table.slots) {
    const end = Math.min(slot + sliceLength, table.slots)
    for (; slot < end; slot++) {
      const connector = table.at(slot)
      if (connector !== undefined && !visit(connector, table.sequenceAt(slot))) return
    }
    if (end === table.slots) return
    const last = table.sequenceAt(end - 1)
    yield* Effect.yieldNow
    slot = table.slotAfter(last)
  }
})

/** Reads the page of a query: see `ConnectorStore.list`. */
export const readPage = Effect.fnUntraced(function* (table: ConnectorTable, query: ConnectorQuery) {
  const { filter, order = [], skip = 0, count = false } = query
  const after = yield* Effect.fromResult(pageStart(query))
  if (after !== undefined && after.sequence >= table.nextSequence) return yield* new PageTokenInvalid()

  const isOrdered = order.length > 0
  const isCounting = count && filter !== undefined
  // Without a filter, an order and empty slots, skipped connectors need no visit.
  const isGapless = !isOrdered && filter === undefined && table.slots === table.size
  const firstSlot = after === undefined ? (isGapless ? skip : 0) : table.slotAfter(after.sequence)

  const selection = selectPage({ ...query, skip: isGapless ? 0 : skip, count: isCounting }, { after })
  yield* scan(table, isOrdered || isCounting ? 0 : firstSlot, (connector, sequence) => {
    selection.offer({ connector, sequence })
    return !selection.isComplete()
  })
  const page = selection.page()
  return count && !isCounting ? { ...page, count: table.size } : page
})
