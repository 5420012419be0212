/** Loads again after changes: at most one load in flight, and a pause after each, however often something changes. */

/**
 * Returns a function that starts the load, or notes that it has to run once more; `atOnce` ends the pause. The pause depends
 * on how long the load took; both are in milliseconds.
 */
export const makeQuietReload = (
  load: () => Promise<void>,
  pauseAfter: (took: number) => number = () => 1_000,
): ((atOnce?: boolean) => Promise<void>) => {
  let isRunning = false
  let isDue = false
  let endPause: (() => void) | undefined
  return async (atOnce = false) => {
    isDue = true
    if (atOnce) endPause?.()
    if (isRunning) return
    isRunning = true
    try {
      while (isDue) {
        isDue = false
        const start = performance.now()
        await load()
        await new Promise<void>((resolve) => {
          endPause = resolve
          setTimeout(resolve, pauseAfter(performance.now() - start))
        })
      }
    } finally {
      isRunning = false
    }
  }
}
