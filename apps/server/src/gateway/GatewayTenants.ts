/** The tenants of a gateway: every caller that is let in sees the one tenant behind it. */
import { ConnectorStore } from "@odj/core"
import { type Duration, Effect, Layer } from "effect"
import type { HttpClient } from "effect/http"
import { Tenants } from "../graph/Tenants.ts"
import { cached } from "./ListCache.ts"
import * as UpstreamExchanges from "./UpstreamExchanges.ts"
import { limited } from "./UpstreamLimits.ts"

/** The longest wait before a retry. A longer wait is reported to the caller, who can decide. */
const maxRetryWait = "2 seconds"

export interface GatewayTenantsSettings {
  /** How long a get may take, in milliseconds. */
  readonly readTime: number
  /** How long a list is cached; `undefined` if lists are not cached. */
  readonly cacheTime: Duration.Duration | undefined
}

/**
 * The tenants over a store that notes its exchanges. The store fails instead of waiting longer than `maxRetryWait`.
 *
 * They are always ready, so that a readiness probe never causes a request to the service. A gateway that is not ready would get
 * no requests, so its callers would not learn what is wrong.
 */
export const layer = (
  storeWith: (settings: {
    readonly maxRetryWait: Duration.Input
  }) => Layer.Layer<ConnectorStore, never, HttpClient.HttpClient>,
  { readTime, cacheTime }: GatewayTenantsSettings,
) =>
  Layer.effect(
    Tenants,
    Effect.gen(function* () {
      const near = limited(yield* ConnectorStore, { readTime })
      const store = cacheTime === undefined ? near : yield* cached(near, { duration: cacheTime })
      return { storeOf: () => Effect.succeed(store), isReady: Effect.succeed(true) }
    }),
  ).pipe(Layer.provide(storeWith({ maxRetryWait })), Layer.provide(UpstreamExchanges.layer))
