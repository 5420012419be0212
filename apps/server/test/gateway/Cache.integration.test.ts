/** The cache of lists, as the ledger of the service behind the gateway shows it. */
import { assert, describe, it } from "@effect/vitest"
import { exampleConnector } from "@odj/domain"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { send, startGateway } from "./gatewayServer.ts"
import { startUpstream } from "./upstream.ts"

const body = JSON.stringify(exampleConnector)

const cachedServer = Effect.gen(function* () {
  // The time of the server behind, which refuses creates from another time.
  yield* TestClock.setTime(Date.now())
  const server = yield* startUpstream({ connectors: [{ ...exampleConnector, id: "a" }] })
  const gateway = yield* startGateway({
    upstream: `${server.url}/beta`,
    ownToken: server.token,
    cache: "30 seconds",
  })
  return { gateway, lists: () => server.requests({ operation: "list" }).length, server }
})

describe("Ten monitors", () => {
  it.effect("cost the service one request, at the same time or one after another", () =>
    Effect.gen(function* () {
      const { gateway, lists } = yield* cachedServer
      const monitors = Effect.replicateEffect(send(gateway), 10, { concurrency: "unbounded" })
      const responses = [...(yield* monitors), ...(yield* Effect.replicateEffect(send(gateway), 10))]
      for (const { status, text } of responses) {
        assert.strictEqual(status, 200)
        assert.strictEqual(JSON.parse(text).value[0].id, "a")
      }
      assert.strictEqual(lists(), 1)
      yield* TestClock.adjust("30 seconds")
      yield* send(gateway)
      assert.strictEqual(lists(), 2)
    }),
  )
})

describe("A response from the cache", () => {
  it.effect("has its age, and its line in the log also has the id of the request that it is from", () =>
    Effect.gen(function* () {
      const { gateway, server } = yield* cachedServer
      const first = yield* send(gateway)
      yield* TestClock.adjust("12 seconds")
      const second = yield* send(gateway)
      assert.deepStrictEqual([first.headers.get("Age"), second.headers.get("Age")], [null, "12"])
      assert.strictEqual(second.text, first.text)
      const [upstream] = server.requests()
      const lines = gateway
        .requests()
        .map(({ cacheAge, upstreamRequests, upstreamRequestId }) => [
          cacheAge,
          upstreamRequests,
          upstreamRequestId,
        ])
      assert.deepStrictEqual(lines, [
        [undefined, 1, upstream?.requestId],
        [12, undefined, upstream?.requestId],
      ])
    }),
  )

  it.effect("is only for a caller who may read", () =>
    Effect.gen(function* () {
      const { gateway } = yield* cachedServer
      yield* send(gateway)
      const token = yield* gateway.token({ roles: ["User.Read.All"] })
      const refused = yield* send(gateway, "", { headers: { Authorization: `Bearer ${token}` } })
      assert.deepStrictEqual([refused.status, refused.headers.get("Age")], [403, null])
    }),
  )

  it.effect("is not given to a read of one connector", () =>
    Effect.gen(function* () {
      const { gateway, server } = yield* cachedServer
      yield* Effect.replicateEffect(send(gateway, "/a"), 2)
      assert.lengthOf(server.requests({ operation: "get" }), 2)
    }),
  )
})

describe("A write through the gateway", () => {
  it.effect("is visible in the next list, even if its outcome is unknown", () =>
    Effect.gen(function* () {
      const { gateway, server } = yield* cachedServer
      const count = Effect.map(send(gateway), ({ text }) => JSON.parse(text).value.length)
      assert.strictEqual(yield* count, 1)
      yield* send(gateway, "", { method: "POST", body })
      assert.strictEqual(yield* count, 2)
      yield* Effect.promise(() => server.fail({ on: "create", with: { status: 504, after: "commit" } }))
      assert.strictEqual((yield* send(gateway, "", { method: "POST", body })).status, 500)
      assert.strictEqual(yield* count, 3)
    }),
  )
})
