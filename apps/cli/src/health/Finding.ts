/** A problem with a connector. */
import { type DomainJoinConnector, problemText, type UnreadableConnector } from "@odj/domain"

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

/** The finding about a connector that can't be read: nothing else is known about it. */
export const unreadableFinding = ({ id = "", problems, properties }: UnreadableConnector): Finding => ({
  severity: "warning",
  check: "unreadable",
  id,
  displayName: typeof properties.displayName === "string" ? properties.displayName : null,
  message: `Can't be read: ${problems.map(problemText).join("; ")}`,
})
