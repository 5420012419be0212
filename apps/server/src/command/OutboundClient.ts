/**
 * The HTTP client for requests to other servers through a proxy: it is loaded only if there is a gateway or a proxy.
 *
 * It follows no redirects and retries nothing, and gives up connecting after ten seconds. The proxy of https requests is that
 * of `HTTPS_PROXY`, except for the hosts in `NO_PROXY`. Plain http goes only to this machine, so it has no proxy.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import * as Undici from "@effect/platform-node/Undici"
import { Effect, Layer } from "effect"

const dispatcher = Layer.effect(
  NodeHttpClient.Dispatcher,
  Effect.acquireRelease(
    Effect.sync(() => new Undici.EnvHttpProxyAgent({ httpProxy: "" })),
    (agent) => Effect.promise(() => agent.destroy()),
  ),
)

export const layer = Layer.provide(NodeHttpClient.layerUndiciNoDispatcher, dispatcher)
