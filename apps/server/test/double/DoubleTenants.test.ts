/** The tenants of a test double keep the laws of a store with both decorators, in memory and in SQLite. */
import { suite } from "@odj/connector-store-contract"
import { ConnectorStore } from "@odj/core"
import { Clock, Effect, Layer } from "effect"
import { withHeartbeats } from "../../src/double/Heartbeats.ts"
import { withPredictableIds } from "../../src/double/PredictableIds.ts"
import { kinds, stores } from "./contents.ts"

/** The store of one tenant, which each call asks for like a request. */
const storeOver = (kind: (typeof kinds)[number]) =>
  Layer.effect(
    ConnectorStore,
    Effect.gen(function* () {
      const tenants = withHeartbeats(withPredictableIds(yield* stores[kind]), yield* Clock.Clock)
      const store = tenants.storeOf("tenant")
      return ConnectorStore.of({
        create: (...args) => Effect.flatMap(store, ({ create }) => create(...args)),
        createMany: (...args) => Effect.flatMap(store, ({ createMany }) => createMany(...args)),
        get: (id) => Effect.flatMap(store, ({ get }) => get(id)),
        list: (query) => Effect.flatMap(store, ({ list }) => list(query)),
        update: (...args) => Effect.flatMap(store, ({ update }) => update(...args)),
        delete: (id) => Effect.flatMap(store, (store) => store.delete(id)),
      })
    }),
  )

for (const kind of kinds)
  suite(
    `A tenant in ${kind} with heartbeats and predictable ids`,
    storeOver(kind),
    "the decorators pass on what the stores read",
  )
