/** Gives the focus back when a dialog or a panel closes. */
import { useLayoutEffect } from "preact/hooks"

/** When the component goes, the element that had the focus before it came gets the focus again, if nothing else has it. */
export const useFocusReturn = (): void =>
  useLayoutEffect(() => {
    const before = document.activeElement
    return () => {
      setTimeout(() => {
        const lost = document.activeElement === null || document.activeElement === document.body
        if (lost && before instanceof HTMLElement) before.focus()
      })
    }
  }, [])
