/** One store for each tenant: nobody sees another's connectors. */
import type { ConnectorStore } from "@odj/core"
import { Context, Effect, Layer } from "effect"

type Store = ConnectorStore["Service"]

export class Tenants extends Context.Service<
  Tenants,
  {
    /** The store of a tenant; an empty one where nobody has asked for it before. */
    storeOf(tenantId: string): Effect.Effect<Store>
    /** Forgets every tenant's connectors. */
    readonly reset: Effect.Effect<void>
  }
>()("@odj/server/Tenants") {}

/** Makes each tenant's store when it is first asked for; `make` is one step that nothing can interleave. */
export const layer = (make: Effect.Effect<Store>) =>
  Layer.sync(Tenants, () => {
    const stores = new Map<string, Store>()
    return Tenants.of({
      storeOf: (tenantId) =>
        Effect.suspend(() => {
          const known = stores.get(tenantId)
          if (known !== undefined) return Effect.succeed(known)
          return Effect.tap(make, (store) => Effect.sync(() => stores.set(tenantId, store)))
        }),
      reset: Effect.sync(() => stores.clear()),
    })
  })
