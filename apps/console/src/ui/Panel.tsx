/** The details of an item, beside its list on a wide screen and over it on a phone. Escape closes it. */
import type { ComponentChildren } from "preact"

interface PanelProps {
  readonly title: string
  readonly onClose: () => void
  readonly actions?: ComponentChildren
  readonly children: ComponentChildren
}

export const Panel = ({ title, onClose, actions, children }: PanelProps) => (
  <aside class="panel" aria-label={title}>
    <div class="panel-head">
      <h2>
        <bdi>{title}</bdi>
      </h2>
      <button class="button plain" type="button" onClick={onClose}>
        Close
      </button>
    </div>
    {children}
    <div class="actions">{actions}</div>
  </aside>
)
