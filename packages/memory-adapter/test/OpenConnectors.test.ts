/** The Promise face over this store keeps the contract: an adapter leads from it back to the port. */
import { suite } from "@odj/connector-store-contract"
import { ConnectorStore, type Connectors, type CreateResult, openConnectors } from "@odj/core"
import { Effect, Layer, Result } from "effect"
import { MemoryConnectorStore } from "../src/index.ts"

/** A call of the Promise face as an effect. What it rejects with is a failure of the port. */
const call = <A, E>(promise: (options: { readonly signal: AbortSignal }) => Promise<A>) =>
  Effect.tryPromise({ try: (signal) => promise({ signal }), catch: (error) => error as E })

const portOf = (connectors: Connectors) =>
  ConnectorStore.of({
    create: (connector, options) => call((signal) => connectors.create(connector, { ...options, ...signal })),
    createMany: (inputs) =>
      Effect.map(
        Effect.promise(() => connectors.createMany(inputs)),
        (outcomes) =>
          outcomes.map((outcome) =>
            outcome.status === "fulfilled"
              ? Result.succeed(outcome.value)
              : (Result.fail(outcome.reason) as CreateResult),
          ),
      ),
    get: (id) => call((options) => connectors.get(id, options)),
    list: (query) => call((options) => connectors.page(query, options)),
    update: (id, patch) => call((options) => connectors.update(id, patch, options)),
    delete: (id) => call((options) => connectors.delete(id, options)),
  })

const opened = Effect.acquireRelease(
  Effect.promise(() => openConnectors(MemoryConnectorStore.layer)),
  (connectors) => Effect.promise(() => connectors.close()),
)

suite(
  "A store behind promises",
  Layer.effect(ConnectorStore, Effect.map(opened, portOf)),
  "only validated connectors are in its memory",
)
