/** An http proxy whose tunnels all lead to one port of this machine, whatever host they are for. */
import { once } from "node:events"
import { createServer } from "node:http"
import { type AddressInfo, connect, type Socket } from "node:net"
import { Effect } from "effect"

/** Starts it until its scope closes. `tunnels` are the targets of its tunnels, in their order. */
export const startConnectProxy = (port: number) =>
  Effect.acquireRelease(
    Effect.promise(async () => {
      const tunnels: Array<string> = []
      const sockets = new Set<Socket>()
      const server = createServer().on("connect", ({ url = "" }, socket: Socket, head) => {
        tunnels.push(url)
        const onward = connect(port, "127.0.0.1", () => {
          socket.write("HTTP/1.1 200 Connected\r\n\r\n")
          onward.write(head)
          socket.pipe(onward)
          onward.pipe(socket)
        })
        for (const end of [socket, onward]) sockets.add(end.on("error", () => end.destroy()))
      })
      await once(server.listen(0, "127.0.0.1"), "listening")
      const { port: own } = server.address() as AddressInfo
      const close = () => {
        for (const socket of sockets) socket.destroy()
        server.close()
      }
      return { url: `http://127.0.0.1:${own}`, tunnels, close }
    }),
    ({ close }) => Effect.sync(close),
  )
