/**
 * Tracks the connections of a server and their requests in flight, so that the server can stop without losing a response.
 *
 * Node.js's own tracking does not suffice: it treats a connection as idle while a response is still being sent, and does
 * not count connections before the end of the TLS handshake.
 */
import type { Server, ServerResponse } from "node:http"
import type { Socket } from "node:net"
// Not the global ones, which tests replace to fake all timers: the server has to stop nevertheless.
import { clearInterval, setImmediate, setInterval } from "node:timers"
import { Effect } from "effect"

/** Identifies a connection: the TLS socket and the TCP socket below it have the same peer. */
const peerOf = ({ remoteAddress, remotePort }: Socket) => `${remoteAddress} ${remotePort}`

/** One turn of the event loop, in which every readable socket is read. */
const turn = Effect.callback<void>((resume) => {
  setImmediate(() => resume(Effect.void))
})

/** Whether an interim response can still precede the response. HTTP 1.0 has none. */
const canProbe = ({ req, socket, headersSent }: ServerResponse) =>
  socket !== null && !headersSent && req.complete && req.httpVersion === "1.1"

export const trackConnections = (server: Server, probeTime: number) => {
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

  // A client that has closed its side may still wait for its response, or be gone. The system of one that is gone replies to
  // an interim response with a reset, which closes the connection.
  const probe = () => {
    for (const [socket, response] of latest)
      if (socket.readableEnded && canProbe(response)) response.writeProcessing()
  }
  server.on("listening", () => {
    const probing = setInterval(probe, probeTime)
    server.on("close", () => clearInterval(probing))
  })

  /** The response to the latest request of a connection, while it is in flight. */
  const pending = (socket: Socket) => {
    const response = latest.get(socket)
    return response?.writableFinished ? undefined : response
  }

  const allPending = () => Array.from(latest.values()).filter((response) => !response.writableFinished)

  /** Waits until everything that clients have sent is read. Node.js accepts one new connection per turn. */
  const readAll = Effect.gen(function* () {
    let before: number
    do {
      before = accepted
      yield* turn
      yield* turn
    } while (accepted > before)
  })

  const closeIdle = Effect.andThen(
    readAll,
    Effect.sync(() => {
      const busy = new Set(allPending().map(({ req }) => peerOf(req.socket)))
      for (const socket of sockets) if (!busy.has(peerOf(socket))) socket.destroy()
    }),
  )

  /** Waits until every request now in flight has its response, or its client has disconnected. */
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
    // Node.js would close connections whose response is still being sent.
    server.closeIdleConnections = () => {}
    server.close(() => resume(Effect.void))
  })

  return {
    /**
     * Registers a request by its response. It is in flight until the response is sent or the client disconnects. Returns
     * the previous response of the connection if that is still in flight.
     */
    begin: (response: ServerResponse) => {
      const { socket } = response.req
      const previous = pending(socket)
      latest.set(socket, response)
      return previous
    },

    pending,

    /** Counts a connection as idle from now on, and returns its TCP socket: the connection itself, or what is below TLS. */
    release: (socket: Socket) => {
      latest.delete(socket)
      const peer = peerOf(socket)
      return Array.from(sockets).find((tcp) => peerOf(tcp) === peer)
    },

    /** Whether this is the latest request of its connection. */
    isLatest: (response: ServerResponse) => latest.get(response.req.socket) === response,

    /**
     * Closes the idle connections and waits for the requests in flight. Then it accepts no new connections, and waits for
     * the requests that arrived meanwhile and for `rest`. After `drainTime` it closes all remaining connections.
     */
    close: (rest: Effect.Effect<void>, drainTime: number) =>
      Effect.gen(function* () {
        yield* closeIdle
        yield* allResponded
        yield* closeIdle
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
