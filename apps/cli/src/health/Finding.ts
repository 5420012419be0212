/** What `odj doctor` finds: problems with connectors, and notes, which are no problems. */
import type { DomainJoinConnector } from "@odj/domain"
import type { Check } from "./Checks.ts"
import type { Found, Severity } from "./Severity.ts"
import type { UnreadableFound } from "./Unreadable.ts"

/** The check that found it, and the connector. */
export type Finding = { readonly check: Check } & (
  | (Found & { readonly connector: DomainJoinConnector })
  | UnreadableFound
)

/** A finding as data. Of a connector that can't be read, a property may be null. */
export interface FindingData {
  readonly severity: Severity
  readonly check: Check
  readonly id: string | null
  readonly displayName: string | null
  readonly message: string
  /** What to do about it. */
  readonly remedy: string
  readonly lastConnectionDateTime: string | null
  /** Whole seconds since the last contact; null if the connector has never contacted Intune. */
  readonly silentSeconds: number | null
  readonly state: string | null
  readonly version: string | null
}
