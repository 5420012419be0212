/**
 * Closing a connection whose client is still sending, so that it can read what it was answered: a system that closes
 * with something unread resets the connection, and the answer is lost.
 */
import type { Socket } from "node:net"

export interface LingerLimits {
  /** How many bytes of what is not wanted any more are read and dropped. */
  readonly maxDropped: number
  /** How long that may go on. */
  readonly requestTime: number
}

/** Drops what comes from now on, until the client has closed its end as well as we ours, or a limit is reached. */
export const dropRest = (socket: Socket, { maxDropped, requestTime }: LingerLimits) => {
  const cut = setTimeout(() => socket.destroy(), requestTime)
  socket.once("close", () => clearTimeout(cut))
  let left = maxDropped
  // The first listener is the parser's, which must not see more requests.
  socket.removeAllListeners("data")
  socket.on("data", (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) socket.destroy()
  })
  socket.resume()
}
