/** A proxy in front of servers, each below a path. */
import { once } from "node:events"
import { createServer, request as forward } from "node:http"
import type { AddressInfo } from "node:net"

/** Starts the proxy. It forwards to the servers at these paths, without the paths, as they are when a request arrives. */
export const startProxy = async (servers: Readonly<Record<string, string>>) => {
  const proxy = createServer((incoming, response) => {
    const [path = "", url = ""] =
      Object.entries(servers).find(([path]) => incoming.url?.startsWith(path)) ?? []
    const { method, headers } = incoming
    const target = new URL(incoming.url?.slice(path.length) ?? "", url)
    const outgoing = forward(target, { method, headers: { ...headers, host: target.host } }, (received) => {
      response.writeHead(received.statusCode ?? 502, received.headers)
      received.pipe(response)
    })
    response.on("close", () => outgoing.destroy())
    incoming.pipe(outgoing)
  })
  await once(proxy.listen(0, "127.0.0.1"), "listening")
  return {
    /** Ends all connections, as a restart of a server does. */
    cut: () => proxy.closeAllConnections(),
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => {
      proxy.closeAllConnections()
      await new Promise((resolve) => proxy.close(resolve))
    },
  }
}
