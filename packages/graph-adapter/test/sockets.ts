/** Services on local sockets, and the clients of Node.js for them. */
import { type AddressInfo, createServer, type Server, type Socket } from "node:net"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { Agent } from "@effect/platform-node/Undici"
import { Effect, Layer } from "effect"
import type { HttpClient } from "effect/http"
import { UndiciClient } from "../src/index.ts"

/** Calls `react` for each complete request that was read from the socket. */
export const onRequest = (react: (socket: Socket, request: string) => void) => (socket: Socket) => {
  let request = ""
  socket.on("error", () => {})
  socket.on("data", (chunk) => {
    request += chunk.toString()
    const [head = "", body] = request.split("\r\n\r\n")
    const length = /^content-length: (\d+)$/im.exec(head)?.[1] ?? "0"
    if (body?.length !== Number(length)) return
    const complete = request
    request = ""
    react(socket, complete)
  })
}

/** Listens on a local port until the scope closes, and then closes every connection. */
export const listen = (server: Server) => {
  const sockets = new Set<Socket>()
  server.on("connection", (socket) => sockets.add(socket))
  return Effect.acquireRelease(
    Effect.callback<number>((resume) => {
      server.listen(0, "127.0.0.1", () => resume(Effect.succeed((server.address() as AddressInfo).port)))
    }),
    () =>
      Effect.callback<void>((resume) => {
        for (const socket of sockets) socket.destroy()
        server.close(() => resume(Effect.void))
      }),
  )
}

/** A service that reads and records requests, and passes each connection to `react`. */
export const serve = Effect.fnUntraced(function* (react: (socket: Socket, request: string) => void) {
  const requests: Array<string> = []
  const server = createServer(
    onRequest((socket, request) => {
      requests.push(request)
      react(socket, request)
    }),
  )
  return { requests, url: `http://127.0.0.1:${yield* listen(server)}/beta` }
})

export const clients: Record<string, Layer.Layer<HttpClient.HttpClient>> = {
  "node:http": NodeHttpClient.layerNodeHttp,
  undici: NodeHttpClient.layerUndici,
  "undici without streams": UndiciClient.layer(() => new Agent()),
  fetch: Layer.provide(
    NodeHttpClient.layerFetch,
    Layer.succeed(NodeHttpClient.RequestInit, { redirect: "manual" }),
  ),
}
