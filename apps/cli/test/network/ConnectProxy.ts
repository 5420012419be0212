/** A forward proxy on loopback that logs what it is asked for, and misbehaves if told to. */
import { once } from "node:events"
import { createServer, request as forward } from "node:http"
import { createServer as createTlsServer } from "node:https"
import { type AddressInfo, connect } from "node:net"
import type { Duplex } from "node:stream"

export interface ConnectProxyOptions {
  /** The credentials that it requires, as `user:password`. */
  readonly credentials?: string
  /** The scheme that it takes them with. By default, Basic. */
  readonly scheme?: string
  /** The status with which it refuses every tunnel. */
  readonly status?: number
  /** What it does instead of a response. */
  readonly instead?: "hang" | "close"
  /** Its own key and certificate, to speak TLS. */
  readonly tls?: { readonly key: string; readonly cert: string }
}

export interface ConnectProxy {
  readonly port: number
  /** The first line of every request that it got. */
  readonly log: ReadonlyArray<string>
  /** Ends when it gets the next request. */
  readonly asked: Promise<void>
  readonly close: () => void
}

export const startProxy = async (options: ConnectProxyOptions = {}): Promise<ConnectProxy> => {
  const { credentials, scheme = "Basic", status, instead, tls } = options
  const log: Array<string> = []
  const asked = Promise.withResolvers<void>()
  const sockets = new Set<Duplex>()
  const expected = credentials && `Basic ${Buffer.from(credentials).toString("base64")}`
  const server = tls === undefined ? createServer() : createTlsServer(tls)
  server.on("connection", (socket: Duplex) => {
    sockets.add(socket)
    socket.on("error", () => {})
  })
  server.on("connect", ({ url = "", headers }, socket: Duplex) => {
    log.push(`CONNECT ${url}`)
    asked.resolve()
    socket.on("error", () => {})
    if (instead === "hang") return
    if (instead === "close") return socket.destroy()
    if (status !== undefined) return socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`)
    if (headers["proxy-authorization"] !== expected) {
      return socket.end(
        `HTTP/1.1 407 No\r\nProxy-Authenticate: ${scheme} realm="p"\r\nContent-Length: 0\r\n\r\n`,
      )
    }
    const { hostname, port } = new URL(`http://${url}`)
    const target = connect(Number(port), hostname.replace(/^\[(.*)\]$/, "$1"), () => {
      socket.write("HTTP/1.1 200 OK\r\n\r\n")
      socket.pipe(target)
      target.pipe(socket)
    })
    sockets.add(target)
    target.on("error", () => socket.destroy())
  })
  server.on("request", (request, response) => {
    log.push(`${request.method} ${request.url}`)
    if (request.headers["proxy-authorization"] !== expected) return response.writeHead(407).end()
    const { "proxy-authorization": _, ...headers } = request.headers
    const sent = forward(request.url ?? "", { method: request.method, headers }, (received) => {
      response.writeHead(received.statusCode ?? 502, received.headers)
      received.pipe(response)
    })
    request.pipe(sent)
  })
  await once(server.listen(0, "127.0.0.1"), "listening")
  return {
    port: (server.address() as AddressInfo).port,
    log,
    asked: asked.promise,
    close: () => {
      server.close()
      for (const socket of sockets) socket.destroy()
    },
  }
}
