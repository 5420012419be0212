/** A request as the ledger records it: plain JSON, without secrets. */
import type { ConnectionBreak } from "../http/ConnectionBreak.ts"
import type { Caller } from "../requested/Caller.ts"
import type { RequestedOperation } from "../requested/RequestedOperation.ts"

/**
 * Who sent a request. This is known from a valid token, or, for a request to the issuer, from the tenant in the path and the
 * `client_id`. It is absent if the caller is unknown.
 */
export interface RecordedCaller extends Caller {}

/** A token, decoded and without its signature. It may be invalid. */
export interface RecordedToken {
  readonly header: unknown
  readonly claims: unknown
}

/**
 * What the client got: a response, none yet, none because it had left, or a broken connection. For a request of a batch,
 * this is the outcome of the request itself, even if the client got no response to the batch.
 */
export type RecordedOutcome = "response" | "inFlight" | "clientLeft" | ConnectionBreak

/** The head and the body of a request or a response have no tokens, cookies or credentials. */
interface RecordedMessage {
  /** By lower-case names. `[removed]` stands for a secret. */
  readonly headers: Readonly<Record<string, string>>
  /**
   * JSON and forms as values, anything else as text. `[removed]` stands for a secret, and a token is decoded. Absent if there
   * is none, or if it is binary, HTML or longer than 1 MiB.
   */
  readonly body?: unknown
  /** In bytes; absent without a body. */
  readonly bodyLength?: number | undefined
}

export interface RecordedResponse extends RecordedMessage {}

/** A recorded request without its headers, its bodies and its token. It takes little time to read. */
export interface RequestSummary {
  /** Counted from 1 in the order of arrival, since the start or the last reset. The ledger may have dropped the first ones. */
  readonly number: number
  /** When it arrived, by the server's clock, such as `2026-01-31T12:00:00.000Z`. */
  readonly time: string
  /** How long it took until the response was ready, by the server's clock; absent while it is in flight. */
  readonly milliseconds?: number | undefined
  readonly method: string
  readonly path: string
  /** The part of the URL after `?`. */
  readonly query: string
  /** The operation of Graph's API or the endpoint of the issuer; absent for an unknown path or method. */
  readonly operation?: RequestedOperation | undefined
  readonly outcome: RecordedOutcome
  /** The status of the response; absent if the client got none. */
  readonly status?: number | undefined
  /**
   * Whether the request created, updated or deleted a connector, even if a fault hid that from the client. It is false for a
   * retry that found its connector, and for a batch: each of its requests has the value too. It is also false if the store
   * doesn't know, because its disk failed. After a restart over a file, the first retry with a key from before has true if
   * it finds a connector whose id the store generated.
   */
  readonly committed: boolean
  /** The id of the connector that it created or found as a retry, or that its URL names. */
  readonly connector?: string | undefined
  /** The `Idempotency-Key` or `Repeatability-Request-ID`, as sent. */
  readonly idempotencyKey?: string | undefined
  /** The `request-id` of the response, even if a fault hid it from the client. */
  readonly requestId?: string | undefined
  /** As the client sent it. */
  readonly clientRequestId?: string | undefined
  /** For a request of a batch: the `requestId` of the batch. */
  readonly batch?: string | undefined
  /** The names of the faults that struck it, or the ids of those without a name. */
  readonly faults?: ReadonlyArray<string> | undefined
  readonly caller?: RecordedCaller | undefined
}

export interface RecordedRequest extends RequestSummary, RecordedMessage {
  /** The token in `Authorization`. */
  readonly token?: RecordedToken | undefined
  /** The response that the client got. If its connection broke, the whole response of which it got a part. */
  readonly response?: RecordedResponse | undefined
}

/** The recorded requests, the oldest first. Those in flight are among them. */
export interface RecordedRequests extends ReadonlyArray<RecordedRequest> {
  /** How many earlier requests are no longer recorded. */
  readonly dropped: number
}
