/** Writes a response as the `Response` of the Fetch standard, which ends early if its connection would break. */
import { STATUS_CODES } from "node:http"
import { breakOf } from "./BreakConnection.ts"
import { type ConnectionBreak, isSilent } from "./ConnectionBreak.ts"
import { connectionClosed, connectionReset, fetchFailed, terminated } from "./FetchFailure.ts"
import { bodiless, type HttpResponse } from "./HttpMessage.ts"

/** What a client notices of a connection that breaks. If it gets nothing, that is the end of the connection. */
const errors: Readonly<Record<ConnectionBreak, () => Error>> = {
  reset: connectionReset,
  cutBody: connectionReset,
  close: connectionClosed,
  wrongLength: connectionClosed,
  noResponse: connectionClosed,
}

/** A body that ends with an error after these bytes. */
const brokenAfter = (bytes: Uint8Array, error: Error) => {
  let isSent = false
  return new ReadableStream<Uint8Array>({
    pull: (controller) => {
      if (isSent) return controller.error(error)
      isSent = true
      controller.enqueue(bytes)
    },
  })
}

/** The body of a response. Throws what `fetch` rejects with if the connection breaks before its first byte. */
const contentOf = (bytes: Buffer<ArrayBuffer>, breaks: ConnectionBreak | undefined) => {
  if (breaks === undefined) return bytes
  const error = errors[breaks]()
  if (isSilent(breaks)) throw fetchFailed(error)
  return brokenAfter(breaks === "cutBody" ? bytes.subarray(0, bytes.length / 2) : bytes, terminated(error))
}

/**
 * Writes the response to a request. Throws what `fetch` rejects with if the client gets none. Its `url` is that of the request;
 * a clone of the response has none, because only the platform can set it there.
 */
export const writeResponse = ({ method, url }: Request, written: HttpResponse): Response => {
  const { status, headers, body } = written
  const breaks = breakOf({ method }, written)
  const hasBody = body !== undefined && method !== "HEAD" && !bodiless.has(status)
  const content = contentOf(Buffer.from(hasBody ? body : ""), breaks)
  const length = body !== undefined && Buffer.byteLength(body) + (breaks === "wrongLength" ? 1 : 0)
  const response = new Response(hasBody ? content : null, {
    status,
    statusText: STATUS_CODES[status] ?? "unknown",
    headers: { ...headers, ...(length !== false && { "Content-Length": String(length) }) },
  })
  return Object.defineProperty(response, "url", { value: url.replace(/#.*$/, "") })
}
