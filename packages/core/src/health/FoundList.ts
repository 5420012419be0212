/** Collects what a check finds: it counts everything, and keeps the worst. */
import { type Found, type Severity, worstFirst } from "./Severity.ts"

export interface FoundList<Item extends Found> {
  readonly add: (item: Item) => void
  /** How many were added, by severity. */
  readonly counts: Readonly<Record<Severity, number>>
  /** The worst ones, up to the limit, the worst first. */
  readonly worst: () => ReadonlyArray<Item>
}

/** How many items are collected for each one that is kept, so that sorting is rare. */
const slack = 10

/** A list that keeps at most `limit` items, so that its memory is bounded. */
export const makeFoundList = <Item extends Found>(limit: number): FoundList<Item> => {
  const counts = { note: 0, warning: 0, critical: 0 }
  const items: Array<Item> = []
  const worst = () => {
    items.sort(worstFirst)
    if (items.length > limit) items.length = limit
    return items
  }
  return {
    add: (item) => {
      counts[item.severity] += 1
      if (items.push(item) > limit * slack) worst()
    },
    counts,
    worst,
  }
}
