/** An entry of the ledger: a request and its response as they were. Making one is cheap; `ReadEntry.ts` reads it. */
import type { HttpRequest, HttpResponse } from "../http/HttpMessage.ts"
import type { RecordedOutcome } from "./RecordedRequest.ts"

/** Without the connection of the request, which would keep its socket in memory. */
export interface Entry extends Pick<HttpRequest, "method" | "headers" | "body" | "part" | "facts"> {
  readonly number: number
  /** In milliseconds since 1970, by the server's clock. */
  readonly startedAt: number
  readonly path: string
  readonly query: string
  /** In bytes, of a body that is not kept. */
  readonly lostLength: number | undefined
  endedAt: number | undefined
  outcome: RecordedOutcome
  response: HttpResponse | undefined
  lostResponseLength: number | undefined
  /** About how many bytes it takes. */
  size: number
}

/** The longest body that is kept, in bytes of a request or characters of a response. */
const maxBody = 1_048_576

/** About how many bytes an entry takes without its headers, its bodies and its URL. */
const emptySize = 2_000

/** A request that has arrived. */
export const begin = (
  number: number,
  startedAt: number,
  { method, headers, body, part, facts }: HttpRequest,
  { path, query }: Pick<Entry, "path" | "query">,
): Entry => {
  const isKept = body !== undefined && body.length <= maxBody
  // The server has dropped a body that exceeds its own limit.
  const length = body?.length ?? (Number(headers["content-length"]) || undefined)
  let size = emptySize + path.length + query.length + (isKept ? body.length : 0)
  for (const name in headers) size += headers[name]?.length ?? 0
  return {
    number,
    startedAt,
    path,
    query,
    method,
    headers,
    body: isKept ? body : undefined,
    lostLength: isKept ? undefined : length,
    part,
    facts,
    endedAt: undefined,
    outcome: "inFlight",
    response: undefined,
    lostResponseLength: undefined,
    size,
  }
}

/** Adds what the client got. */
export const end = (
  entry: Entry,
  endedAt: number,
  outcome: RecordedOutcome,
  response: HttpResponse | undefined,
): void => {
  entry.endedAt = endedAt
  entry.outcome = outcome
  entry.response = response
  const { body = "" } = response ?? {}
  if (response !== undefined && body.length > maxBody) {
    entry.response = { ...response, body: undefined }
    entry.lostResponseLength = Buffer.byteLength(body)
  } else entry.size += body.length
}
