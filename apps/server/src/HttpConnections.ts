/**
 * The connections of a server, the request that each has under way, and how they come to an end without losing an
 * answer.
 *
 * Node.js itself takes a connection for idle whose answer is not all sent yet, and knows none whose TLS handshake is
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

const answered = (response: ServerResponse) =>
  Effect.callback<void>((resume) => {
    const done = () => resume(Effect.void)
    response.once("close", done)
    response.req.socket.once("close", done)
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

  const underWay = () => Array.from(latest.values()).filter((response) => !response.writableFinished)

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
      const used = new Set(underWay().map(({ req }) => peerOf(req.socket)))
      for (const socket of sockets) if (!used.has(peerOf(socket))) socket.destroy()
    }),
  )

  const closeServer = Effect.callback<void>((resume) => {
    server.close(() => resume(Effect.void))
  })

  return {
    /** Takes note of a request by its response. It is under way until the answer has been sent, or the client has left. */
    begin: (response: ServerResponse) => {
      latest.set(response.req.socket, response)
    },

    /** Whether no request has come after this one over its connection. */
    isLatest: (response: ServerResponse) => latest.get(response.req.socket) === response,

    /** The response to the last request that came over a connection, while it is under way. */
    pending: (socket: Socket) => {
      const response = latest.get(socket)
      return response?.writableFinished ? undefined : response
    },

    /**
     * Closes the connections that have no request under way, waits for the answers to those that are, takes no new
     * connection then, and waits for what has come meanwhile, and for `rest`. What is left after `drainTime` is cut.
     */
    close: (rest: Effect.Effect<void>, drainTime: number) =>
      Effect.gen(function* () {
        yield* closeUnused
        yield* Effect.forEach(underWay(), answered, { concurrency: "unbounded", discard: true })
        yield* closeUnused
        yield* closeServer
        yield* rest
      }).pipe(
        Effect.interruptible,
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
