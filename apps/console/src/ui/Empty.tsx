/** What is shown instead of a list without rows, or of a section that can't work. */
import type { ComponentChildren } from "preact"

interface EmptyProps {
  readonly title: string
  /** What to do about it: text, buttons. */
  readonly children?: ComponentChildren
}

export const Empty = ({ title, children }: EmptyProps) => (
  <div class="empty">
    <h2>{title}</h2>
    {children}
  </div>
)
