/** A store over a client that responds from memory. */
import { ConnectorStore } from "@odj/core"
import { Effect, Layer } from "effect"
import { GraphConnectorStore } from "../src/index.ts"
import { type Responder, undocumented } from "./respondingClient.ts"

export const token = "the-secret-token"

/** How the service writes its JSON. */
export const form = { serviceRoot: "https://graph.example/beta", metadata: "minimal" } as const

/** A store, the requests that it sends, and a function that runs operations one after the other. */
export const storeOver = (
  responder: Responder,
  baseUrl: string = form.serviceRoot,
  newRequestId?: () => string,
) => {
  const { sent, client } = undocumented(responder)
  let tokens = 0
  const settings = {
    baseUrl: new URL(baseUrl),
    newRequestId,
    credential: { getToken: async () => ({ token: `${token}-${++tokens}`, expiresOnTimestamp: 0 }) },
  }
  const layer = Layer.provide(GraphConnectorStore.layer(settings), client)
  const run = <A, E>(...operations: ReadonlyArray<Operation<A, E>>) =>
    Effect.flatMap(ConnectorStore, (store) =>
      Effect.forEach(operations, (operation) => operation(store)),
    ).pipe(Effect.provide(layer))
  return { sent, settings, layer, run }
}

export type Operation<A = unknown, E = Error> = (store: ConnectorStore["Service"]) => Effect.Effect<A, E>
