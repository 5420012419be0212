/** The body of a request, read into memory under a limit. */
import type { IncomingMessage } from "node:http"

/** Whether the client says that the body is larger than the limit. */
export const announcesMore = ({ headers }: IncomingMessage, limit: number) =>
  Number(headers["content-length"]) > limit

/**
 * Calls back once with the body, or with nothing as soon as it is known to exceed the limit; never for a request that
 * breaks off. What comes after the limit is read and dropped.
 */
export const readBody = (
  request: IncomingMessage,
  limit: number,
  done: (body: Buffer | undefined) => void,
) => {
  if (announcesMore(request, limit)) {
    request.resume()
    return done(undefined)
  }
  const chunks: Array<Buffer> = []
  let size = 0
  request.on("data", (chunk: Buffer) => {
    if (size > limit) return
    size += chunk.length
    if (size > limit) done(undefined)
    else chunks.push(chunk)
  })
  request.on("end", () => {
    if (size <= limit) done(chunks.length === 1 ? chunks[0] : Buffer.concat(chunks))
  })
}
