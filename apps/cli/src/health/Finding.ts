/** A problem with a connector, or a note, which is no problem. */
import type { DomainJoinConnector } from "@odj/domain"
import type { Check } from "./Checks.ts"
import type { Found, Severity } from "./Severity.ts"

export interface Finding extends Found {
  /** The check that found it. */
  readonly check: Check
  readonly connector: DomainJoinConnector
}

/** A finding as data. */
export interface FindingData {
  readonly severity: Severity
  readonly check: Check
  readonly id: string
  readonly displayName: string | null
  readonly message: string
  /** What to do about it. */
  readonly remedy: string
  readonly lastConnectionDateTime: string
  /** Whole seconds since the last contact; null if the connector has never contacted Intune. */
  readonly silentSeconds: number | null
  readonly state: string
  readonly version: string
}
