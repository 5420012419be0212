/** The snapshots that the page keeps, as texts outside of the heap: one of 100,000 connectors has about 17 MB. */
import { signal } from "@preact/signals"
import { counted } from "../ui/Counted.ts"

export interface Snapshot {
  readonly time: string
  readonly tenants: Readonly<Record<string, ReadonlyArray<unknown>>>
}

export interface KeptSnapshot {
  readonly id: number
  readonly name: string
  /** By the server's clock. */
  readonly time: string
  readonly tenants: number
  readonly connectors: number
  readonly json: Blob
}

/** The oldest first. */
export const kept = signal<ReadonlyArray<KeptSnapshot>>([])

/** The most that are kept; a further one replaces the oldest. */
const mostKept = 10

const sumOf = (counts: ReadonlyArray<number>) => counts.reduce((sum, count) => sum + count, 0)

export const countsOf = ({ tenants }: Snapshot) => {
  const lists = Object.values(tenants)
  return { tenants: lists.length, connectors: sumOf(lists.map((list) => list.length)) }
}

let last = 0

export const keep = (snapshot: Snapshot, name: string): KeptSnapshot => {
  const id = ++last
  const added = {
    id,
    name: name.trim() || `Snapshot ${id}`,
    time: snapshot.time,
    ...countsOf(snapshot),
    json: new Blob([JSON.stringify(snapshot)], { type: "application/json" }),
  }
  kept.value = [...kept.value, added].slice(-mostKept)
  return added
}

export const forget = (id: number): void => {
  kept.value = kept.value.filter((snapshot) => snapshot.id !== id)
}

/** Such as `3 connectors in 1 tenant`. */
export const countText = ({
  tenants,
  connectors,
}: {
  readonly tenants: number
  readonly connectors: number
}) =>
  connectors === 0 ? "no connectors" : `${counted(connectors, "connector")} in ${counted(tenants, "tenant")}`

/** Whether a value has the form of a snapshot as far as this page needs it. The server checks the rest. */
export const isSnapshot = (value: unknown): value is Snapshot => {
  const { time, tenants } = Object(value) as Partial<Snapshot>
  return (
    typeof time === "string" &&
    typeof tenants === "object" &&
    tenants !== null &&
    Object.values(tenants).every(Array.isArray)
  )
}
