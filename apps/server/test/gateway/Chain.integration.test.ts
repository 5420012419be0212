/**
 * The contract passes through a chain: the Graph adapter, a gateway that allows writes, and `odj-server`. The gateway has a
 * cache, so the laws show that a caller reads its own writes.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { afterAll } from "@effect/vitest"
import { suite } from "@odj/connector-store-contract"
import { GraphConnectorStore } from "@odj/graph-adapter"
import { Effect, Layer } from "effect"
import { layer, OdjServer } from "../../src/index.ts"
import { damagedStore } from "../damagedService.ts"
import { startGateway } from "./gatewayServer.ts"

const chain = Layer.unwrap(
  Effect.gen(function* () {
    const server = yield* OdjServer
    // With the clock of the test, by which both servers verify tokens.
    const run = Effect.runPromiseWith(yield* Effect.context())
    const { url, token } = yield* startGateway({
      upstream: `${server.url}/beta`,
      ownToken: () => run(server.token()),
      cache: "1 hour",
    })
    return GraphConnectorStore.layer({
      baseUrl: new URL(`${url}/beta`),
      credential: { getToken: async () => ({ token: await run(token()), expiresOnTimestamp: 0 }) },
    })
  }),
)

const folder = mkdtempSync(join(tmpdir(), "odj-chain-"))

afterAll(() => rmSync(folder, { recursive: true }))

const name = "GraphConnectorStore over a gateway of odj-server"

/** A separate server for each suite: the connectors of the other one would make every list long. */
const servers = (file?: string) =>
  Layer.merge(
    layer({ store: file === undefined ? "memory" : `sqlite:${join(folder, file)}` }),
    NodeHttpClient.layerNodeHttp,
  )

const ignoresMaxLength = "a service decides on the size of its pages"

suite(`${name} with memory`, Layer.provide(chain, servers()), Layer.provide(damagedStore(chain), servers()), {
  ignoresMaxLength,
})

suite(
  `${name} with SQLite`,
  Layer.provide(chain, servers("whole.db")),
  Layer.provide(damagedStore(chain), servers("damaged.db")),
  { ignoresMaxLength },
)
