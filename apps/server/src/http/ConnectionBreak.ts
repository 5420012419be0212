/** How a connection can break before the client has the whole response. */

/** The breaks on which nothing is sent. What the client sees is in the documentation of faults. */
export const silentBreaks = ["reset", "close", "noResponse"] as const
export type SilentBreak = (typeof silentBreaks)[number]

export const connectionBreaks = [...silentBreaks, "cutBody", "wrongLength"] as const
export type ConnectionBreak = (typeof connectionBreaks)[number]

export const isSilent = (how: ConnectionBreak): how is SilentBreak =>
  silentBreaks.some((silent) => silent === how)
