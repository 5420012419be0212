/** How bad something is that a check has found. A note is no problem. */

/** From what has to be mended now to a note. */
export const severities = ["critical", "warning", "note"] as const

/** One of {@link severities}. */
export type Severity = (typeof severities)[number]

/** Something that a check has found. It is kept small: there may be several for each of many connectors. */
export interface Found {
  readonly severity: Severity
  /** Whole seconds since the last contact; null if the connector has never contacted Intune. */
  readonly silentSeconds: number | null
  readonly connector: { readonly id: string | null; readonly displayName: string | null }
}

const rank = ({ severity }: Found) => severities.indexOf(severity)

const silence = ({ silentSeconds }: Found) => silentSeconds ?? Number.MAX_VALUE

/** Orders by severity, and then by the time since the last contact: the worst first. */
export const worstFirst = (one: Found, other: Found): number =>
  rank(one) - rank(other) || silence(other) - silence(one)
