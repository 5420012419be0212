/** Faults of the requests of a batch. */
import { assert, describe, it } from "@effect/vitest"
import { collectionPath } from "@odj/graph-wire"
import { Effect, Fiber } from "effect"
import type { Fault } from "../../src/faults/Fault.ts"
import { jsonOf, seed } from "../endpoint.ts"
import { failingServer } from "./failingServer.ts"

const headers = { "content-type": "application/json" }

const create = (id: string, displayName: string, dependsOn?: ReadonlyArray<string>) => ({
  id,
  method: "POST",
  url: `/${collectionPath}`,
  headers,
  body: { ...seed, displayName },
  dependsOn,
})

const list = (id: string) => ({ id, method: "GET", url: `/${collectionPath}` })

interface Part {
  readonly id: string
  readonly status: number
  readonly headers: Readonly<Record<string, string>>
  readonly body?: unknown
}

/** Sends a batch to a server with faults. */
const batch = (faults: ReadonlyArray<Fault>, ...requests: ReadonlyArray<object>) =>
  Effect.gen(function* () {
    const server = yield* failingServer(faults)
    const response = yield* server.send({ method: "POST", target: "/beta/$batch", body: { requests } })
    const parts: ReadonlyArray<Part> = jsonOf(response).responses ?? []
    const byId = (id: string) => parts.find((part) => part.id === id)
    return {
      ...server,
      response,
      byId,
      statuses: requests.map((_, index) => byId(String(index + 1))?.status),
    }
  })

describe("In a batch, a fault", () => {
  it.effect("strikes each request by itself", () =>
    Effect.gen(function* () {
      const { response, statuses, byId, faults, count } = yield* batch(
        [
          { on: "create", nth: 2, with: { status: 429, retryAfter: 2 } },
          { when: { displayName: "Lab" }, with: { status: 504, after: "commit" } },
        ],
        create("1", "HQ"),
        create("2", "HQ"),
        create("3", "Lab"),
        list("4"),
      )
      assert.deepStrictEqual([response.status, statuses], [200, [201, 429, 504, 200]])
      assert.deepInclude(byId("2")?.headers, { "Retry-After": "2" })
      assert.nestedPropertyVal(byId("2"), "body.error.code", "TooManyRequests")
      assert.isUndefined(response.breaks)
      assert.deepStrictEqual(
        faults().map(({ matched, struck }) => [matched, struck]),
        [
          [3, 1],
          [1, 1],
        ],
      )
      assert.strictEqual(yield* count, 2)
    }),
  )

  it.effect("makes requests fail that depend on the struck one", () =>
    Effect.gen(function* () {
      const { statuses } = yield* batch(
        [{ on: "create", times: 1, with: { status: 503 } }],
        create("1", "HQ"),
        create("2", "HQ", ["1"]),
      )
      assert.deepStrictEqual(statuses, [503, 424])
    }),
  )

  it.effect("gives its body as JSON, or as a text in JSON", () =>
    Effect.gen(function* () {
      const bodyOf = (body: string, type?: string) =>
        Effect.map(
          batch(
            [{ on: "list", with: { status: 500, body, ...(type && { headers: { "content-type": type } }) } }],
            list("1"),
          ),
          ({ byId }) => byId("1")?.body,
        )
      assert.deepStrictEqual(yield* bodyOf(`{"a":1}`), { a: 1 })
      assert.strictEqual(yield* bodyOf("<html>"), "<html>")
      assert.strictEqual(yield* bodyOf("{", "application/json"), "{")
    }),
  )

  it.effect("breaks the connection of the batch, once all of it has run", () =>
    Effect.gen(function* () {
      const { response, statuses, count } = yield* batch(
        [
          { on: "create", nth: 1, with: { connection: "reset", after: "commit" } },
          { on: "create", nth: 2, with: "noResponse" },
        ],
        create("1", "HQ"),
        create("2", "HQ"),
        create("3", "HQ"),
      )
      assert.strictEqual(response.breaks, "reset")
      assert.deepStrictEqual(statuses, [201, 503, 201])
      assert.strictEqual(yield* count, 2)
    }),
  )

  it.effect("that is armed while the batch runs breaks its connection too", () =>
    Effect.gen(function* () {
      const { send, fail, faults } = yield* failingServer([])
      const sent = { method: "POST", target: "/beta/$batch", body: { requests: [list("1")] } }
      const running = yield* Effect.forkChild(send(sent), { startImmediately: true })
      yield* fail({ on: ["list", "batch"], with: "reset" })
      assert.strictEqual((yield* Fiber.join(running)).breaks, "reset")
      assert.strictEqual(faults()[0]?.matched, 1)
    }),
  )

  it.effect("of the batch strikes the batch as a whole, and lets its own break decide", () =>
    Effect.gen(function* () {
      const refused = yield* batch([{ on: "batch", with: { status: 503 } }], create("1", "HQ"))
      assert.deepStrictEqual([refused.response.status, yield* refused.count], [503, 0])
      const broken = yield* batch(
        [
          { on: "create", with: "reset" },
          { on: "batch", with: "cutBody" },
        ],
        create("1", "HQ"),
      )
      assert.strictEqual(broken.response.breaks, "cutBody")
    }),
  )

  it.effect("has the client-request-id of the batch", () =>
    Effect.gen(function* () {
      const clientRequestId = "a0000000-0000-4000-8000-000000000001"
      const { send } = yield* failingServer([{ on: "list", with: { status: 503 } }])
      const response = yield* send({
        method: "POST",
        target: "/beta/$batch",
        headers: { "client-request-id": clientRequestId },
        body: { requests: [list("1")] },
      })
      const [part] = jsonOf(response).responses
      assert.strictEqual(part.headers["client-request-id"], clientRequestId)
      assert.notStrictEqual(part.headers["request-id"], response.headers["request-id"])
    }),
  )
})
