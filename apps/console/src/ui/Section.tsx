/** A section of the page with its heading and its actions. */
import type { ComponentChildren } from "preact"

interface SectionProps {
  readonly title: string
  /** Shown beside the heading. */
  readonly actions?: ComponentChildren
  readonly children: ComponentChildren
}

export const Section = ({ title, actions, children }: SectionProps) => (
  <section class="section">
    <div class="section-head">
      <h1>{title}</h1>
      <div class="actions">{actions}</div>
    </div>
    {children}
  </section>
)
