/** Keeps texts until the tab is closed, also when the page is loaded again. */
import { effect, type Signal, signal } from "@preact/signals"

/** A signal with the text that the tab keeps under a key; `undefined` if it keeps none. */
export const keptInTab = (key: string): Signal<string | undefined> => {
  const kept = signal(sessionStorage.getItem(key) ?? undefined)
  effect(() => {
    if (kept.value === undefined) sessionStorage.removeItem(key)
    else sessionStorage.setItem(key, kept.value)
  })
  return kept
}
