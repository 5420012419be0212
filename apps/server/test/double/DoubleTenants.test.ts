/** The tenants of a test double keep the laws of a store, with each decorator and with both, in memory and in SQLite. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { suite } from "@odj/connector-store-contract"
import { ConnectorStore } from "@odj/core"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { ConnectorDatabase, SqliteConnectorStore } from "@odj/sql-adapter"
import { Clock, Effect, Layer } from "effect"
import { withHeartbeats } from "../../src/double/Heartbeats.ts"
import { withPredictableIds } from "../../src/double/PredictableIds.ts"
import * as Tenants from "../../src/graph/Tenants.ts"

type Decorate = (tenants: Tenants.Tenants["Service"], clock: Clock.Clock) => Tenants.Tenants["Service"]

const decorations: Record<string, Decorate> = {
  "with heartbeats": withHeartbeats,
  "with predictable ids": withPredictableIds,
  "with both": (tenants, clock) => withHeartbeats(withPredictableIds(tenants), clock),
}

const memory = Tenants.layer(MemoryConnectorStore.make)

const folder = Effect.acquireRelease(
  Effect.sync(() => mkdtempSync(join(tmpdir(), "odj-double-"))),
  (path) => Effect.sync(() => rmSync(path, { recursive: true })),
)

const sqlite = Layer.unwrap(
  Effect.map(folder, (path) =>
    Layer.effect(
      Tenants.Tenants,
      Effect.map(ConnectorDatabase, ({ storeOf, isReady }) => ({
        storeOf: (tenantId: string) => Effect.sync(() => storeOf(tenantId)),
        isReady,
      })),
    ).pipe(Layer.provide(SqliteConnectorStore.database({ path: join(path, "odj.db") }))),
  ),
)

/** The store of one tenant, which each call asks for like a request. */
const storeOf = (decorate: Decorate) =>
  Layer.effect(
    ConnectorStore,
    Effect.gen(function* () {
      const tenants = decorate(yield* Tenants.Tenants, yield* Clock.Clock)
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

for (const [name, decorate] of Object.entries(decorations)) {
  const reason = "the decorators pass on what the stores read"
  suite(`A tenant in memory ${name}`, Layer.provide(storeOf(decorate), memory), reason)
  suite(`A tenant in SQLite ${name}`, Layer.provide(storeOf(decorate), sqlite), reason)
}
