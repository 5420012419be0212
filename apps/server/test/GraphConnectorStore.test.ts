/** The Graph adapter passes the contract against a server without a socket. */
import { suite } from "@odj/connector-store-contract"
import { GraphConnectorStore } from "@odj/graph-adapter"
import { Context, Effect, Layer } from "effect"
import { FetchHttpClient } from "effect/http"
import { type OpenServer, openServer } from "../src/index.ts"
import { damagedStore } from "./damagedService.ts"

class Server extends Context.Service<Server, OpenServer>()("test/Server") {}

const server = Layer.effect(
  Server,
  Effect.acquireRelease(
    Effect.promise(async () => {
      const server = await openServer()
      // The time of the clock of these tests.
      server.clock.set(new Date(0))
      return server
    }),
    (server) => Effect.promise(server.close),
  ),
)

const client = Layer.provide(
  FetchHttpClient.layer,
  Layer.effect(
    FetchHttpClient.Fetch,
    Effect.map(Server, ({ fetch }) => fetch),
  ),
)

const store = Layer.unwrap(
  Effect.map(Server, ({ token }) =>
    GraphConnectorStore.layer({
      // The adapter knows what Microsoft's own Graph does not support, so the tests use another address.
      baseUrl: new URL("https://odj.test/beta"),
      credential: { getToken: async () => ({ token: await token(), expiresOnTimestamp: 0 }) },
    }),
  ),
)

const provided = Layer.provideMerge(client, server)

suite(
  "GraphConnectorStore over openServer",
  Layer.provide(store, provided),
  Layer.provide(damagedStore(store), provided),
  { ignoresMaxLength: "a service decides on the size of its pages" },
)
