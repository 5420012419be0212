/** What is not as it should be with a connector. */
import type { DomainJoinConnector } from "@odj/domain"

export type Severity = "warning" | "critical"

export interface Finding {
  readonly severity: Severity
  /** Which check has found it. */
  readonly check: string
  readonly id: string
  readonly displayName: string | null
  readonly message: string
}

/** Says what a check has found with a connector. */
export const findingOf =
  ({ id, displayName }: DomainJoinConnector) =>
  (severity: Severity, check: string, message: string): Finding => ({
    severity,
    check,
    id,
    displayName,
    message,
  })
