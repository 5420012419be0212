/** What the control's events say: the latest requests, the faults in force, and the clock. */
import { signal } from "@preact/signals"

/** A recorded request, as `/_odj/requests` has it, without headers, bodies and token. */
export interface RequestSummary {
  /** Counted from 1 in the order of arrival. */
  readonly number: number
  /** By the server's clock, such as `2026-01-31T12:00:00.000Z`. */
  readonly time: string
  /** Absent while it is in flight. */
  readonly milliseconds?: number
  readonly method: string
  readonly path: string
  readonly query: string
  readonly operation?: string
  readonly outcome: string
  readonly status?: number
  readonly committed: boolean
  readonly connector?: string
  readonly idempotencyKey?: string
  readonly requestId?: string
  readonly clientRequestId?: string
  readonly batch?: string
  readonly faults?: ReadonlyArray<string>
  readonly caller?: { readonly tenant?: string; readonly application?: string; readonly user?: string }
}

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

/** The latest requests, the newest first: at most 200. */
export const requests = signal<ReadonlyArray<RequestSummary>>([])

export const armed = signal<ReadonlyArray<ArmedFault>>([])

/** How far the server's clock is ahead of this computer's, in milliseconds. */
export const clockOffset = signal(0)

/** Counts the changes of connectors that the server has seen, so that views of connectors know when to load again. */
export const changes = signal(0)

/** Since when the server has recorded requests; `undefined` if it records none. */
export const recordingSince = signal<string | undefined>(undefined)
