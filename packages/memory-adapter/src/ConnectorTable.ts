/**
 * Connectors by their ids, and in the order in which they were created.
 *
 * Each has a sequence number: they grow, and none is given twice. It stands in a slot, an index of the arrays, which
 * stays empty when it is deleted. When more than half of the slots are empty, all move up. So slots change, and whoever
 * comes back later finds the way by sequence numbers.
 */
import type { DomainJoinConnector } from "@odj/domain"

export class ConnectorTable {
  #connectors: Array<DomainJoinConnector | undefined> = []
  /** By slot, growing; absent until slots have moved, since each number is that of its slot so far. */
  #sequences: Array<number> | undefined
  readonly #sequenceOf = new Map<string, number>()
  #nextSequence = 0

  /** How many connectors there are. */
  get size(): number {
    return this.#sequenceOf.size
  }

  /** How many slots there are, the empty ones included. */
  get slots(): number {
    return this.#connectors.length
  }

  /** Above every sequence number that was given. */
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

  /** Adds a connector whose id is free. */
  add(connector: DomainJoinConnector): void {
    const sequence = this.#nextSequence++
    this.#sequenceOf.set(connector.id, sequence)
    this.#connectors.push(connector)
    this.#sequences?.push(sequence)
  }

  /** Puts a connector in the place of the one of its id. */
  replace(connector: DomainJoinConnector): void {
    const sequence = this.#sequenceOf.get(connector.id)
    if (sequence !== undefined) this.#connectors[this.#slotOf(sequence)] = connector
  }

  /** Removes the connector of that id, and says whether there was one. */
  remove(id: string): boolean {
    const sequence = this.#sequenceOf.get(id)
    if (sequence === undefined) return false
    this.#sequenceOf.delete(id)
    this.#connectors[this.#slotOf(sequence)] = undefined
    if (this.slots > 2 * this.size) this.#compact()
    return true
  }

  /** The connector in that slot, if it is not empty. */
  at(slot: number): DomainJoinConnector | undefined {
    return this.#connectors[slot]
  }

  /** The sequence number of that slot. */
  sequenceAt(slot: number): number {
    return this.#sequences?.[slot] ?? slot
  }

  /** The first slot whose sequence number is greater. */
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
