/**
 * The laws of a store over a server with faults: they hold if the adapter hides a fault, and fail if the service is wrong.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import { laws } from "@odj/connector-store-contract"
import { GraphConnectorStore } from "@odj/graph-adapter"
import { Effect, Layer } from "effect"
import type { Fault } from "../../src/faults/Fault.ts"
import { layer, OdjServer } from "../../src/index.ts"
import { seed } from "../endpoint.ts"

/** Checks a law on a server, and returns whether it holds and how often its faults have struck. */
const check = (law: keyof typeof laws, faults: ReadonlyArray<Fault>) =>
  Effect.gen(function* () {
    const server = yield* OdjServer
    const store = GraphConnectorStore.layer({
      baseUrl: new URL(`${server.url}/beta`),
      credential: { getToken: async () => ({ token: "any", expiresOnTimestamp: 0 }) },
    })
    const exit = yield* Effect.exit(Effect.provide(laws[law], store))
    return { holds: exit._tag === "Success", struck: server.faults().map(({ struck }) => struck) }
  }).pipe(Effect.provide(Layer.merge(layer({ auth: "none", faults }), NodeHttpClient.layerNodeHttp)))

const once = "the same connector with the same key is stored once and returned each time"

describe("A law", () => {
  it.live(
    "holds if responses to creates are lost after the commit, since the adapter retries by the key",
    () =>
      Effect.gen(function* () {
        const lost: ReadonlyArray<Fault> = [
          { on: "create", nth: 1, with: { status: 504, after: "commit" } },
          { on: "create", nth: 3, with: { connection: "reset", after: "commit" } },
        ]
        assert.deepStrictEqual(yield* check(once, lost), { holds: true, struck: [1, 1] })
      }),
  )

  const lies: ReadonlyArray<readonly [law: keyof typeof laws, fault: Fault]> = [
    [once, { on: "create", nth: 2, with: { status: 201, body: JSON.stringify({ ...seed, id: "other" }) } }],
    ["get finds a connector by its generated id", { on: "get", with: { status: 404 } }],
    ["a list leaves out deleted connectors and keeps the others", { on: "delete", with: { status: 204 } }],
  ]
  for (const [law, fault] of lies) {
    it.live(`fails if the service is wrong: ${law}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* check(law, []), { holds: true, struck: [] })
        const { holds, struck } = yield* check(law, [fault])
        assert.isFalse(holds)
        assert.notDeepEqual(struck, [0])
      }),
    )
  }
})
