/** A modal dialog. Escape and a click beside it close it, and the focus goes back to where it was. */
import type { ComponentChildren } from "preact"
import { useId, useLayoutEffect, useRef } from "preact/hooks"
import { useFocusReturn } from "./FocusReturn.ts"

interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ComponentChildren
}

export const Dialog = ({ title, onClose, children }: DialogProps) => {
  const ref = useRef<HTMLDialogElement>(null)
  const heading = useId()
  useFocusReturn()
  useLayoutEffect(() => ref.current?.showModal(), [])
  return (
    <dialog
      ref={ref}
      class="dialog"
      aria-labelledby={heading}
      // A file chooser inside has such an event too. The event "close" comes late: another dialog may be open by then.
      onCancel={(event) => {
        if (event.target !== event.currentTarget) return
        event.preventDefault()
        onClose()
      }}
      onClose={() => ref.current !== null && onClose()}
      // The content has an element around it, so the dialog itself is pressed only beside the content.
      onPointerDown={({ target, currentTarget }) => target === currentTarget && onClose()}
    >
      <div class="dialog-body">
        <h2 id={heading}>{title}</h2>
        {children}
      </div>
    </dialog>
  )
}
