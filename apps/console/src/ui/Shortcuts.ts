/** Keys that do something as long as a part of the page is shown. */
import { signal } from "@preact/signals"
import { useEffect, useRef } from "preact/hooks"
import { oneAtATime } from "./OneAtATime.ts"

interface Shortcut {
  /** One key, or two after each other such as `g c`. A key is a value of `KeyboardEvent.key`. */
  readonly keys: string
  /** For the list of all shortcuts, such as `Add a connector`. */
  readonly does: string
  /** While a promise that it returns is pending, the keys do nothing. */
  readonly run: () => unknown
}

/** The shortcuts of what is shown now. */
export const shortcuts = signal<ReadonlyArray<Shortcut>>([])

/** A second key counts within this time, in milliseconds. */
const patience = 1_500

/** A key belongs to the field that a person types in, and to a dialog as long as it is open. */
const isTaken = ({ target, ctrlKey, metaKey, altKey, defaultPrevented }: KeyboardEvent) =>
  defaultPrevented ||
  ctrlKey ||
  metaKey ||
  altKey ||
  document.querySelector("dialog[open]") !== null ||
  (target instanceof Element && target.closest("input, select, textarea, [contenteditable]") !== null)

let first = { key: "", at: 0 }

addEventListener("keydown", (event) => {
  if (isTaken(event)) return
  const pair = event.timeStamp - first.at < patience ? `${first.key} ${event.key}` : event.key
  // What is shown last is above the others.
  const found = shortcuts.value.findLast(({ keys }) => keys === pair || keys === event.key)
  first = { key: event.key, at: event.timeStamp }
  if (found === undefined) return
  event.preventDefault()
  found.run()
})

/** Adds shortcuts as long as the component is shown. Their number and keys do not change meanwhile. */
export const useShortcuts = (own: ReadonlyArray<Shortcut>): void => {
  const latest = useRef(own)
  latest.current = own
  useEffect(() => {
    const added = own.map(({ keys, does }, index): Shortcut => {
      const run = oneAtATime()
      return { keys, does, run: () => void run(() => latest.current[index]?.run()) }
    })
    shortcuts.value = [...shortcuts.value, ...added]
    return () => {
      shortcuts.value = shortcuts.value.filter((shortcut) => !added.includes(shortcut))
    }
  }, [])
}
