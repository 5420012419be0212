/** Loads again after changes: at most one load in flight, and a pause after each, however often something changes. */

const pause = 1_000

/** Returns a function that starts the load, or notes that it has to run once more. */
export const makeQuietReload = (load: () => Promise<void>): (() => Promise<void>) => {
  let isRunning = false
  let isDue = false
  return async () => {
    isDue = true
    if (isRunning) return
    isRunning = true
    try {
      while (isDue) {
        isDue = false
        await load()
        await new Promise((resolve) => setTimeout(resolve, pause))
      }
    } finally {
      isRunning = false
    }
  }
}
