/**
 * The HTTP client for requests to other servers, through a proxy if there is one. It is loaded only if there is a gateway or a
 * proxy.
 *
 * It follows no redirects and retries nothing, and gives up connecting after ten seconds. Hosts in `NO_PROXY` are reached
 * without the proxy. Plain http goes only to this machine, so it has no proxy.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Undici from "@effect/platform-node/Undici"
import { Effect, Layer } from "effect"

const dispatcher = (proxy: URL | undefined) =>
  Layer.effect(
    NodeHttpClient.Dispatcher,
    Effect.acquireRelease(
      Effect.sync(() => new Undici.EnvHttpProxyAgent({ httpProxy: "", httpsProxy: proxy?.href ?? "" })),
      (agent) => Effect.promise(() => agent.destroy()),
    ),
  )

/** The client. `proxy` is for https requests. */
export const layer = (proxy: URL | undefined) =>
  Layer.provide(NodeHttpClient.layerUndiciNoDispatcher, dispatcher(proxy))
