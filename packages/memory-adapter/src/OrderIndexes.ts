/** The indexes of the orders in which connectors were listed last. */
import type { ConnectorOrder, DomainJoinConnector } from "@odj/domain"
import type { ConnectorTable } from "./ConnectorTable.ts"
import { OrderIndex } from "./OrderIndex.ts"

const maxIndexes = 4

/** An index with more changes since its last page is dropped. */
const maxChanges = 100_000

export class OrderIndexes {
  readonly #table: ConnectorTable
  /** The one that was used last is at the end: a Map keeps the order of insertion. */
  readonly #indexes = new Map<string, OrderIndex>()

  constructor(table: ConnectorTable) {
    this.#table = table
  }

  /** The index of the order. */
  of(order: ConnectorOrder): OrderIndex {
    const key = JSON.stringify(order.map(({ property, descending }) => [property, descending]))
    const index = this.#indexes.get(key) ?? new OrderIndex(this.#table, order)
    this.#indexes.delete(key)
    this.#indexes.set(key, index)
    for (const oldest of this.#indexes.keys()) {
      if (this.#indexes.size <= maxIndexes) break
      this.#indexes.delete(oldest)
    }
    return index
  }

  /** Call it when the connector in that slot was created, or updated if there is a `previous` one. */
  noteChange(slot: number, connector: DomainJoinConnector, previous?: DomainJoinConnector): void {
    for (const [key, index] of this.#indexes) {
      index.noteChange(slot, connector, previous)
      if (index.changes > maxChanges) this.#indexes.delete(key)
    }
  }
}
