/** Decides which connectors are stale. */
import {
  type DateTimeOffset,
  type DomainJoinConnector,
  type DomainJoinConnectorState,
  type Heartbeat,
  heartbeat,
  silenceLimits,
} from "@odj/domain"
import { Duration } from "effect"
import { formatAge } from "../flags/Age.ts"
import { checks } from "./Checks.ts"
import { type Severity, secondsOf } from "./Finding.ts"

/** How long a connector may be silent. */
export interface StaleLimits {
  readonly warning: Duration.Duration
  readonly critical: Duration.Duration
}

/** Intune's own limits, after which a state changes. */
export const intuneLimits: StaleLimits = { warning: silenceLimits.error, critical: silenceLimits.inactive }

/** A connector that has been silent for too long. */
export interface StaleConnector {
  readonly severity: Severity
  readonly id: string
  readonly displayName: string | null
  readonly lastConnectionDateTime: string
  /** For how long, such as `3d 4h`; null if it has never contacted Intune. */
  readonly silentFor: string | null
  /** The same in whole seconds. */
  readonly silentSeconds: number | null
  readonly state: string
  /** The state that it should have by Intune's rules. */
  readonly expectedState: DomainJoinConnectorState
  readonly version: string
  /** The day from which Intune may remove it; null unless it is inactive. */
  readonly removalDate: string | null
  /** Whole days until then, negative if it is overdue; null unless it is inactive. */
  readonly daysLeft: number | null
  /** What to do about it. */
  readonly remedy: string
}

/** The severity of a silence; `undefined` if it is short enough. A connector that has never called is critical. */
export const silenceSeverity = (
  age: Duration.Duration | undefined,
  { warning, critical }: StaleLimits,
): Severity | undefined => {
  if (age === undefined || !Duration.isLessThan(age, critical)) return "critical"
  return Duration.isLessThan(age, warning) ? undefined : "warning"
}

/** When Intune removes a connector, as the end of a sentence. */
export const removalText = ({ removalDate, daysLeft = 0 }: Heartbeat): string => {
  if (removalDate === undefined) return ""
  return daysLeft < 0
    ? `; it was due for removal on ${removalDate} and is still listed`
    : `; Intune may remove it from ${removalDate}`
}

/** The report of a connector that has been silent for too long at `now`; `undefined` for any other. */
export const staleConnector = (
  connector: DomainJoinConnector,
  now: DateTimeOffset,
  limits: StaleLimits,
): StaleConnector | undefined => {
  const { age, expected, removalDate = null, daysLeft = null } = heartbeat(connector, now)
  const severity = silenceSeverity(age, limits)
  if (severity === undefined) return undefined
  const { id, displayName, lastConnectionDateTime, state, version } = connector
  return {
    severity,
    id,
    displayName,
    lastConnectionDateTime,
    silentFor: age === undefined ? null : formatAge(age),
    silentSeconds: secondsOf(age),
    state,
    expectedState: expected,
    version,
    removalDate,
    daysLeft,
    remedy: checks[age === undefined ? "never-connected" : "stale"].remedy,
  }
}
