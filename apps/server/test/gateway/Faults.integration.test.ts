/** The faults of the service, as callers of the gateway see them: what Graph would respond. */
import { assert, describe, it } from "@effect/vitest"
import { exampleConnector } from "@odj/domain"
import { Effect } from "effect"
import type { Fault, PresetName } from "../../src/index.ts"
import { adapterOutcomes, id, refusing } from "../adapterOutcomes.ts"
import { type Gateway, send, startGateway } from "./gatewayServer.ts"
import { startUpstream } from "./upstream.ts"

const body = JSON.stringify(exampleConnector)

const create = (gateway: Gateway) => send(gateway, "", { method: "POST", body })

const behind = Effect.fnUntraced(function* (
  options: { readonly presets?: ReadonlyArray<PresetName>; readonly faults?: ReadonlyArray<Fault> } = {},
) {
  const server = yield* startUpstream({ connectors: [{ ...exampleConnector, id }], ...options })
  const gateway = yield* startGateway({ upstream: `${server.url}/beta`, ownToken: server.token })
  return { server, gateway, created: () => server.requests({ operation: "create", committed: true }).length }
})

describe("The adapter of a caller", () => {
  for (const [preset, outcomes] of Object.entries(refusing)) {
    it.live(`knows the refusals of the preset ${preset}`, () =>
      Effect.gen(function* () {
        const { gateway } = yield* behind({ presets: [preset as PresetName] })
        const token = yield* gateway.token()
        assert.deepStrictEqual<object>(yield* adapterOutcomes(gateway.url, async () => token), outcomes)
      }),
    )
  }
})

describe("A throttled service", () => {
  it.live("gets one request, and the caller gets its Retry-After", () =>
    Effect.gen(function* () {
      const { server, gateway } = yield* behind({ faults: [{ with: { status: 429, retryAfter: 17 } }] })
      for (const responding of [send(gateway), send(gateway, `/${id}`), create(gateway)]) {
        const { status, headers, text } = yield* responding
        assert.deepStrictEqual([status, headers.get("Retry-After")], [429, "17"])
        assert.strictEqual(JSON.parse(text).error.code, "TooManyRequests")
      }
      assert.lengthOf(server.requests(), 3)
    }),
  )

  it.live("of the preset throttled refuses the 101st write of all callers together", () =>
    Effect.gen(function* () {
      const { server, gateway, created } = yield* behind({ presets: ["throttled"] })
      const statuses = (yield* Effect.replicateEffect(create(gateway), 101)).map(({ status }) => status)
      assert.deepStrictEqual(statuses.slice(0, 100), Array<number>(100).fill(201))
      assert.strictEqual(statuses[100], 429)
      assert.strictEqual(created(), 100)
      assert.isAtLeast(server.requests({ status: 429 }).length, 1)
    }),
  )
})

/** A create whose outcome the service hides, and what a caller gets if the service does not support repeatable requests. */
const hidden: Record<string, Fault["with"]> = {
  "504 after the commit": { status: 504, after: "commit" },
  "a reset after the commit": { connection: "reset", after: "commit" },
  "half of the body": "cutBody",
  "a wrong length": "wrongLength",
}

describe("A create whose outcome is unknown", () => {
  for (const [name, outcome] of Object.entries(hidden)) {
    it.live(
      `after ${name} is 500 without Retry-After, which clients don't retry, and stores one connector`,
      () =>
        Effect.gen(function* () {
          const { gateway, created } = yield* behind({
            faults: [
              { on: "metadata", with: { status: 404 } },
              { on: "create", nth: 1, with: outcome } as Fault,
            ],
          })
          const { status, headers } = yield* create(gateway)
          assert.deepStrictEqual([status, headers.get("Retry-After")], [500, null])
          assert.strictEqual(created(), 1)
        }),
    )

    it.live(
      `after ${name} is retried by the gateway if the service supports it, and stores one connector`,
      () =>
        Effect.gen(function* () {
          const { gateway, created } = yield* behind({
            faults: [{ on: "create", nth: 1, with: outcome } as Fault],
          })
          const { status } = yield* create(gateway)
          assert.strictEqual(status, 201)
          assert.strictEqual(created(), 1)
        }),
    )
  }

  it.live("before it was sent is 503, and stores nothing", () =>
    Effect.gen(function* () {
      const gateway = yield* startGateway({ upstream: "http://127.0.0.1:1/beta" })
      assert.strictEqual((yield* create(gateway)).status, 503)
    }),
  )
})

describe("The preset flaky", () => {
  it.live("never stores more than one connector for an acknowledged create", () =>
    Effect.gen(function* () {
      const { server, gateway, created } = yield* behind({ presets: ["flaky"] })
      const moving = setInterval(() => server.clock.advance("1 second"), 1)
      yield* Effect.addFinalizer(() => Effect.sync(() => clearInterval(moving)))
      const responses = yield* Effect.replicateEffect(create(gateway), 200, { concurrency: 8 })
      const acknowledged = responses.filter(({ status }) => status === 201)
      const ids = new Set(acknowledged.map(({ text }) => JSON.parse(text).id))
      const unknown = responses.filter(({ status }) => status === 500).length
      assert.strictEqual(ids.size, acknowledged.length)
      assert.isAbove(acknowledged.length, 150)
      assert.isAtLeast(created(), acknowledged.length)
      assert.isAtMost(created(), acknowledged.length + unknown)
    }),
  )
})
