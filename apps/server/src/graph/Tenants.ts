/** One store for each tenant, so a tenant sees only its own connectors. */
import { ConnectorStore, type ServiceFailure } from "@odj/core"
import { Context, Data, Effect, Layer } from "effect"

type Store = ConnectorStore["Service"]

/** The stores can't be used; `reason` is a clause without its full stop. */
export class StoreRefused extends Data.TaggedError("StoreRefused")<{
  /** Without user and password. */
  readonly place: string
  readonly reason: string
}> {
  override get message() {
    return `Can't use the database ${this.place}: ${this.reason}`
  }
}

/** All that the stores of a server have. */
export interface Contents {
  /** The tenants that may have connectors. */
  readonly tenants: Effect.Effect<ReadonlyArray<string>, ServiceFailure>
  /** Deletes all connectors and all idempotency keys. */
  readonly clear: Effect.Effect<void, ServiceFailure>
}

export class Tenants extends Context.Service<
  Tenants,
  {
    /** The store of a tenant; empty for a new tenant. */
    storeOf(tenantId: string): Effect.Effect<Store>
    /** Whether the stores are available now. */
    readonly isReady: Effect.Effect<boolean>
    /** The tenants that have connectors, and how to delete everything; absent if another server may use the stores too. */
    readonly contents?: Contents | undefined
  }
>()("@odj/server/Tenants") {}

/**
 * Keeps a store in memory for each tenant that has created a connector. All others share one empty store, so a tenant that
 * only reads costs nothing.
 */
export const makeKept = Effect.fnUntraced(function* (makeStore: Effect.Effect<Store>) {
  const empty = yield* makeStore
  const stores = new Map<string, Store>()

  /** The tenant's store, from now on. Of two simultaneous first creates, one makes it. */
  const keep = (tenantId: string) =>
    Effect.map(makeStore, (made) => {
      const store = stores.get(tenantId) ?? made
      stores.set(tenantId, store)
      return store
    })

  /** The store of a tenant that had none when its request came. Another request may have made one since. */
  const vacant = (tenantId: string): Store => {
    const current = () => stores.get(tenantId) ?? empty
    return ConnectorStore.of({
      create: (...args) => Effect.flatMap(keep(tenantId), (store) => store.create(...args)),
      createMany: (...args) => Effect.flatMap(keep(tenantId), (store) => store.createMany(...args)),
      get: (id) => Effect.suspend(() => current().get(id)),
      list: (query) => Effect.suspend(() => current().list(query)),
      update: (id, patch) => Effect.suspend(() => current().update(id, patch)),
      delete: (id) => Effect.suspend(() => current().delete(id)),
    })
  }

  return {
    storeOf: (tenantId: string) => Effect.succeed(stores.get(tenantId) ?? vacant(tenantId)),
    isReady: Effect.succeed(true),
    contents: {
      tenants: Effect.sync(() => [...stores.keys()]),
      clear: Effect.sync(() => stores.clear()),
    },
  } satisfies Tenants["Service"]
})

/** The stores of a database with the connectors of all tenants. */
export const ofDatabase = (database: {
  readonly storeOf: (tenantId: string) => Store
  readonly isReady: Effect.Effect<boolean>
  readonly contents?: Contents | undefined
}): Tenants["Service"] => ({
  ...database,
  storeOf: (tenantId) => Effect.succeed(database.storeOf(tenantId)),
})

/** The same tenants. Whenever `clear` deletes everything, `forget` runs too. */
export const onClear = (tenants: Tenants["Service"], forget: () => void): Tenants["Service"] => {
  const { contents } = tenants
  if (contents === undefined) return tenants
  return { ...tenants, contents: { ...contents, clear: Effect.andThen(contents.clear, Effect.sync(forget)) } }
}

export const layer = (makeStore: Effect.Effect<Store>) => Layer.effect(Tenants, makeKept(makeStore))
