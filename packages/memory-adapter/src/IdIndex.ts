/**
 * Finds the slot of an id, and keeps no ids: the cells of a hash table have only hashes and slots.
 *
 * The table is made of segments. A full segment is split by the next bit of the hashes, so that no step of its growth takes
 * long. V8 adds every text that is looked up in a `Map` to a table of all texts; this table does not need that.
 */
import { type TextHash, textHash } from "./TextHash.ts"

/** A part of the table: the ids whose hashes end with the same `depth` bits. */
interface Segment {
  readonly depth: number
  size: number
  /** Two numbers for each cell: the hash, and the slot plus one. An empty cell has zeros. */
  cells: Uint32Array
}

const fewestCells = 8

/** A larger segment is split, up to this depth. */
const mostCells = 1024
const greatestDepth = 16

const segmentOf = (depth: number, cells: number): Segment => ({
  depth,
  size: 0,
  cells: new Uint32Array(2 * cells),
})

/** The cell at which the search for a hash begins. It follows from the first bits, because a segment shares the last ones. */
const firstCell = (hash: number, { length }: Uint32Array) => hash >>> (Math.clz32(length >>> 1) + 1)

const cellAfter = (cell: number, { length }: Uint32Array) => (cell + 1) & ((length >>> 1) - 1)

/** Adds a hash and a slot, each of which is a number of 32 bits. */
const put = (segment: Segment, hash: number, entry: number) => {
  const { cells } = segment
  let cell = firstCell(hash, cells)
  while (cells[2 * cell + 1] !== 0) cell = cellAfter(cell, cells)
  cells[2 * cell] = hash
  cells[2 * cell + 1] = entry
  segment.size++
}

const forEachCell = ({ cells }: Segment, visit: (hash: number, entry: number) => void) => {
  for (let index = 0; index < cells.length; index += 2) {
    const entry = cells[index + 1] as number
    if (entry !== 0) visit(cells[index] as number, entry)
  }
}

const resize = (segment: Segment, cells: number) => {
  const resized = segmentOf(segment.depth, cells)
  forEachCell(segment, (hash, entry) => put(resized, hash, entry))
  segment.cells = resized.cells
}

/** Empties a cell, and moves the cells after it that could not be found any more. */
const empty = (segment: Segment, cell: number) => {
  const { cells } = segment
  const mask = (cells.length >>> 1) - 1
  let hole = cell
  for (let next = cellAfter(cell, cells); cells[2 * next + 1] !== 0; next = cellAfter(next, cells)) {
    const first = firstCell(cells[2 * next] as number, cells)
    if (((next - first) & mask) < ((next - hole) & mask)) continue
    cells.copyWithin(2 * hole, 2 * next, 2 * next + 2)
    hole = next
  }
  cells.fill(0, 2 * hole, 2 * hole + 2)
  segment.size--
}

export class IdIndex {
  /** By the last bits of a hash. Its length is a power of two; several places may have the same segment. */
  #segments: Array<Segment> = [segmentOf(0, fewestCells)]
  #size = 0
  readonly #idAt: (slot: number) => string | undefined
  readonly #hash: TextHash

  constructor(idAt: (slot: number) => string | undefined, hash = textHash()) {
    this.#idAt = idAt
    this.#hash = hash
  }

  /** The number of ids. */
  get size(): number {
    return this.#size
  }

  /** The number of cells, with the empty ones. */
  get cells(): number {
    return [...new Set(this.#segments)].reduce((cells, segment) => cells + segment.cells.length / 2, 0)
  }

  /** The slot of the id, if it is in the index. */
  find(id: string): number | undefined {
    const hash = this.#hash(id)
    const { cells } = this.#segmentOf(hash)
    const entry = cells[2 * this.#cellOf(cells, hash, id) + 1] as number
    return entry === 0 ? undefined : entry - 1
  }

  /** Adds the id, unless it is in the index. Returns whether it was added. */
  add(id: string, slot: number): boolean {
    const hash = this.#hash(id)
    const { cells } = this.#segmentOf(hash)
    if (cells[2 * this.#cellOf(cells, hash, id) + 1] !== 0) return false
    put(this.#segmentWithRoom(hash), hash, slot + 1)
    this.#size++
    return true
  }

  /** Removes the id, and returns its slot if it was in the index. */
  remove(id: string): number | undefined {
    const hash = this.#hash(id)
    const segment = this.#segmentOf(hash)
    const { cells } = segment
    const cell = this.#cellOf(cells, hash, id)
    const entry = cells[2 * cell + 1] as number
    if (entry === 0) return undefined
    empty(segment, cell)
    this.#size--
    if (cells.length > 2 * fewestCells && 16 * segment.size < cells.length) resize(segment, cells.length / 4)
    return entry - 1
  }

  #segmentOf(hash: number): Segment {
    return this.#segments[hash & (this.#segments.length - 1)] as Segment
  }

  /** The cell of the id, or the empty cell at which the search for it ends. */
  #cellOf(cells: Uint32Array, hash: number, id: string): number {
    let cell = firstCell(hash, cells)
    for (;;) {
      const entry = cells[2 * cell + 1] as number
      if (entry === 0 || (cells[2 * cell] === hash && this.#idAt(entry - 1) === id)) return cell
      cell = cellAfter(cell, cells)
    }
  }

  /** The segment of the hash, after it has grown if at most a quarter of its cells would be empty. */
  #segmentWithRoom(hash: number): Segment {
    for (;;) {
      const segment = this.#segmentOf(hash)
      const cells = segment.cells.length / 2
      if (4 * (segment.size + 1) <= 3 * cells) return segment
      if (cells < mostCells || segment.depth === greatestDepth) resize(segment, 2 * cells)
      else this.#split(segment, hash)
    }
  }

  #split(segment: Segment, hash: number): void {
    const { depth } = segment
    const bit = 1 << depth
    if (this.#segments.length === bit) this.#segments = [...this.#segments, ...this.#segments]
    const zeros = segmentOf(depth + 1, mostCells)
    const ones = segmentOf(depth + 1, mostCells)
    forEachCell(segment, (hash, entry) => put((hash & bit) === 0 ? zeros : ones, hash, entry))
    for (let place = hash & (bit - 1); place < this.#segments.length; place += bit) {
      this.#segments[place] = (place & bit) === 0 ? zeros : ones
    }
  }
}
