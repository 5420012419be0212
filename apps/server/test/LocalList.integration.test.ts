/**
 * The Graph adapter passes the contract with lists that it filters and orders itself, as it does for Microsoft's clouds.
 * This server stands in for a cloud at its address, and gets no query options, not even `$top`.
 */
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert } from "@effect/vitest"
import { suite } from "@odj/connector-store-contract"
import { ConnectorStore } from "@odj/core"
import { clouds, GraphConnectorStore } from "@odj/graph-adapter"
import { Effect, Layer } from "effect"
import { HttpClient, HttpClientRequest, HttpClientResponse } from "effect/http"
import { layer, OdjServer } from "../src/index.ts"
import { damagedStore } from "./damagedService.ts"

const options = ["$filter", "$orderby", "$skip", "$count"]

/** Sends the cloud's requests to the server, without their query options. */
const deafCloud = (root: string) =>
  Layer.effect(
    HttpClient.HttpClient,
    Effect.gen(function* () {
      const client = yield* HttpClient.HttpClient
      const { url: server } = yield* OdjServer
      return HttpClient.make((request, url) => {
        for (const option of options) assert.isFalse(url.searchParams.has(option), option)
        const there = new URL(`${server}${url.pathname}${url.search}`)
        there.searchParams.delete("$top")
        const moved = HttpClientRequest.get(there, { headers: request.headers })
        return Effect.gen(function* () {
          const response = yield* client.execute(moved)
          const body = (yield* response.text).replaceAll(server, root)
          return HttpClientResponse.fromWeb(request, new Response(body, response))
        })
      })
    }),
  )

const storeAt = (baseUrl: URL) =>
  Layer.unwrap(
    Effect.gen(function* () {
      const { token } = yield* OdjServer
      // With the clock of the test, by which the server verifies the token.
      const run = Effect.runPromiseWith(yield* Effect.context())
      const getToken = async () => ({ token: await run(token()), expiresOnTimestamp: 0 })
      return GraphConnectorStore.layer({ baseUrl, credential: { getToken } })
    }),
  )

/** Writes directly to the server, since a cloud's write limit takes time; only lists go to the stand-in. */
const store = Layer.effect(
  ConnectorStore,
  Effect.gen(function* () {
    const { url } = yield* OdjServer
    const cloud = clouds.global.baseUrl
    const direct = Layer.build(storeAt(new URL(`${url}/beta`)))
    const deaf = Layer.build(storeAt(cloud).pipe(Layer.provide(deafCloud(cloud.origin))))
    const [writing, listing] = yield* Effect.all([direct, deaf])
    const { list } = yield* ConnectorStore.pipe(Effect.provide(listing))
    const others = yield* ConnectorStore.pipe(Effect.provide(writing))
    return ConnectorStore.of({ ...others, list })
  }),
)

const server = Layer.merge(layer(), NodeHttpClient.layerNodeHttp)

suite(
  "GraphConnectorStore over a cloud without query options",
  Layer.provide(store, server),
  Layer.provide(damagedStore(store), server),
  { ignoresMaxLength: "a service decides on the size of its pages" },
)
