/**
 * Closes a connection whose client is still sending so that the client can read the response: the system resets a
 * connection that is closed with something unread, and the response is lost.
 */
import type { EventEmitter } from "node:events"
import type { Socket } from "node:net"

/** From now on reads and drops what comes; once it is more than `maxDropped` bytes, cuts the connection. */
export const dropRest = (socket: Socket, maxDropped: number) => {
  let left = maxDropped
  // The parser's listener, since it must not find another request in there.
  socket.removeAllListeners("data")
  socket.on("data", (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) socket.destroy()
  })
}

/** Cuts the connection after `time` milliseconds, unless what is waited for closes before. */
export const cutAfter = (socket: Socket, time: number, awaited: EventEmitter) => {
  const cut = setTimeout(() => socket.destroy(), time)
  awaited.once("close", () => clearTimeout(cut))
}
