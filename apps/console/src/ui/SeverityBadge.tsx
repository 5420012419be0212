/** A text in the colour of a severity. The text says what the colour says. */
import type { Severity } from "@odj/core/health"
import type { ComponentChildren } from "preact"

const kinds: Readonly<Record<Severity, string>> = { critical: "bad", warning: "warn", note: "" }

interface SeverityBadgeProps {
  readonly severity: Severity
  readonly children: ComponentChildren
}

export const SeverityBadge = ({ severity, children }: SeverityBadgeProps) => (
  <span class={`badge ${kinds[severity]}`}>{children}</span>
)
