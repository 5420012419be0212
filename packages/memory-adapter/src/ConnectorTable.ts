/**
 * Connectors by id, and in the order of their creation.
 *
 * Each has a sequence number, which grows and is never reused, and a slot, which stays the same until the connector is
 * removed. A slot is the number of a chunk and an offset in it. A chunk is released when all its connectors are removed;
 * then its number is reused. Nothing is ever copied as a whole, so no step takes long, however many connectors there are.
 */
import type { DomainJoinConnector } from "@odj/domain"
import { ConnectorChunk, chunkLength } from "./ConnectorChunk.ts"
import { IdIndex } from "./IdIndex.ts"
import { OrderIndexes } from "./OrderIndexes.ts"
import type { TextHash } from "./TextHash.ts"

export class ConnectorTable {
  readonly orders = new OrderIndexes(this)
  /** In the order of their sequence numbers. Connectors are added to the last one. */
  readonly #chunks: Array<ConnectorChunk> = []
  /** By their numbers. */
  readonly #chunkOf: Array<ConnectorChunk | undefined> = []
  readonly #freeNumbers: Array<number> = []
  readonly #ids: IdIndex
  #nextSequence = 0

  /** `hash` replaces the hash of ids, for tests. */
  constructor(hash?: TextHash) {
    this.#ids = new IdIndex((slot) => this.#chunkAt(slot)?.idAt(slot % chunkLength), hash)
  }

  /** The number of connectors. */
  get size(): number {
    return this.#ids.size
  }

  /** The number of rows of all chunks, with the empty ones. */
  get rows(): number {
    return this.#chunks.reduce((rows, chunk) => rows + chunk.rows, 0)
  }

  /** The sequence number of the next connector. */
  get nextSequence(): number {
    return this.#nextSequence
  }

  has(id: string): boolean {
    return this.#ids.find(id) !== undefined
  }

  get(id: string): DomainJoinConnector | undefined {
    const slot = this.#ids.find(id)
    return slot === undefined ? undefined : this.at(slot)
  }

  /** Adds a connector, unless there is one with its id. Returns whether it was added. */
  add(connector: DomainJoinConnector): boolean {
    const chunk = this.#chunkWithRoom()
    const slot = chunk.number * chunkLength + chunk.end
    if (!this.#ids.add(connector.id, slot)) return false
    chunk.add(connector)
    this.#nextSequence++
    this.orders.noteChange(slot, connector)
    return true
  }

  /** Replaces the connector with the same id. */
  replace(connector: DomainJoinConnector): void {
    const slot = this.#ids.find(connector.id)
    if (slot === undefined) return
    const previous = this.at(slot)
    this.#chunkAt(slot)?.replace(slot % chunkLength, connector)
    this.orders.noteChange(slot, connector, previous)
  }

  /** Removes the connector with that id, and returns whether there was one. */
  remove(id: string): boolean {
    const slot = this.#ids.remove(id)
    const chunk = slot === undefined ? undefined : this.#chunkAt(slot)
    if (slot === undefined || chunk === undefined) return false
    chunk.remove(slot % chunkLength)
    if (chunk.size === 0) this.#release(chunk)
    return true
  }

  /** The connector in that slot, or undefined if the slot is empty. */
  at(slot: number): DomainJoinConnector | undefined {
    return this.#chunkAt(slot)?.at(slot % chunkLength)
  }

  /** The sequence number of the connector in that slot. */
  sequenceAt(slot: number): number {
    return (this.#chunkAt(slot)?.first ?? 0) + (slot % chunkLength)
  }

  /** Visits the connectors with greater sequence numbers, in the order of their creation, until `visit` returns false. */
  visitAfter(
    sequence: number,
    visit: (connector: DomainJoinConnector, sequence: number, slot: number) => boolean,
  ): void {
    let isStopped = false
    for (let place = this.#placeAfter(sequence); place < this.#chunks.length && !isStopped; place++) {
      const chunk = this.#chunks[place] as ConnectorChunk
      const { first, number } = chunk
      isStopped = !chunk.visitAfter(Math.max(-1, sequence - first), (connector, offset) =>
        visit(connector, first + offset, number * chunkLength + offset),
      )
    }
  }

  /** A sequence number up to which there are that many connectors, or all if there are fewer. */
  sequenceOf(count: number): number {
    let left = count
    for (const chunk of this.#chunks) {
      if (left < chunk.size) return chunk.first + chunk.offsetOf(left) - 1
      left -= chunk.size
    }
    return this.#nextSequence - 1
  }

  #chunkAt(slot: number): ConnectorChunk | undefined {
    return this.#chunkOf[Math.floor(slot / chunkLength)]
  }

  /** The place of the first chunk that has greater sequence numbers. */
  #placeAfter(sequence: number): number {
    let low = 0
    let high = this.#chunks.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const { first, end } = this.#chunks[middle] as ConnectorChunk
      if (first + end - 1 > sequence) high = middle
      else low = middle + 1
    }
    return low
  }

  #chunkWithRoom(): ConnectorChunk {
    const last = this.#chunks.at(-1)
    if (last !== undefined && last.end < chunkLength) return last
    const chunk = new ConnectorChunk(this.#freeNumbers.pop() ?? this.#chunkOf.length, this.#nextSequence)
    this.#chunks.push(chunk)
    this.#chunkOf[chunk.number] = chunk
    return chunk
  }

  #release(chunk: ConnectorChunk): void {
    this.#chunks.splice(this.#chunks.indexOf(chunk), 1)
    this.#chunkOf[chunk.number] = undefined
    this.#freeNumbers.push(chunk.number)
  }
}
