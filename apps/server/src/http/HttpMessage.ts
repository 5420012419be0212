/** Requests and responses, as the HTTP edge and the rest of the server exchange them. */
import type { Effect } from "effect"

export interface HttpRequest {
  readonly method: string
  /** The request target as sent: path and query, or a whole URL. */
  readonly target: string
  /** By lower-case names. The values of a repeated header are joined with commas. */
  readonly headers: Readonly<Record<string, string | undefined>>
  /** `undefined` if the body exceeds the limit. */
  readonly body: Buffer | undefined
  readonly scheme: "http" | "https"
}

export interface HttpResponse {
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  /** Absent for a status without a body, such as 204. */
  readonly body?: string | undefined
}

/** Responds to every request, also to an invalid one. */
export type Handle = (request: HttpRequest) => Effect.Effect<HttpResponse>
