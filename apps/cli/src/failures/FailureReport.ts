/** The report of a failure: what happened, what to do about it, and the exit code. */
import type { RefusalReason, ServiceReport, UnavailabilityReason } from "@odj/core"
import type { Problem, UnreadableConnector } from "@odj/domain"

export interface FailureReport {
  readonly exitCode: number
  /** What happened; no lines if it was reported already. */
  readonly lines: ReadonlyArray<string>
  /** Whether it was already reported as text, so that only JSON output repeats it. */
  readonly isReported?: boolean
  /** What to do about it. */
  readonly remedy?: string | undefined
  /** What was done before the failure. As text, it comes last. */
  readonly summary?: string
  readonly reason?: RefusalReason | UnavailabilityReason | undefined
  readonly service?: ServiceReport
  readonly problems?: ReadonlyArray<Problem>
  /** The connectors that could not be read. */
  readonly unreadable?: ReadonlyArray<UnreadableConnector>
  readonly counts?: Readonly<Record<string, number>>
}
