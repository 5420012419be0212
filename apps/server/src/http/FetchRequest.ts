/** Reads a `Request` of the Fetch standard as the request that the rest of the server handles. */
import { Data, Effect } from "effect"
import type { HttpRequest } from "./HttpMessage.ts"

/** The URL is not http or https, or the body can't be read. */
export class RequestUnreadable extends Data.TaggedError("RequestUnreadable")<{ readonly cause: unknown }> {}

/** The bytes of a body, or `undefined` as soon as it exceeds the limit. The rest is then not read. */
const readBody = async (stream: ReadableStream<Uint8Array>, limit: number, signal: AbortSignal) => {
  const reader = stream.getReader()
  signal.addEventListener("abort", () => void reader.cancel(signal.reason).catch(() => {}))
  const chunks: Array<Uint8Array> = []
  let size = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(chunks)
    if (!(value instanceof Uint8Array)) throw new TypeError("The body is not a stream of bytes")
    size += value.length
    if (size > limit) {
      void reader.cancel().catch(() => {})
      return undefined
    }
    chunks.push(value)
  }
}

/**
 * Reads a request. Its host is that of the URL, whatever `Host` it has, because `fetch` sends no other.
 */
export const readRequest = Effect.fnUntraced(function* (
  request: Request,
  maxBody: number,
): Effect.fn.Return<HttpRequest, RequestUnreadable> {
  const { protocol, host, pathname, search } = new URL(request.url)
  if (!/^https?:$/.test(protocol)) return yield* new RequestUnreadable({ cause: new Error("unknown scheme") })
  const stream = request.body
  const body =
    stream === null
      ? Buffer.alloc(0)
      : yield* Effect.tryPromise({
          try: (signal) => readBody(stream, maxBody, signal),
          catch: (cause) => new RequestUnreadable({ cause }),
        })
  return {
    method: request.method,
    target: `${pathname}${search}`,
    headers: { ...Object.fromEntries(request.headers), host },
    body,
    scheme: protocol === "https:" ? "https" : "http",
    connection: { address: undefined, httpVersion: undefined, hasEnded: () => request.signal.aborted },
    facts: {},
  }
})
