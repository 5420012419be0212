/**
 * The connections of a server, the request that each has in flight, and how they end without losing a response.
 *
 * Node.js itself takes a connection for idle whose response is not all sent yet, and knows none whose TLS handshake is
 * not done.
 */
import type { Server, ServerResponse } from "node:http"
import type { Socket } from "node:net"
import { Effect } from "effect"

/** The two sockets of a TLS connection, one above the other, have the same peer. */
const peerOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`

/** A turn of the event loop, in which every socket is read that there is something to read from. */
const turn = Effect.callback<void>((resume) => {
  setImmediate(() => resume(Effect.void))
})

export const trackConnections = (server: Server) => {
  const sockets = new Set<Socket>()
  const latest = new Map<Socket, ServerResponse>()
  let accepted = 0

  server.on("connection", (socket: Socket) => {
    accepted++
    sockets.add(socket)
    socket.on("close", () => {
      sockets.delete(socket)
      latest.delete(socket)
    })
  })
  server.on("secureConnection", (socket: Socket) => {
    socket.on("close", () => latest.delete(socket))
  })

  /** The response to the last request that has come over a connection, while it is in flight. */
  const pending = (socket: Socket) => {
    const response = latest.get(socket)
    return response?.writableFinished ? undefined : response
  }

  const allPending = () => Array.from(latest.values()).filter((response) => !response.writableFinished)

  /** Leaves nothing unread that has been sent to us. The system hands out one new connection a turn. */
  const readAll = Effect.gen(function* () {
    let before: number
    do {
      before = accepted
      yield* turn
      yield* turn
    } while (accepted > before)
  })

  const closeUnused = Effect.andThen(
    readAll,
    Effect.sync(() => {
      const used = new Set(allPending().map(({ req }) => peerOf(req.socket)))
      for (const socket of sockets) if (!used.has(peerOf(socket))) socket.destroy()
    }),
  )

  /** What is in flight now has its response, or its client has left. */
  const allResponded = Effect.callback<void>((resume) => {
    const left = new Set(allPending())
    if (left.size === 0) return resume(Effect.void)
    for (const response of left) {
      const done = () => {
        left.delete(response)
        if (left.size === 0) resume(Effect.void)
      }
      response.once("close", done)
      response.req.socket.once("close", done)
    }
  })

  const closeServer = Effect.callback<void>((resume) => {
    // It would close what it takes for idle.
    server.closeIdleConnections = () => {}
    server.close(() => resume(Effect.void))
  })

  return {
    /**
     * Takes note of a request by its response; it is in flight until the response has been sent, or the client has left.
     * Gives the one before it over the same connection, while that is in flight.
     */
    begin: (response: ServerResponse) => {
      const { socket } = response.req
      const before = pending(socket)
      latest.set(socket, response)
      return before
    },

    pending,

    /** Whether no request has come after this one over its connection. */
    isLatest: (response: ServerResponse) => latest.get(response.req.socket) === response,

    /**
     * Closes the connections that have no request in flight, waits for the responses to those that are, takes no new
     * connection then, and waits for what has come meanwhile, and for `rest`. What is left after `drainTime` is cut.
     */
    close: (rest: Effect.Effect<void>, drainTime: number) =>
      Effect.gen(function* () {
        yield* closeUnused
        yield* allResponded
        yield* closeUnused
        yield* closeServer
        yield* rest
      }).pipe(
        Effect.timeoutOption(drainTime),
        Effect.andThen(
          Effect.suspend(() => {
            for (const socket of sockets) socket.destroy()
            return closeServer
          }),
        ),
      ),
  }
}
