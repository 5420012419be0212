/** Decides which connectors are stale. */
import {
  type DateTimeOffset,
  type DomainJoinConnector,
  type DomainJoinConnectorState,
  heartbeat,
  silenceLimits,
} from "@odj/domain"
import { Duration } from "effect"
import { formatAge } from "../text/AgeText.ts"
import { checks } from "./Checks.ts"
import type { Found, Severity } from "./Severity.ts"

/** How long a connector may be without contact. */
export interface StaleLimits {
  readonly warning: Duration.Duration
  readonly critical: Duration.Duration
}

/** Intune's own limits, after which a state changes. */
export const intuneLimits: StaleLimits = { warning: silenceLimits.error, critical: silenceLimits.inactive }

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

/** Whole seconds of an age. */
export const secondsOf = (age: Duration.Duration | undefined): number | null =>
  age === undefined ? null : Math.floor(Duration.toSeconds(age))

/** The severity of a time without contact; `undefined` if it is short enough. A connector that never had contact is critical. */
export const silenceSeverity = (
  age: Duration.Duration | undefined,
  { warning, critical }: StaleLimits,
): "warning" | "critical" | undefined => {
  if (age === undefined || !Duration.isLessThan(age, critical)) return "critical"
  return Duration.isLessThan(age, warning) ? undefined : "warning"
}

/** The stale connector, if it has been without contact for too long at `now`. */
export const findStale = (
  connector: DomainJoinConnector,
  now: DateTimeOffset,
  limits: StaleLimits,
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
