/** Decides which connectors are stale. */
import {
  type Found,
  formatAge,
  type Severity,
  type SilenceThresholds,
  secondsOf,
  silenceSeverity,
} from "@odj/core/health"
import {
  type DateTimeOffset,
  type DomainJoinConnector,
  type DomainJoinConnectorState,
  heartbeat,
} from "@odj/domain"
import { checks } from "./Checks.ts"

/** A connector without contact for too long. */
export interface Stale extends Found {
  readonly connector: DomainJoinConnector
}

/** A stale connector as data. */
export interface StaleData extends DomainJoinConnector {
  readonly severity: Severity
  /** For how long, such as `3d 4h`; null if it has never contacted Intune. */
  readonly silentFor: string | null
  /** The same in whole seconds. */
  readonly silentSeconds: number | null
  /** The state that it should have by Intune's rules. */
  readonly expectedState: DomainJoinConnectorState
  /** The day from which Intune may remove it; null unless it is inactive. */
  readonly removalDate: string | null
  /** Whole days until then, negative if it is overdue; null unless it is inactive. */
  readonly daysLeft: number | null
  /** What to do about it. */
  readonly remedy: string
}

/** The stale connector, if it has been without contact for too long at `now`. */
export const findStale = (
  connector: DomainJoinConnector,
  now: DateTimeOffset,
  limits: SilenceThresholds,
): Stale | undefined => {
  const { age } = heartbeat(connector, now)
  const severity = silenceSeverity(age, limits)
  return severity && { severity, silentSeconds: secondsOf(age), connector }
}

/** What to do about a stale connector. */
export const staleRemedy = ({ silentSeconds }: Stale): string =>
  checks[silentSeconds === null ? "never-connected" : "stale"].remedy

export const staleData = (stale: Stale, now: DateTimeOffset): StaleData => {
  const { severity, connector, silentSeconds } = stale
  const { age, expected, removalDate = null, daysLeft = null } = heartbeat(connector, now)
  return {
    severity,
    ...connector,
    silentFor: age === undefined ? null : formatAge(age),
    silentSeconds,
    expectedState: expected,
    removalDate,
    daysLeft,
    remedy: staleRemedy(stale),
  }
}
