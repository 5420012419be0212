/** What a diagnosis finds: problems with connectors, and notes, which are no problems. */
import type { ConnectorProperty, DomainJoinConnector } from "@odj/domain"
import { type Check, checks } from "./Checks.ts"
import type { Found, Severity } from "./Severity.ts"
import type { UnreadableFound } from "./Unreadable.ts"

/** The check that found it, and the connector. */
export type Finding = { readonly check: Check } & (
  | (Found & { readonly connector: DomainJoinConnector })
  | UnreadableFound
)

type FoundConnector = Readonly<Record<ConnectorProperty, string | null>>

/** A finding as data. Of a connector that can't be read, a property may be null. */
export interface FindingData extends FoundConnector {
  readonly severity: Severity
  readonly check: Check
  readonly message: string
  /** What to do about it. */
  readonly remedy: string
  /** Whole seconds since the last contact; null if the connector has never contacted Intune. */
  readonly silentSeconds: number | null
}

/** The finding of a check as data. What a person looks for comes first. */
export const findingData = (
  check: Check,
  { severity, silentSeconds, connector }: Found & { readonly connector: FoundConnector },
  message: string,
): FindingData => {
  const { id, displayName, ...others } = connector
  const { remedy } = checks[check]
  return { severity, check, id, displayName, message, remedy, ...others, silentSeconds }
}

/** The finding of a connector that can't be read, as data. */
export const unreadableData = (found: UnreadableFound): FindingData =>
  findingData("unreadable", found, found.problem)
