/** How bad something is that a check has found. A note is no problem. */

/** From a note to what has to be mended now. */
export type Severity = "note" | "warning" | "critical"

/** Something that a check has found. It is kept small: there may be several for each of many connectors. */
export interface Found {
  readonly severity: Severity
  /** Whole seconds since the last contact; null if the connector has never contacted Intune. */
  readonly silentSeconds: number | null
  readonly connector: { readonly id: string | null; readonly displayName: string | null }
}

const ranks = { critical: 0, warning: 1, note: 2 } as const

const silence = ({ silentSeconds }: Found) => silentSeconds ?? Number.MAX_VALUE

/** Orders by severity, and then by the time since the last contact: the worst first. */
export const worstFirst = (one: Found, other: Found): number =>
  ranks[one.severity] - ranks[other.severity] || silence(other) - silence(one)
