/** How a connection can break. */

/** Their names; what the client sees is in the documentation of faults. */
export const connectionBreaks = ["reset", "close", "cutBody", "wrongLength", "noResponse"] as const
export type ConnectionBreak = (typeof connectionBreaks)[number]
