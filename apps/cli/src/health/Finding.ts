/** A problem with a connector, or a note, which is no problem. */
import type { DomainJoinConnector } from "@odj/domain"
import { Duration } from "effect"
import { type Check, checks } from "./Checks.ts"

export type Severity = "note" | "warning" | "critical"

export interface Finding {
  readonly severity: Severity
  /** The check that found it. */
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

/** Whole seconds of an age. */
export const secondsOf = (age: Duration.Duration | undefined): number | null =>
  age === undefined ? null : Math.floor(Duration.toSeconds(age))

/** Makes findings about a connector with a last contact of that age. */
export const findingOf =
  (
    { id, displayName, lastConnectionDateTime, state, version }: DomainJoinConnector,
    age: Duration.Duration | undefined,
  ) =>
  (severity: Severity, check: Check, message: string): Finding => ({
    severity,
    check,
    id,
    displayName,
    message,
    remedy: checks[check].remedy,
    lastConnectionDateTime,
    silentSeconds: secondsOf(age),
    state,
    version,
  })

interface Ranked {
  readonly severity: Severity
  readonly silentSeconds: number | null
}

const ranks = { critical: 0, warning: 1, note: 2 } as const

const silence = ({ silentSeconds }: Ranked) => silentSeconds ?? Number.MAX_VALUE

/** Orders by severity, and then by silence: the worst first. */
export const worstFirst = (one: Ranked, other: Ranked): number =>
  ranks[one.severity] - ranks[other.severity] || silence(other) - silence(one)
