/** Runs an action once, however quickly a person asks for it again: a double click sends one request. */

/** Returns a function that runs an action, or does nothing while the promise of the one before is pending. */
export const oneAtATime = (): ((action: () => unknown) => Promise<void>) => {
  let isRunning = false
  return async (action) => {
    if (isRunning) return
    isRunning = true
    try {
      await action()
    } finally {
      isRunning = false
    }
  }
}
