/** The faults that are in force, and how often each has struck. */
import type { Fault } from "./Fault.ts"

/** A fault in force. */
export interface ArmedFault {
  readonly id: string
  readonly fault: Fault
  /** How many requests `on` and `when` have matched. */
  readonly matched: number
  /** How many of them the fault has struck. */
  readonly struck: number
}
