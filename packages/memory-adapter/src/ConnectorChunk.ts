/**
 * Up to 1,024 connectors with successive sequence numbers, as rows of one array. Objects would need more memory.
 *
 * The row of a removed connector stays empty until more than half of all rows are empty: then the chunk is compacted.
 */
import type { DomainJoinConnector } from "@odj/domain"
import { sharedText } from "./SharedText.ts"

/** How many connectors are added to a chunk. */
export const chunkLength = 1024

type Value = string | null | undefined

/** How many values a row has. */
const width = 5

export class ConnectorChunk {
  /** The number by which the table finds the chunk. */
  readonly number: number
  /** The sequence number of offset 0. */
  readonly first: number
  /** The number of connectors. */
  size = 0
  /** The offset of the next connector. */
  end = 0
  #values: Array<Value> = []
  /** The offsets of the rows, in ascending order. Undefined until the first compaction: until then, row and offset are equal. */
  #offsets: Array<number> | undefined

  constructor(number: number, first: number) {
    this.number = number
    this.first = first
  }

  /** The number of rows, with the empty ones. */
  get rows(): number {
    return this.#values.length / width
  }

  /** The connector at that offset, if there is one. */
  at(offset: number): DomainJoinConnector | undefined {
    return this.#read(this.#rowAt(offset))
  }

  /** The id of the connector at that offset. */
  idAt(offset: number): string | undefined {
    return this.#value(this.#rowAt(offset), 0) ?? undefined
  }

  /** Adds a connector at the end. */
  add(connector: DomainJoinConnector): void {
    this.#write(this.rows, connector)
    this.#offsets?.push(this.end)
    this.end++
    this.size++
    // While an array grows, V8 gives it more room than it needs: a copy has none.
    if (this.end === chunkLength) this.#values = this.#values.slice()
  }

  /** Replaces the connector at that offset. */
  replace(offset: number, connector: DomainJoinConnector): void {
    this.#write(this.#rowAt(offset), connector)
  }

  /** Removes the connector at that offset. */
  remove(offset: number): void {
    const index = this.#rowAt(offset) * width
    this.#values.fill(undefined, index, index + width)
    this.size--
    if (this.rows > 2 * this.size) this.#compact()
  }

  /** The offset of the connector before which there are that many. */
  offsetOf(count: number): number {
    let left = count
    let row = 0
    while (this.#value(row, 0) === undefined || left-- > 0) row++
    return this.#offsetOf(row)
  }

  /** Visits the connectors with greater offsets, until `visit` returns false. Returns whether all were visited. */
  visitAfter(offset: number, visit: (connector: DomainJoinConnector, offset: number) => boolean): boolean {
    const { rows } = this
    for (let row = this.#rowAfter(offset); row < rows; row++) {
      const connector = this.#read(row)
      if (connector !== undefined && !visit(connector, this.#offsetOf(row))) return false
    }
    return true
  }

  #read(row: number): DomainJoinConnector | undefined {
    const values = this.#values
    const index = row * width
    const id = values[index]
    if (typeof id !== "string") return undefined
    return {
      id,
      displayName: values[index + 1],
      lastConnectionDateTime: values[index + 2],
      state: values[index + 3],
      version: values[index + 4],
    } satisfies Record<keyof DomainJoinConnector, Value> as DomainJoinConnector
  }

  #write(
    row: number,
    { id, displayName, lastConnectionDateTime, state, version }: DomainJoinConnector,
  ): void {
    const values = this.#values
    const index = row * width
    values[index] = id
    values[index + 1] = displayName
    values[index + 2] = lastConnectionDateTime
    values[index + 3] = sharedText(state)
    values[index + 4] = sharedText(version)
  }

  #value(row: number, column: number): Value {
    return this.#values[row * width + column]
  }

  #offsetOf(row: number): number {
    return this.#offsets?.[row] ?? row
  }

  /** The first row with a greater offset. */
  #rowAfter(offset: number): number {
    if (this.#offsets === undefined) return offset + 1
    let low = 0
    let high = this.#offsets.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if (this.#offsetOf(middle) > offset) high = middle
      else low = middle + 1
    }
    return low
  }

  /** The row with that offset. Without one, a row that does not exist. */
  #rowAt(offset: number): number {
    const row = this.#rowAfter(offset - 1)
    return this.#offsetOf(row) === offset ? row : this.rows
  }

  #compact(): void {
    const values: Array<Value> = []
    const offsets: Array<number> = []
    for (let row = 0; row < this.rows; row++) {
      if (this.#value(row, 0) === undefined) continue
      for (let column = 0; column < width; column++) values.push(this.#value(row, column))
      offsets.push(this.#offsetOf(row))
    }
    this.#values = values
    this.#offsets = offsets
  }
}
