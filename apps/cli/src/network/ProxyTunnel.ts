/** An https agent whose connections go through a proxy, each in a tunnel that the proxy opens on `CONNECT`. */
import { request as requestHttp } from "node:http"
import { Agent, type AgentOptions, type RequestOptions, request as requestHttps } from "node:https"
import type { Duplex } from "node:stream"
import { type ConnectionOptions, connect } from "node:tls"
import { type HttpProxy, proxyHeaders } from "./Proxies.ts"
import { ProxyRefused, ProxyUnreachable } from "./ProxyFailure.ts"

/** After this silence, in milliseconds, the connection to the proxy is closed. */
const silenceLimit = 10_000

const inUrl = (host: string) => (host.includes(":") ? `[${host}]` : host)

export class ProxyTunnel extends Agent {
  readonly #proxy: HttpProxy

  constructor(proxy: HttpProxy, options: AgentOptions) {
    super(options)
    this.#proxy = proxy
  }

  override createConnection(
    options: RequestOptions,
    connected: (error: Error | null, socket: Duplex) => void,
  ): undefined {
    const proxy = this.#proxy
    const { url } = proxy
    const fail = connected as (error: Error) => void
    const target = `${inUrl(String(options.host))}:${options.port}`
    const { secureContext } = this.options
    const opening = (url.protocol === "https:" ? requestHttps : requestHttp)(url, {
      method: "CONNECT",
      path: target,
      headers: { host: target, ...proxyHeaders(proxy) },
      agent: false,
      timeout: silenceLimit,
      // The proxy is trusted by the same certificates as the target.
      ...(secureContext && { secureContext }),
    })
    opening.once("timeout", () => opening.destroy(Object.assign(new Error(), { code: "ETIMEDOUT" })))
    opening.on("error", (error) => fail(new ProxyUnreachable(proxy, error)))
    opening.once("connect", (response, socket) => {
      const { statusCode = 0 } = response
      if (statusCode >= 200 && statusCode < 300) {
        socket.setTimeout(0)
        connected(null, connect({ ...(options as ConnectionOptions), socket }))
      } else {
        socket.destroy()
        fail(new ProxyRefused(proxy, response, target))
      }
    })
    opening.end()
  }
}
