/** A request as the ledger records it: plain JSON, without the signatures of tokens. */
import type { RequestedOperation } from "../requested/RequestedOperation.ts"

/** Who sent a request, by its token. */
export interface RecordedCaller {
  readonly tenant?: string | undefined
  readonly application?: string | undefined
  readonly user?: string | undefined
}

/** A token, decoded; it is not shown whether the signature is valid. */
export interface RecordedToken {
  readonly header: unknown
  readonly claims: unknown
}

export interface RecordedRequest {
  /** Counted from 1 since the start or the last reset. The ledger may have dropped the first ones. */
  readonly number: number
  /** When it arrived, by the server's clock, such as `2026-01-31T12:00:00.000Z`. */
  readonly time: string
  /** How long it took until the response was ready. */
  readonly milliseconds: number
  readonly method: string
  readonly path: string
  /** The part of the URL after `?`. */
  readonly query: string
  /** The operation of Graph's API or the endpoint of the issuer; absent for an unknown path. */
  readonly operation?: RequestedOperation | undefined
  /** The status of the response; absent if the client got none. */
  readonly status?: number | undefined
  /**
   * Whether the request created, changed or deleted a connector, even if a fault hid that from the client. A retry that found
   * its connector created already has false.
   */
  readonly committed: boolean
  /** The id of the connector that it created, or that its URL names. */
  readonly connector?: string | undefined
  /** The `Idempotency-Key` or `Repeatability-Request-ID`, as sent. */
  readonly idempotencyKey?: string | undefined
  readonly requestId?: string | undefined
  /** As the client sent it. */
  readonly clientRequestId?: string | undefined
  /** For a request of a batch: the `requestId` of the batch. */
  readonly batch?: string | undefined
  /** The names of the faults that struck it, or the ids of those without a name. */
  readonly faults?: ReadonlyArray<string> | undefined
  readonly caller?: RecordedCaller | undefined
  readonly token?: RecordedToken | undefined
  /** By lower-case names; without tokens, cookies and credentials. */
  readonly headers: Readonly<Record<string, string>>
  /** JSON as a value, anything else as text; absent if there was none. */
  readonly body?: unknown
  readonly response?:
    | { readonly headers: Readonly<Record<string, string>>; readonly body?: unknown }
    | undefined
}

/** Which requests to return: those that equal every given value. */
export interface RequestQuery {
  readonly operation?: RecordedRequest["operation"]
  readonly method?: string | undefined
  readonly status?: number | undefined
  readonly committed?: boolean | undefined
  readonly connector?: string | undefined
  readonly tenant?: string | undefined
  readonly application?: string | undefined
  /** The name or the id of a fault that struck it. */
  readonly fault?: string | undefined
}

/** The recorded requests, the oldest first. */
export interface RecordedRequests extends ReadonlyArray<RecordedRequest> {
  /** How many earlier requests the ledger has dropped. */
  readonly dropped: number
}
