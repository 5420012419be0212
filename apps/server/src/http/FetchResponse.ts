/** Writes a response as the `Response` of the Fetch standard, which ends early if its connection would break. */
import { STATUS_CODES } from "node:http"
import { connectionClosed, connectionReset, fetchFailed, terminated } from "./FetchFailure.ts"
import type { HttpResponse } from "./HttpMessage.ts"

/** The statuses whose responses have no body. */
const withoutBody: ReadonlySet<number> = new Set([204, 205, 304])

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

/**
 * Writes the response to a request. Throws what `fetch` rejects with if the client gets none. Its `url` is that of the request;
 * a clone of the response has none, because only the platform can set it there.
 */
export const writeResponse = (
  { method, url }: Request,
  { status, headers, body, breaks }: HttpResponse,
): Response => {
  if (breaks === "reset") throw fetchFailed(connectionReset())
  if (breaks === "close") throw fetchFailed(connectionClosed())
  const bytes = Buffer.from(body ?? "")
  const isCut = breaks === "cutBody"
  const hasWrongLength = breaks === "wrongLength"
  const content = () => {
    if (isCut) return brokenAfter(bytes.subarray(0, bytes.length / 2), terminated(connectionReset()))
    return hasWrongLength ? brokenAfter(bytes, terminated(connectionClosed())) : bytes
  }
  const length = bytes.length + (hasWrongLength ? 1 : 0)
  const response = new Response(
    body === undefined || method === "HEAD" || withoutBody.has(status) ? null : content(),
    {
      status,
      statusText: STATUS_CODES[status] ?? "",
      headers: body === undefined ? headers : { ...headers, "Content-Length": String(length) },
    },
  )
  return Object.defineProperty(response, "url", { value: url.replace(/#.*$/, "") })
}
