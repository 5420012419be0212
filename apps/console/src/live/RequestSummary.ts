/** A recorded request, as the control's events have it: without headers, bodies and token. */

export interface RequestSummary {
  /** Counted from 1 in the order of arrival. */
  readonly number: number
  /** By the server's clock, such as `2026-01-31T12:00:00.000Z`. */
  readonly time: string
  /** Absent while it is in flight. */
  readonly milliseconds?: number | undefined
  readonly method: string
  readonly path: string
  readonly query: string
  readonly operation?: string | undefined
  readonly outcome: string
  readonly status?: number | undefined
  readonly committed: boolean
  readonly connector?: string | undefined
  readonly idempotencyKey?: string | undefined
  readonly requestId?: string | undefined
  readonly clientRequestId?: string | undefined
  readonly batch?: string | undefined
  readonly faults?: ReadonlyArray<string> | undefined
  readonly caller?:
    | {
        readonly tenant?: string | undefined
        readonly application?: string | undefined
        readonly user?: string | undefined
      }
    | undefined
}
