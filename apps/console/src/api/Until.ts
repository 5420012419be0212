/** Waits for signals. */
import { effect } from "@preact/signals"

/** Resolves when a condition on signals is true. */
export const until = (isTrue: () => boolean): Promise<void> =>
  new Promise((resolve) => {
    const stop = effect(() => {
      if (!isTrue()) return
      resolve()
      queueMicrotask(() => stop())
    })
  })
