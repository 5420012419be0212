import { assert, describe, it } from "@effect/vitest"
import type { ReceivedBatchRequest } from "@odj/graph-wire"
import { Deferred, Effect, Fiber } from "effect"
import { respondToBatch } from "../../src/graph/Batch.ts"

const request = (id: string, ...dependsOn: ReadonlyArray<string>): ReceivedBatchRequest => ({
  id,
  method: "GET",
  url: "/x",
  headers: {},
  body: undefined,
  dependsOn,
})

const response = (status: number) => ({ status, headers: {} })

const statuses = (json: string) =>
  Object.fromEntries(
    JSON.parse(json).responses.map(({ id, status }: { id: string; status: number }) => [id, status]),
  )

const refuse = () => Effect.succeed(response(424))

describe("A batch", () => {
  it.effect("has its responses in the order of its requests", () =>
    Effect.gen(function* () {
      const ids = ["c", "a", "b"]
      const json = yield* respondToBatch(
        ids.map((id) => request(id)),
        () => Effect.succeed(response(200)),
        refuse,
      )
      assert.deepStrictEqual(
        JSON.parse(json).responses.map(({ id }: { id: string }) => id),
        ids,
      )
    }),
  )

  it.effect("refuses the requests that depend on a failed one, and no other", () =>
    Effect.gen(function* () {
      const ran: Array<string> = []
      const json = yield* respondToBatch(
        [request("1"), request("2", "1"), request("3", "2"), request("4"), request("5", "4", "1")],
        ({ id }) => {
          ran.push(id)
          return Effect.succeed(response(id === "1" ? 404 : 200))
        },
        refuse,
      )
      assert.deepStrictEqual(statuses(json), { 1: 404, 2: 424, 3: 424, 4: 200, 5: 424 })
      assert.deepStrictEqual(ran, ["1", "4"])
    }),
  )

  it.effect("starts a request after its dependencies, whose ids have any case", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const begun: Array<string> = []
      const fiber = yield* Effect.forkChild(
        respondToBatch(
          [request("First"), request("after", "FIRST"), request("beside")],
          ({ id }) =>
            Effect.suspend(() => {
              begun.push(id)
              return id === "First"
                ? Effect.as(Deferred.await(gate), response(200))
                : Effect.succeed(response(200))
            }),
          refuse,
        ),
      )
      while (begun.length < 2) yield* Effect.yieldNow
      assert.deepStrictEqual(begun, ["First", "beside"])
      yield* Deferred.succeed(gate, undefined)
      assert.deepStrictEqual(statuses(yield* Fiber.join(fiber)), { First: 200, after: 200, beside: 200 })
      assert.deepStrictEqual(begun, ["First", "beside", "after"])
    }),
  )
})
