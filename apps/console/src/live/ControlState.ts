/** The state of a server, as the control's events have it. */

/** A fault in force, as `/_odj/faults` has it. */
export interface ArmedFault {
  readonly id: string
  /** As it was added. */
  readonly fault: Readonly<Record<string, unknown>>
  /** How many requests `on` and `when` have matched. */
  readonly matched: number
  /** How many of them it has struck. */
  readonly struck: number
}

export interface ControlState {
  readonly clock: {
    /** Such as `2026-01-31T12:00:00.000Z`. */
    readonly time: string
    /** How far the clock was moved, in milliseconds. */
    readonly offset: number
  }
  readonly faults: ReadonlyArray<ArmedFault>
  /** Absent if the server records no requests. */
  readonly recordingSince?: string | undefined
  /** How many earlier requests are no longer recorded. */
  readonly dropped: number
  /** Counts the changes of connectors. */
  readonly changes: number
}
