/** Why a request of the page failed, for the person who made it. */
import type { Call } from "./Call.ts"

/** A problem with what was sent. */
export interface CallProblem {
  /** The names that lead to the invalid value, separated by `/`. Empty if the whole is invalid. */
  readonly target: string
  readonly message: string
}

export class CallFailed extends Error {
  override readonly name = "CallFailed"
  readonly call: Call
  /** Absent if there was no response. */
  readonly status: number | undefined
  /** Graph's, such as `BadRequest`. */
  readonly code: string | undefined
  readonly requestId: string | undefined
  /** Every problem that the response names. */
  readonly problems: ReadonlyArray<CallProblem>

  constructor(
    call: Call,
    message: string,
    {
      status,
      code,
      requestId,
      problems = [],
    }: {
      status?: number
      code?: string | undefined
      requestId?: string | undefined
      problems?: ReadonlyArray<CallProblem> | undefined
    } = {},
  ) {
    super(message)
    this.call = call
    this.status = status
    this.code = code
    this.requestId = requestId
    this.problems = problems
  }
}
