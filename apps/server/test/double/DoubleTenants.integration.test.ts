/** The tenants of a test double keep the laws of a store with everything that wraps them, in memory and in SQLite. */
import { suite } from "@odj/connector-store-contract"
import { ConnectorStore } from "@odj/core"
import { Clock, Effect, Layer } from "effect"
import { withHeartbeats } from "../../src/double/Heartbeats.ts"
import { withPredictableIds } from "../../src/double/PredictableIds.ts"
import { makeReplaceable } from "../../src/double/ReplaceableTenants.ts"
import { watchCommits } from "../../src/ledger/Commits.ts"
import { kinds, stores } from "./contents.ts"

/** The store of one tenant. It asks for the tenant at each call, as requests do. */
const layerOver = (kind: keyof typeof stores) =>
  Layer.effect(
    ConnectorStore,
    Effect.gen(function* () {
      const beating = withHeartbeats(withPredictableIds(yield* stores[kind]), yield* Clock.Clock)
      return yield* makeReplaceable(watchCommits(beating).tenants).tenants.storeOf("tenant")
    }),
  )

const reason = "a test double passes on what the stores read"

for (const kind of kinds) suite(`A tenant of a test double in ${kind}`, layerOver(kind), reason)
