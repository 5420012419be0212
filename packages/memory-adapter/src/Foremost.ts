/**
 * The first few of many, by an order in which no two are equal.
 *
 * A heap whose root is the last of those that are kept: what comes after it is refused at once, and what comes before it
 * takes its place. Sorting everything would keep everything.
 */
export class Foremost<A extends object> {
  readonly #capacity: number
  readonly #compare: (left: A, right: A) => number
  readonly #heap: Array<A> = []

  constructor(capacity: number, compare: (left: A, right: A) => number) {
    this.#capacity = capacity
    this.#compare = compare
  }

  /** Keeps it, unless as many as may be kept come before it. */
  offer(item: A): void {
    const last = this.#heap[0]
    if (this.#heap.length < this.#capacity) this.#rise(item)
    else if (last !== undefined && this.#compare(item, last) < 0) this.#sink(item)
  }

  /** Takes those that are kept, in their order and without the first `count`. */
  takeAfter(count: number): ReadonlyArray<A> {
    const taken: Array<A> = []
    for (let last = this.#heap[0]; last !== undefined && this.#heap.length > count; last = this.#heap[0]) {
      taken.push(last)
      const item = this.#heap.pop()
      if (item !== undefined && item !== last) this.#sink(item)
    }
    return taken.reverse()
  }

  /** Puts it below what comes after it. */
  #rise(item: A): void {
    let index = this.#heap.length
    while (index > 0) {
      const above = (index - 1) >>> 1
      const parent = this.#heap[above]
      if (parent === undefined || this.#compare(item, parent) < 0) break
      this.#heap[index] = parent
      index = above
    }
    this.#heap[index] = item
  }

  /** Puts it in the place of the root, above what comes before it. */
  #sink(item: A): void {
    let index = 0
    for (;;) {
      const left = 2 * index + 1
      const below = this.#laterOf(left, left + 1)
      const child = this.#heap[below]
      if (child === undefined || this.#compare(child, item) < 0) break
      this.#heap[index] = child
      index = below
    }
    this.#heap[index] = item
  }

  #laterOf(left: number, right: number): number {
    const first = this.#heap[left]
    const second = this.#heap[right]
    return first !== undefined && second !== undefined && this.#compare(first, second) < 0 ? right : left
  }
}
