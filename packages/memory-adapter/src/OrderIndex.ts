/**
 * Finds the connectors after a position in an order. The index sorts itself only as far as pages need it.
 *
 * It is a list of leaves. Each has the slots of all connectors whose position is in its range, in any order. A large leaf is
 * split when a page needs a part of it. A leaf may have outdated slots as well: of connectors that were removed, or whose
 * position is now in another range. They are left out when the leaf is read, so a remove costs nothing, and a create or an
 * update only adds a slot to those that the next page places.
 */
import { inSlices, type ListPosition, type PositionedEntry } from "@odj/core"
import { type ConnectorOrder, type DomainJoinConnector, positionComparator, positionIn } from "@odj/domain"
import { Effect, Semaphore } from "effect"
import type { ConnectorTable } from "./ConnectorTable.ts"

interface Leaf {
  /** Where its range begins: undefined for the first leaf. The range ends where that of the next leaf begins. */
  readonly start: ListPosition | undefined
  slots: Array<number>
}

interface OrderedEntry extends PositionedEntry {
  readonly slot: number
}

/** A larger leaf is split before it is read. */
const leafLength = 256

/** Into how many leaves a leaf is split at most, and how many of its connectors decide where. */
const parts = 32
const samples = 4 * parts

/** How many connectors a first slice reads. */
const sliceLength = 2_000

/** Steps that yield how many connectors they have read. The table may change after each. */
type Steps<A> = Generator<number, A>

/** Runs steps in slices: see `inSlices`. */
const runSteps = <A>(steps: () => Steps<A>): Effect.Effect<A> =>
  Effect.suspend(() => {
    const running = steps()
    let step = running.next()
    return Effect.map(
      inSlices(sliceLength, ({ length }) =>
        Effect.sync(() => {
          for (let read = 0; step.done !== true && read < length; step = running.next()) read += step.value
          return step.done !== true
        }),
      ),
      () => step.value as A,
    )
  })

/** The last place at which `isBefore` is true. It is true at place 0, and at no place after one at which it is false. */
const lastPlace = (length: number, isBefore: (place: number) => boolean): number => {
  let low = 0
  let high = length
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (isBefore(middle)) low = middle
    else high = middle
  }
  return low
}

export class OrderIndex {
  readonly #table: ConnectorTable
  readonly #order: ConnectorOrder
  readonly #comparePositions: (left: ListPosition["position"], right: ListPosition["position"]) => number
  readonly #semaphore = Semaphore.makeUnsafe(1)
  /** Empty until the first page is read. */
  #leaves: Array<Leaf> = []
  /** The number of slots in all leaves. */
  #length = 0
  /** The slots of connectors that were created or updated, and are not in the right leaf yet. */
  readonly #changed = new Set<number>()

  constructor(table: ConnectorTable, order: ConnectorOrder) {
    this.#table = table
    this.#order = order
    this.#comparePositions = positionComparator(order)
  }

  /** Notes that the connector in that slot was created, or updated if there is a `previous` one. */
  noteChange(slot: number, connector: DomainJoinConnector, previous: DomainJoinConnector | undefined): void {
    const isMoved = this.#order.some(({ property }) => previous?.[property] !== connector[property])
    if (previous === undefined || isMoved) this.#changed.add(slot)
  }

  /** The number of changes since the last page. */
  get changes(): number {
    return this.#changed.size
  }

  /** The first `length` connectors after that position, or after the first `skip` ones. */
  read(
    after: ListPosition | undefined,
    { skip, length }: { readonly skip: number; readonly length: number },
  ): Effect.Effect<ReadonlyArray<PositionedEntry>> {
    return skip >= this.#table.size
      ? Effect.succeed([])
      : this.#semaphore.withPermit(runSteps(() => this.#read(after, skip, length)))
  }

