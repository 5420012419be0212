/** The Graph adapter and this server, each held to the contract by the other, over real HTTP. */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { suite } from "@odj/connector-store-contract"
import { GraphConnectorStore } from "@odj/graph-adapter"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Effect, Layer, Redacted } from "effect"
import { handle } from "../src/GraphEndpoint.ts"
import { defaultLimits, listen } from "../src/HttpListener.ts"

const store = Layer.unwrap(
  Effect.map(listen({ host: "127.0.0.1", port: 0, limits: defaultLimits }, handle), (url) =>
    GraphConnectorStore.layer({
      baseUrl: new URL(`${url}/beta`),
      token: Effect.succeed(Redacted.make("any-token")),
    }),
  ),
).pipe(Layer.provide([MemoryConnectorStore.layer, NodeHttpClient.layerNodeHttp]))

suite("GraphConnectorStore over odj-server", store)
