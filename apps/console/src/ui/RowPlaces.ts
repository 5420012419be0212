/** Where the rows of a table are: by their heights if they have been rendered, and by an estimate if not. */

/** In pixels, as all heights and offsets. */
const estimate = 48

export class RowPlaces {
  readonly keys: ReadonlyArray<string>
  private readonly heights = new Map<string, number>()
  /** Where each row starts, and, after them, where the last one ends. */
  private readonly starts: Float64Array

  /** `before` are the places that some of the rows had among others. */
  constructor(keys: ReadonlyArray<string>, before?: RowPlaces) {
    this.keys = keys
    this.starts = new Float64Array(keys.length + 1)
    for (const [index, key] of keys.entries()) {
      const height = before?.heights.get(key)
      if (height !== undefined) this.heights.set(key, height)
      this.starts[index + 1] = this.start(index) + (height ?? estimate)
    }
  }

  start(index: number): number {
    return this.starts[index] ?? 0
  }

  /** The height of all rows. */
  get height(): number {
    return this.start(this.keys.length)
  }

  /** The index of the row at an offset; the last one if the offset is below all. */
  at(offset: number): number {
    let [low, high] = [0, Math.max(0, this.keys.length - 1)]
    while (low < high) {
      const middle = Math.ceil((low + high) / 2)
      if (this.start(middle) <= offset) low = middle
      else high = middle - 1
    }
    return low
  }

  /** The offset that brings a row into a view of a height, by the shortest way from the offset of the view. */
  offsetTo(index: number, offset: number, height: number): number {
    return Math.min(this.start(index), Math.max(offset, this.start(index + 1) - height))
  }

  /** How many rows are before those of `before`: the first of these is still there, followed by the second. */
  prependedTo({ keys: [first, second] }: RowPlaces): number {
    const index = first === undefined ? -1 : this.keys.indexOf(first)
    return index > 0 && this.keys[index + 1] === second ? index : 0
  }

  /** Sets the height of a row, and returns by how much it has grown. */
  resize(index: number, height: number): number {
    const key = this.keys[index] ?? ""
    // Not the difference of two starts, which is rounded.
    const growth = height - (this.heights.get(key) ?? estimate)
    this.heights.set(key, height)
    if (growth !== 0)
      for (let next = index + 1; next < this.starts.length; next++)
        this.starts[next] = this.start(next) + growth
    return growth
  }
}
