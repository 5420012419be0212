/** The connections that servers of this process accept. */
import { subscribe, unsubscribe } from "node:diagnostics_channel"
import { once } from "node:events"
import type { Socket } from "node:net"
import { Effect } from "effect"

/** Collects them until the scope closes. `allClosed` waits until each of them has closed. */
export const acceptedSockets = Effect.gen(function* () {
  const sockets: Array<Socket> = []
  const add = (message: unknown) => sockets.push((message as { readonly socket: Socket }).socket)
  yield* Effect.acquireRelease(
    Effect.sync(() => subscribe("net.server.socket", add)),
    () => Effect.sync(() => unsubscribe("net.server.socket", add)),
  )
  const allClosed = Effect.promise(() =>
    Promise.all(sockets.map((socket) => socket.closed || once(socket, "close"))),
  )
  return { sockets, allClosed }
})
