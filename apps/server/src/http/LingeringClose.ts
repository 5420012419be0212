/**
 * Closes a connection while its client is still sending, without losing the response.
 *
 * The system resets a connection that is closed with unread bytes, and the client then loses the response.
 */
import type { EventEmitter } from "node:events"
import type { Socket } from "node:net"
import { clearTimeout, setTimeout } from "node:timers"

/** Reads and drops everything that still arrives, and closes the connection after more than `maxDropped` bytes. */
export const dropRest = (socket: Socket, maxDropped: number): void => {
  // Node.js starts to read a paused socket again only while its parser listens.
  if (socket.isPaused()) return void socket.once("resume", () => dropRest(socket, maxDropped)).resume()
  let left = maxDropped
  // Removes the listener of the parser, which must not find another request in the dropped bytes.
  socket.removeAllListeners("data")
  socket.on("data", (chunk: Buffer) => {
    left -= chunk.length
    if (left < 0) socket.destroy()
  })
}

/** Closes the connection after `time` milliseconds, unless `awaited` closes before. */
export const closeAfter = (socket: Socket, time: number, awaited: EventEmitter) => {
  const timer = setTimeout(() => socket.destroy(), time)
  awaited.once("close", () => clearTimeout(timer))
}
