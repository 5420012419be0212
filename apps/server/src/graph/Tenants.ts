/** One store for each tenant: nobody sees another's connectors. */
import type { ConnectorStore } from "@odj/core"
import { Context, Effect, Layer } from "effect"

type Store = ConnectorStore["Service"]

export class Tenants extends Context.Service<
  Tenants,
  {
    /** The store of a tenant; an empty one where nobody has stored anything before. */
    storeOf(tenantId: string): Effect.Effect<Store>
    /** Whether connectors can be read and written now. */
    readonly isReady: Effect.Effect<boolean>
  }
>()("@odj/server/Tenants") {}

/** Makes each tenant's store when it is first asked for; `makeStore` is one step that nothing can interleave. */
export const make = (
  makeStore: (tenantId: string) => Effect.Effect<Store>,
  isReady: Effect.Effect<boolean> = Effect.succeed(true),
) =>
  Effect.sync(() => {
    const stores = new Map<string, Store>()
    const tenants = Tenants.of({
      storeOf: (tenantId) =>
        Effect.suspend(() => {
          const known = stores.get(tenantId)
          if (known !== undefined) return Effect.succeed(known)
          return Effect.tap(makeStore(tenantId), (store) => Effect.sync(() => stores.set(tenantId, store)))
        }),
      isReady,
    })
    /** Has every store made anew: with it goes what only the store itself has kept. */
    const forget = Effect.sync(() => stores.clear())
    return { tenants, forget }
  })

export const layer = (...parts: Parameters<typeof make>) =>
  Layer.effect(
    Tenants,
    Effect.map(make(...parts), ({ tenants }) => tenants),
  )
