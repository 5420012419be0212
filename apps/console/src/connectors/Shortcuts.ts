/** Keys that do something while a part of the page is shown. */
import { useEffect, useRef } from "preact/hooks"

type Shortcuts = Readonly<Record<string, () => void>>

/** A key belongs to the field that a person types in, and to a dialog as long as it is open. */
const isTaken = ({ target, ctrlKey, metaKey, altKey }: KeyboardEvent) =>
  ctrlKey ||
  metaKey ||
  altKey ||
  document.querySelector("dialog[open]") !== null ||
  (target instanceof Element && target.closest("input, select, textarea, [contenteditable]") !== null)

/** By the value of `KeyboardEvent.key`. */
export const useShortcuts = (shortcuts: Shortcuts): void => {
  const latest = useRef(shortcuts)
  latest.current = shortcuts
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isTaken(event) || !Object.hasOwn(latest.current, event.key)) return
      event.preventDefault()
      latest.current[event.key]?.()
    }
    addEventListener("keydown", onKey)
    return () => removeEventListener("keydown", onKey)
  }, [])
}