  *#read(
    after: ListPosition | undefined,
    skip: number,
    length: number,
  ): Steps<ReadonlyArray<PositionedEntry>> {
    if (this.#length === 0 || this.#length > 2 * this.#table.size + leafLength) yield* this.#fill()
    yield* this.#placeChanged()
    const entries: Array<PositionedEntry> = []
    let left = skip
    for (
      let place = after === undefined ? 0 : this.#placeOf(after);
      place < this.#leaves.length && entries.length < length;
      place++
    ) {
      while (yield* this.#split(place));
      const sorted = this.#sort(place)
      const following = sorted.filter((entry) => after === undefined || this.#compare(entry, after) > 0)
      entries.push(...following.slice(left, left + length - entries.length))
      left = Math.max(0, left - following.length)
      yield sorted.length
    }
    return entries
  }

  /** Starts again with one leaf, which has all connectors. */
  *#fill(): Steps<void> {
    const slots: Array<number> = []
    for (let last = -1; last + 1 < this.#table.nextSequence; ) {
      const { length } = slots
      this.#table.visitAfter(last, (_, sequence, slot) => {
        last = sequence
        return slots.push(slot) - length < leafLength
      })
      if (slots.length === length) break
      yield slots.length - length
    }
    this.#leaves = [{ start: undefined, slots }]
    this.#length = slots.length
  }

  *#placeChanged(): Steps<void> {
    for (const slot of this.#changed) {
      this.#changed.delete(slot)
      const entry = this.#entryOf(slot)
      if (entry !== undefined) {
        this.#leaves[this.#placeOf(entry)]?.slots.push(slot)
        this.#length++
      }
      yield 1
    }
  }

  /** Splits a leaf if it is large. Returns whether it was split. */
  *#split(place: number): Steps<boolean> {
    const { start, slots } = this.#leaves[place] as Leaf
    if (slots.length <= leafLength) return false
    const starts = this.#startsWithin(place)
    if (starts.length === 0) return false
    const leaves = [start, ...starts].map((start): Leaf => ({ start, slots: [] }))
    for (const slot of slots) {
      const entry = this.#entryOf(slot)
      if (entry !== undefined && this.#isIn(place, entry)) {
        const part = lastPlace(
          leaves.length,
          (part) => this.#compare(entry, starts[part - 1] as ListPosition) >= 0,
        )
        leaves[part]?.slots.push(slot)
      }
      yield 1
    }
    this.#replace(place, leaves)
    return true
  }

  /** Positions that divide a leaf into parts of about the same length. Before each is at least one connector of the leaf. */
  #startsWithin(place: number): ReadonlyArray<ListPosition> {
    const { slots } = this.#leaves[place] as Leaf
    const sample = Array.from(
      { length: samples },
      () => slots[Math.floor(Math.random() * slots.length)] as number,
    )
    const sorted = this.#sorted(place, sample)
    const step = Math.ceil(sorted.length / parts)
    return sorted
      .filter((_, index) => index > 0 && index % step === 0)
      .map(({ position, sequence }) => ({ position, sequence }))
  }

  /** Sorts a leaf without its outdated slots, and returns its entries. */
  #sort(place: number): ReadonlyArray<OrderedEntry> {
    const { start, slots } = this.#leaves[place] as Leaf
    const sorted = this.#sorted(place, slots)
    this.#replace(place, [{ start, slots: sorted.map(({ slot }) => slot) }])
    return sorted
  }

  /** The entries of those slots that belong in a leaf, in order, each once. */
  #sorted(place: number, slots: ReadonlyArray<number>): ReadonlyArray<OrderedEntry> {
    return slots
      .map((slot) => this.#entryOf(slot))
      .filter((entry) => entry !== undefined)
      .filter((entry) => this.#isIn(place, entry))
      .sort((left, right) => this.#compare(left, right))
      .filter(({ slot }, index, entries) => slot !== entries[index - 1]?.slot)
  }

  #replace(place: number, leaves: ReadonlyArray<Leaf>): void {
    for (const { slots } of this.#leaves.splice(place, 1, ...leaves)) this.#length -= slots.length
    for (const { slots } of leaves) this.#length += slots.length
  }

  #entryOf(slot: number): OrderedEntry | undefined {
    const connector = this.#table.at(slot)
    if (connector === undefined) return undefined
    const position = positionIn(this.#order, connector)
    return { connector, sequence: this.#table.sequenceAt(slot), position, slot }
  }

  /** The place of the leaf in whose range the position is. */
  #placeOf(position: ListPosition): number {
    return lastPlace(
      this.#leaves.length,
      (place) => this.#compare(position, this.#leaves[place]?.start as ListPosition) >= 0,
    )
  }

  #isIn(place: number, entry: ListPosition): boolean {
    const start = this.#leaves[place]?.start
    const end = this.#leaves[place + 1]?.start
    return (
      (start === undefined || this.#compare(entry, start) >= 0) &&
      (end === undefined || this.#compare(entry, end) < 0)
    )
  }

  /** Equal connectors are in the order of their creation. */
  #compare(left: ListPosition, right: ListPosition): number {
    return this.#comparePositions(left.position, right.position) || left.sequence - right.sequence
  }
}
