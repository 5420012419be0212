/** A problem with a connector. */
import type { DomainJoinConnector } from "@odj/domain"

export type Severity = "warning" | "critical"

export interface Finding {
  readonly severity: Severity
  /** The check that found it. */
  readonly check: string
  readonly id: string
  readonly displayName: string | null
  readonly message: string
}

/** Makes a finding about a connector. */
export const findingOf =
  ({ id, displayName }: DomainJoinConnector) =>
  (severity: Severity, check: string, message: string): Finding => ({
    severity,
    check,
    id,
    displayName,
    message,
  })
