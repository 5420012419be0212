/** The Graph adapter passes the contract against this server, over real HTTP: each tests the other. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { suite } from "@odj/connector-store-contract"
import { GraphConnectorStore } from "@odj/graph-adapter"
import { Effect, Layer } from "effect"
import { layer, OdjServer } from "../src/index.ts"
import { damagedStore } from "./damagedService.ts"

const store = Layer.unwrap(
  Effect.gen(function* () {
    const { url, token } = yield* OdjServer
    // With the clock of the test, which is also the server's.
    const run = Effect.runPromiseWith(yield* Effect.context())
    return GraphConnectorStore.layer({
      baseUrl: new URL(`${url}/beta`),
      credential: { getToken: async () => ({ token: await run(token()), expiresOnTimestamp: 0 }) },
    })
  }),
)

const server = Layer.merge(layer(), NodeHttpClient.layerNodeHttp)

suite(
  "GraphConnectorStore over odj-server",
  Layer.provide(store, server),
  Layer.provide(damagedStore(store), server),
  { ignoresMaxLength: "a service decides on the size of its pages" },
)
