/** What passes between the HTTP edge and the rest of the server: requests that have come in whole, and responses. */
import type { Effect } from "effect"

export interface HttpRequest {
  readonly method: string
  /** The request target: path and query, as sent. */
  readonly target: string
  /** By names in lower case. A repeated header is joined with a comma; an absent header is undefined. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** Absent where the body is larger than the limit. */
  readonly body: Buffer | undefined
  readonly scheme: "http" | "https"
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Absent where the status has none, such as 204. */
  readonly body?: string | undefined
}

/** Responds to every request, whatever is wrong with it. */
export type Handle = (request: HttpRequest) => Effect.Effect<HttpResponse>
