/** Why a request of the page failed, for the person who made it. */
import type { Call } from "./Call.ts"

export class CallFailed extends Error {
  override readonly name = "CallFailed"
  readonly call: Call
  /** Absent if there was no response. */
  readonly status: number | undefined
  /** Graph's, such as `BadRequest`. */
  readonly code: string | undefined
  readonly requestId: string | undefined

  constructor(
    call: Call,
    message: string,
    {
      status,
      code,
      requestId,
    }: { status?: number; code?: string | undefined; requestId?: string | undefined } = {},
  ) {
    super(message)
    this.call = call
    this.status = status
    this.code = code
    this.requestId = requestId
  }
}
