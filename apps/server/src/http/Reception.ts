/** Delays or breaks new connections, or gives them another certificate, before the first byte of each is read. */
import type { Server } from "node:http"
import type { Socket } from "node:net"
import type { Server as TlsServer } from "node:tls"
import { Effect, Exit, type Fiber } from "effect"
import { breakSilently } from "./BreakConnection.ts"
import type { SilentBreak } from "./ConnectionBreak.ts"
import { type Limits, secureContextOf, type TlsOptions } from "./HttpServer.ts"
import { closeAfter, dropRest } from "./LingeringClose.ts"

/** Whether the server has TLS. Its class would load the TLS of Node.js for every server. */
const isTlsServer = (server: Server): server is Server & TlsServer => "setSecureContext" in server

/** What happens to a new connection; without a property, it is served. */
export interface Reception {
  /** It breaks once the client has sent its first bytes, of the handshake if there is one. */
  readonly breaks?: SilentBreak | undefined
  /** The certificate of its handshake, instead of the server's. Only for a server with TLS. */
  readonly tls?: TlsOptions | undefined
}

/**
 * Runs the effect that `receive` returns for each new connection of a server, and then does what its result says. Without an
 * effect, the connection is served. Call this before others listen to connections. The connection waits for the effect, which
 * is interrupted if the client disconnects. The time limits of a connection begin after it.
 */
export const receiveConnections = (
  server: Server,
  receive: () => Effect.Effect<Reception> | undefined,
  { limits, tls }: { readonly limits: Limits; readonly tls?: TlsOptions | undefined },
  runFork: (effect: Effect.Effect<Reception>) => Fiber.Fiber<Reception>,
) => {
  const listeners = server.listeners("connection")
  server.removeAllListeners("connection")
  const serve = (socket: Socket) => {
    for (const listener of listeners) listener.call(server, socket)
  }

  /** Node.js takes the certificate of a handshake while it gets the connection. */
  const serveWith = (other: TlsOptions, socket: Socket) => {
    if (tls === undefined || !isTlsServer(server)) return serve(socket)
    server.setSecureContext(secureContextOf(other))
    serve(socket)
    server.setSecureContext(secureContextOf(tls))
  }

  const proceed = (socket: Socket, reception: Reception) => {
    const { breaks, tls } = reception
    if (tls !== undefined) return serveWith(tls, socket)
    if (breaks === undefined) return serve(socket)
    dropRest(socket, limits.maxDropped)
    closeAfter(socket, limits.responseTime, socket)
    // Before its first bytes, a client may not have noticed yet that it is connected, and its error would vary.
    socket.once("data", () => breakSilently(socket, socket, breaks))
    socket.once("end", () => socket.destroy())
  }

  server.on("connection", (socket: Socket) => {
    const deciding = receive()
    if (deciding === undefined) return serve(socket)
    // Until the server listens to it, an error of the connection would end the process.
    socket.on("error", () => {})
    const receiving = runFork(
      Effect.tapDefect(deciding, (defect) => Effect.logError("Closed a new connection", defect)),
    )
    if (receiving.pollUnsafe() === undefined) socket.once("close", () => receiving.interruptUnsafe())
    receiving.addObserver((exit) => {
      if (socket.destroyed) return
      if (Exit.isSuccess(exit)) proceed(socket, exit.value)
      else socket.destroy()
    })
  })
}
