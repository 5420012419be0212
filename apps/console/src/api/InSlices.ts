/** Runs long work in slices of a few milliseconds, so that the page responds in between. */

/** In milliseconds: less than half of a frame. */
const sliceTime = 5

const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve))

/** How the work is cancelled; time and pauses only for tests. */
interface SliceOptions {
  readonly signal: AbortSignal
  /** In milliseconds. */
  readonly time?: () => number
  readonly pause?: () => Promise<void>
}

/** Visits all items. Rejects with the reason of the signal when it is aborted. */
export const inSlices = async <Item>(
  items: Iterable<Item>,
  visit: (item: Item) => void,
  { signal, time = () => performance.now(), pause = nextTask }: SliceOptions,
): Promise<void> => {
  let end = time() + sliceTime
  for (const item of items) {
    if (time() >= end) {
      await pause()
      signal.throwIfAborted()
      end = time() + sliceTime
    }
    visit(item)
  }
}
