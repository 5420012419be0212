/** A recorded request with its messages, as `/_odj/requests/{number}` has it. */
import type { RequestSummary } from "../live/RequestSummary.ts"

/** What stands for a secret. */
export const removed = "[removed]"

export interface Message {
  /** By lower-case names. Characters are bytes (Latin-1). */
  readonly headers: Readonly<Record<string, string>>
  /** JSON and forms as values, anything else as text. Absent if there is none, or if it is not recorded. */
  readonly body?: unknown
  /** In bytes. */
  readonly bodyLength?: number | undefined
}

export interface DecodedToken {
  readonly header: unknown
  readonly claims: unknown
}

export interface RecordedRequest extends RequestSummary, Message {
  readonly token?: DecodedToken | undefined
  readonly response?: Message | undefined
}
