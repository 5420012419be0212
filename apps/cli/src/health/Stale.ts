/** Decides which connectors are stale. */
import {
  type DateTimeOffset,
  type DomainJoinConnector,
  type DomainJoinConnectorState,
  type Heartbeat,
  heartbeat,
} from "@odj/domain"
import { Duration } from "effect"
import { formatAge } from "../flags/Age.ts"
import type { Severity } from "./Finding.ts"

/** A connector that has been silent for too long. */
export interface StaleConnector {
  readonly severity: Severity
  readonly id: string
  readonly displayName: string | null
  readonly lastConnectionDateTime: string
  /** For how long, such as `3d 4h`; null if it has never contacted Intune. */
  readonly silentFor: string | null
  readonly state: string
  /** The state that it should have by Intune's rules. */
  readonly expectedState: DomainJoinConnectorState
  /** Whole days until Intune removes it; null if that is unknown. */
  readonly daysLeft: number | null
}

/** Critical if silent for five days, or if it has never contacted Intune. */
export const severityOf = ({ expected }: Heartbeat): Severity =>
  expected === "inactive" ? "critical" : "warning"

/** The report of a connector that has been silent for `olderThan` at `now`; `undefined` for any other. */
export const staleConnector = (
  connector: DomainJoinConnector,
  now: DateTimeOffset,
  olderThan: Duration.Duration,
): StaleConnector | undefined => {
  const beat = heartbeat(connector, now)
  if (beat.age !== undefined && Duration.isLessThan(beat.age, olderThan)) return undefined
  const { id, displayName, lastConnectionDateTime, state } = connector
  return {
    severity: severityOf(beat),
    id,
    displayName,
    lastConnectionDateTime,
    silentFor: beat.age === undefined ? null : formatAge(beat.age),
    state,
    expectedState: beat.expected,
    daysLeft: beat.daysLeft ?? null,
  }
}
