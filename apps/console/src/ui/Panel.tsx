/** The details of an item, beside its list on a wide screen and over it on a phone. Escape closes it. */
import type { ComponentChildren } from "preact"
import { useEffect, useId, useRef } from "preact/hooks"
import { Button } from "./Button.tsx"
import { useFocusReturn } from "./FocusReturn.ts"

interface PanelProps {
  readonly title: string
  readonly onClose: () => void
  readonly actions?: ComponentChildren
  readonly children: ComponentChildren
}

export const Panel = ({ title, onClose, actions, children }: PanelProps) => {
  const ref = useRef<HTMLElement>(null)
  const heading = useId()
  useFocusReturn()
  // Another item in the same panel has another title.
  useEffect(() => {
    const panel = ref.current
    if (panel?.contains(document.activeElement) === false) panel.focus()
  }, [title])
  // Two keys can come before an effect is run again, so the listener stays and calls what was rendered last.
  const close = useRef(onClose)
  close.current = onClose
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== "Escape" || event.defaultPrevented) return
      if (document.querySelector("dialog[open]") === null) close.current()
    }
    document.addEventListener("keydown", onKeyDown)
    return () => document.removeEventListener("keydown", onKeyDown)
  }, [])
  return (
    <aside class="panel" ref={ref} tabIndex={-1} aria-labelledby={heading}>
      <div class="panel-head">
        <h2 id={heading}>
          <bdi>{title}</bdi>
        </h2>
        <Button onClick={onClose}>Close</Button>
      </div>
      <div class="panel-body">{children}</div>
      {actions !== undefined && <div class="actions">{actions}</div>}
    </aside>
  )
}
