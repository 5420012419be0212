/**
 * One page of the connectors in a table.
 *
 * What has to look at many does so in slices, and lets others run in between. The table may change meanwhile, so that a
 * slice begins behind the sequence number at which the last one ended.
 */
import { type ConnectorQuery, PageTokenInvalid, pageStart, selectPage } from "@odj/core"
import type { DomainJoinConnector } from "@odj/domain"
import { Effect } from "effect"
import type { ConnectorTable } from "./ConnectorTable.ts"

/** How many slots are looked at in one go: a few milliseconds, and more than there are in a small store. */
export const sliceLength = 2_000

/** Visits connectors in the order of their creation, from that slot on, as long as `visit` says so. */
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

/** Reads the page that is asked for; see `ConnectorStore.list`. */
export const readPage = Effect.fnUntraced(function* (table: ConnectorTable, query: ConnectorQuery) {
  const { filter, order = [], skip = 0, count = false } = query
  const after = yield* Effect.fromResult(pageStart(query))
  if (after !== undefined && after.sequence >= table.nextSequence) return yield* new PageTokenInvalid()

  const isOrdered = order.length > 0
  const isCounting = count && filter !== undefined
  // Where nothing can be left out in between, the connectors to skip need not be looked at.
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
