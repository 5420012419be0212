/**
 * One page of the connectors in a table.
 *
 * What has to look at many does so in slices, and lets others run in between. The table may change meanwhile, so that a
 * slice begins behind the sequence number at which the last one ended.
 */
import {
  type ConnectorPage,
  type ConnectorQuery,
  type ListPlace,
  PageTokenInvalid,
  placeFrom,
  tokenFor,
} from "@odj/core"
import { type ConnectorOrder, comparing, type DomainJoinConnector, matching, positionIn } from "@odj/domain"
import { Effect, Option } from "effect"
import type { ConnectorTable } from "./ConnectorTable.ts"
import { Foremost } from "./Foremost.ts"

/** How many slots are looked at in one go: a few milliseconds, and more than there are in a small store. */
export const sliceLength = 2_000

interface Entry extends ListPlace {
  readonly connector: DomainJoinConnector
}

/** Chooses the connectors of a page, and the one behind it, from those that match, in the order of their creation. */
interface Selection {
  readonly offer: (connector: DomainJoinConnector, sequence: number) => void
  /** Whether it needs no further one. */
  readonly isComplete: () => boolean
  readonly entries: () => ReadonlyArray<Entry>
}

/** Which entries a selection has: at most that many, behind that place, without the first ones. */
interface Bounds {
  readonly after: ListPlace | undefined
  readonly skip: number
  readonly length: number
}

const inCreationOrder = ({ after, skip, length }: Bounds): Selection => {
  const entries: Array<Entry> = []
  let toSkip = skip
  return {
    offer: (connector, sequence) => {
      if (after !== undefined && sequence <= after.sequence) return
      if (toSkip > 0) toSkip--
      else if (entries.length < length) entries.push({ connector, sequence, position: [] })
    },
    isComplete: () => entries.length >= length,
    entries: () => entries,
  }
}

const inOrder = (order: ConnectorOrder, { after, skip, length }: Bounds): Selection => {
  const comparePositions = comparing(order)
  const compare = (left: ListPlace, right: ListPlace) =>
    comparePositions(left.position, right.position) || left.sequence - right.sequence
  const foremost = new Foremost<Entry>(skip + length, compare)
  return {
    offer: (connector, sequence) => {
      const entry = { connector, sequence, position: positionIn(order, connector) }
      if (after === undefined || compare(entry, after) > 0) foremost.offer(entry)
    },
    isComplete: () => false,
    entries: () => foremost.takeAfter(skip),
  }
}

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

/** The place behind which the page begins, where it is not the first. */
const startOf = (
  table: ConnectorTable,
  { after, order = [] }: ConnectorQuery,
): Effect.Effect<ListPlace | undefined, PageTokenInvalid> =>
  after === undefined
    ? Effect.succeed(after)
    : placeFrom(after).pipe(
        Option.filter(
          ({ sequence, position }) => sequence < table.nextSequence && position.length === order.length,
        ),
        Option.match({ onNone: () => new PageTokenInvalid(), onSome: Effect.succeed }),
      )

/** Reads the page that is asked for; see `ConnectorStore.list`. */
export const readPage = Effect.fnUntraced(function* (table: ConnectorTable, query: ConnectorQuery) {
  const { filter, order = [], limit, count = false } = query
  const after = yield* startOf(table, query)
  const matches = filter === undefined ? () => true : matching(filter)
  const isCounting = count && filter !== undefined
  const isOrdered = order.length > 0

  const toSkip = after === undefined ? (query.skip ?? 0) : 0
  // Where nothing can be left out in between, the connectors to skip need not be looked at.
  const isGapless = !isOrdered && filter === undefined && table.slots === table.size
  const bounds = { after, skip: isGapless ? 0 : toSkip, length: limit + 1 }
  const selection = isOrdered ? inOrder(order, bounds) : inCreationOrder(bounds)

  const firstSlot = after === undefined ? (isGapless ? toSkip : 0) : table.slotAfter(after.sequence)
  const needsAll = isOrdered || isCounting

  let matched = 0
  yield* scan(table, needsAll ? 0 : firstSlot, (connector, sequence) => {
    if (matches(connector)) {
      matched++
      selection.offer(connector, sequence)
    }
    return isCounting || !selection.isComplete()
  })

  const entries = selection.entries()
  const shown = entries.slice(0, limit)
  const last = shown.at(-1)
  const page: ConnectorPage = {
    connectors: shown.map(({ connector }) => connector),
    ...(last !== undefined && entries.length > limit && { next: tokenFor(last) }),
    ...(count && { count: isCounting ? matched : table.size }),
  }
  return page
})
