/**
 * Connectors by id, and in the order of their creation.
 *
 * Each has a sequence number, which grows and is never reused, and a slot, which is an index of the arrays. The slot of a
 * removed connector stays empty until more than half of all slots are empty: then the table is compacted. Compaction
 * changes slots, but never sequence numbers.
 */
import type { DomainJoinConnector } from "@odj/domain"

export class ConnectorTable {
  #connectors: Array<DomainJoinConnector | undefined> = []
  /** Sequence numbers by slot, in ascending order. Undefined until the first compaction: until then slot and number are equal. */
  #sequences: Array<number> | undefined
  readonly #sequenceOf = new Map<string, number>()
  #nextSequence = 0

  /** The number of connectors. */
  get size(): number {
    return this.#sequenceOf.size
  }

  /** The number of slots, with the empty ones. */
  get slots(): number {
    return this.#connectors.length
  }

  /** The sequence number of the next connector. */
  get nextSequence(): number {
    return this.#nextSequence
  }

  has(id: string): boolean {
    return this.#sequenceOf.has(id)
  }

  get(id: string): DomainJoinConnector | undefined {
    const sequence = this.#sequenceOf.get(id)
    return sequence === undefined ? undefined : this.#connectors[this.#slotOf(sequence)]
  }

  /** Adds a connector whose id is not in the table. */
  add(connector: DomainJoinConnector): void {
    const sequence = this.#nextSequence++
    this.#sequenceOf.set(connector.id, sequence)
    this.#connectors.push(connector)
    this.#sequences?.push(sequence)
  }

  /** Replaces the connector with the same id. */
  replace(connector: DomainJoinConnector): void {
    const sequence = this.#sequenceOf.get(connector.id)
    if (sequence !== undefined) this.#connectors[this.#slotOf(sequence)] = connector
  }

  /** Removes the connector with that id, and returns whether there was one. */
  remove(id: string): boolean {
    const sequence = this.#sequenceOf.get(id)
    if (sequence === undefined) return false
    this.#sequenceOf.delete(id)
    this.#connectors[this.#slotOf(sequence)] = undefined
    if (this.slots > 2 * this.size) this.#compact()
    return true
  }

  /** The connector in that slot, or undefined if the slot is empty. */
  at(slot: number): DomainJoinConnector | undefined {
    return this.#connectors[slot]
  }

  /** The sequence number of that slot. */
  sequenceAt(slot: number): number {
    return this.#sequences?.[slot] ?? slot
  }

  /** The first slot with a greater sequence number. */
  slotAfter(sequence: number): number {
    let low = 0
    let high = this.slots
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.sequenceAt(middle) > sequence) high = middle
      else low = middle + 1
    }
    return low
  }

  #slotOf(sequence: number): number {
    return this.slotAfter(sequence - 1)
  }

  #compact(): void {
    const connectors: Array<DomainJoinConnector> = []
    const sequences: Array<number> = []
    for (const [slot, connector] of this.#connectors.entries()) {
      if (connector === undefined) continue
      connectors.push(connector)
      sequences.push(this.sequenceAt(slot))
    }
    this.#connectors = connectors
    this.#sequences = sequences
  }
}
