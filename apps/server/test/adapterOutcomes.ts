/** What the Graph adapter makes of the responses to each operation, with presets that refuse some. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { ConnectorStore, ConnectorStoreRefused, type RefusalReason } from "@odj/core"
import { exampleConnector } from "@odj/domain"
import { GraphConnectorStore } from "@odj/graph-adapter"
import { Effect, Layer, Record } from "effect"

/** The id of the connector that the service must have. */
export const id = "ba72003d-5a29-4a40-9d5e-6a5c0d1a3c52"

const operations = {
  create: (store: ConnectorStore["Service"]) => store.create(exampleConnector),
  get: (store: ConnectorStore["Service"]) => store.get(id),
  list: (store: ConnectorStore["Service"]) => store.list({ limit: 3 }),
  update: (store: ConnectorStore["Service"]) => store.update(id, { version: "2" }),
  delete: (store: ConnectorStore["Service"]) => store.delete(id),
} satisfies Record<string, (store: ConnectorStore["Service"]) => Effect.Effect<unknown, Error>>

/** The reason of each refusal, or `ok`. */
export const adapterOutcomes = (url: string, makeToken: () => Promise<string>) => {
  const layer = GraphConnectorStore.layer({
    baseUrl: new URL(`${url}/beta`),
    credential: { getToken: async () => ({ token: await makeToken(), expiresOnTimestamp: 0 }) },
  })
  const outcomeOf = (operation: (store: ConnectorStore["Service"]) => Effect.Effect<unknown, Error>) =>
    Effect.flatMap(ConnectorStore, operation).pipe(
      Effect.match({
        onSuccess: () => "ok",
        onFailure: (failure) =>
          failure instanceof ConnectorStoreRefused ? (failure.reason ?? "unknown") : failure.name,
      }),
    )
  return Effect.all(Record.map(operations, outcomeOf)).pipe(
    Effect.provide(Layer.provide(layer, NodeHttpClient.layerNodeHttp)),
  )
}

/** The outcomes if these operations are refused. */
const refused = (reason: RefusalReason, ...names: ReadonlyArray<keyof typeof operations>) =>
  Record.map(operations, (_, name) => (names.includes(name) ? reason : "ok"))

/** The outcomes without a preset. */
export const succeeding = Record.map(operations, () => "ok")

/** The outcomes with each preset that refuses operations. */
export const refusing = {
  observed: refused("DeletionNotOffered", "delete"),
  unlicensed: refused("LicenseMissing", "create", "get", "list", "update", "delete"),
  notRouted: refused("OperationNotOffered", "create", "update"),
}
