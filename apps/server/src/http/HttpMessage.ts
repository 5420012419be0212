/** Requests and responses, as the HTTP edge and the rest of the server exchange them. */
import type { Effect } from "effect"
import type { ConnectionBreak } from "./ConnectionBreak.ts"

export interface HttpRequest {
  readonly method: string
  /** The request target as sent: path and query, or a whole URL. */
  readonly target: string
  /** By lower-case names. The values of a repeated header are joined with commas. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** `undefined` if the body exceeds the limit. */
  readonly body: Buffer | undefined
  readonly scheme: "http" | "https"
  /** The connection that it came over; a request inside another one has none. */
  readonly connection?: Connection | undefined
  /** Set for a request of a batch. */
  readonly part?: BatchPart | undefined
  /** Gets what is learned about the request while it is handled. */
  readonly facts: RequestFacts
}

export interface BatchPart {
  /** The id of the batch's own request. */
  readonly of: string
  /** The body, as parsed with the batch. */
  readonly json: unknown
}

export interface Connection {
  /** The address of the other end: of the client, or of a proxy between. */
  readonly address: string | undefined
  /** Such as `1.1`; `undefined` if the head of the request is invalid. */
  readonly httpVersion: string | undefined
  /** Whether the connection has ended, so that a response reaches no client. */
  readonly hasEnded: () => boolean
}

/** Facts for logs and traces. They contain no secrets, and nothing that is private to a connector but its id. */
export type RequestFacts = Record<string, string | number | boolean | ReadonlyArray<string> | undefined>

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Absent for a status without a body, such as 204. */
  readonly body?: string | undefined
  /** A body that is no text, such as a compressed one. */
  readonly bytes?: Buffer | undefined
  /** How the edge breaks the connection instead of sending the whole response. */
  readonly breaks?: ConnectionBreak | undefined
  /**
   * Sends the body piece by piece, instead of `body`, until the client leaves or the server stops. It returns what to do then.
   * Only a connection can stream: `fetch` without a socket does not, and neither does a batch. A request whose body exceeds
   * the limit can get no stream.
   */
  readonly stream?: ((sink: StreamSink) => () => void) | undefined
}

/** Gets the pieces of a body. */
export interface StreamSink {
  /** Whether everything so far is on its way to the client. A piece that is sent before that waits in memory. */
  readonly isReady: () => boolean
  readonly send: (text: string) => void
}

/** The statuses whose responses have no body. */
export const bodiless: ReadonlySet<number> = new Set([204, 205, 304])

/** Responds to every request, also to an invalid one. */
export type Handle<R = never> = (request: HttpRequest) => Effect.Effect<HttpResponse, never, R>

/** Wraps the handling of requests: it can look at them, change their responses, or respond itself. */
export type Wrap = <R>(handle: Handle<R>) => Handle<R>
