/** One store for each tenant, so a tenant sees only its own connectors. */
import type { ConnectorStore } from "@odj/core"
import { Context, Effect, Layer } from "effect"

type Store = ConnectorStore["Service"]

export class Tenants extends Context.Service<
  Tenants,
  {
    /** The store of a tenant; empty for a new tenant. */
    storeOf(tenantId: string): Effect.Effect<Store>
    /** Whether the stores are available now. */
    readonly isReady: Effect.Effect<boolean>
  }
>()("@odj/server/Tenants") {}

/** Makes a tenant's store at its first use. `makeStore` must not yield, or two requests could make two stores. */
export const make = (
  makeStore: (tenantId: string) => Effect.Effect<Store>,
  isReady: Effect.Effect<boolean> = Effect.succeed(true),
) =>
  Effect.sync(() => {
    const stores = new Map<string, Store>()
    const tenants = Tenants.of({
      storeOf: (tenantId) =>
        Effect.suspend(() => {
          const existing = stores.get(tenantId)
          if (existing !== undefined) return Effect.succeed(existing)
          return Effect.tap(makeStore(tenantId), (store) => Effect.sync(() => stores.set(tenantId, store)))
        }),
      isReady,
    })
    /** Drops every store. A store in memory loses its connectors. */
    const reset = Effect.sync(() => stores.clear())
    return { tenants, reset }
  })

export const layer = (...parts: Parameters<typeof make>) =>
  Layer.effect(
    Tenants,
    Effect.map(make(...parts), ({ tenants }) => tenants),
  )
