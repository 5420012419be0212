/**
 * The agents of Node.js that make connections and keep them alive: directly or through a proxy, and trusting more than
 * Node.js does by itself if that is needed.
 */
import type { Agent as HttpAgent } from "node:http"
import type { Agent as HttpsAgent } from "node:https"
import type { Network } from "./Network.ts"
import { type HttpProxy, proxyOf } from "./Proxies.ts"

/** How a URL is reached. */
export interface Route {
  readonly agent: HttpAgent | HttpsAgent
  /** The proxy on the way; `undefined` if there is none. */
  readonly proxy: HttpProxy | undefined
}

export interface Agents {
  /** Whether the certificates of the operating system are trusted too. */
  readonly trustsSystem: boolean
  readonly routeTo: (url: URL) => Promise<Route>
}

const kept = { keepAlive: true }

const isExcepted = async (hosts: string, url: URL) => (await import("./NoProxy.ts")).listsHost(hosts, url)

export const agentsOf = (network: Network, trustsSystem: boolean): Agents => {
  /** The TLS settings; none if Node.js's own are enough, which are quicker to make. */
  const trust = async () => {
    if (network.certificates.length === 0 && !trustsSystem) return kept
    const { secureContext } = await import("./Trust.ts")
    return { ...kept, secureContext: secureContext(network.certificates, trustsSystem) }
  }
  const httpsAgent = async (proxy: HttpProxy | undefined) => {
    const options = await trust()
    if (proxy === undefined) return new (process.getBuiltinModule("node:https").Agent)(options)
    const { ProxyTunnel } = await import("./ProxyTunnel.ts")
    return new ProxyTunnel(proxy, options)
  }
  const httpAgent = async () => new (process.getBuiltinModule("node:http").Agent)(kept)
  const agents = new Map<string, Promise<HttpAgent>>()
  return {
    trustsSystem,
    routeTo: async (url) => {
      const found = proxyOf(network.proxies, url)
      const proxy = found && (await isExcepted(network.proxies.except, url)) ? undefined : found
      // An http proxy gets the request itself; only https goes through a tunnel.
      const isTls = url.protocol === "https:" || proxy?.url.protocol === "https:"
      const tunnelled = url.protocol === "https:" ? proxy : undefined
      const key = `${isTls} ${tunnelled !== undefined}`
      const agent = agents.get(key) ?? (isTls ? httpsAgent(tunnelled) : httpAgent())
      agents.set(key, agent)
      return { agent: await agent, proxy }
    },
  }
}
