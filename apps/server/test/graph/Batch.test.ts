import { assert, describe, it } from "@effect/vitest"
import type { ReceivedBatchRequest } from "@odj/graph-wire"
import { Deferred, Effect, Fiber } from "effect"
import { makeBatches } from "../../src/graph/Batch.ts"
import { defaultReadLimits } from "../../src/graph/ReadLimits.ts"
import type { RequestFailure } from "../../src/graph/RequestFailure.ts"

const request =
  (method: string) =>
  (id: string, ...dependsOn: ReadonlyArray<string>): ReceivedBatchRequest => ({
    id,
    method,
    url: "/x",
    headers: {},
    body: undefined,
    dependsOn,
  })

const read = request("GET")

const write = request("POST")

const json = { "Content-Type": "application/json" }

const response = (status: number, length = 2) => ({
  status,
  headers: json,
  body: `"${"a".repeat(length - 2)}"`,
})

const statuses = (json: string) =>
  Object.fromEntries(
    JSON.parse(json).responses.map(({ id, status }: { id: string; status: number }) => [id, status]),
  )

const refuse = ({ _tag }: RequestFailure) => Effect.succeed(response(_tag === "DependencyFailed" ? 424 : 429))

const respondToBatch = makeBatches(defaultReadLimits)

/** Requests that begin, and end when they are let go, or when the test ends: a test that fails must not wait for them. */
const makeHeld = Effect.gen(function* () {
  const begun: Array<string> = []
  const ended: Array<string> = []
  const gates = new Map<string, Deferred.Deferred<void>>()
  const testEnded = yield* Deferred.make<void>()
  yield* Effect.addFinalizer(() => Deferred.succeed(testEnded, undefined))
  const gateOf = (id: string) => {
    const gate = gates.get(id) ?? Deferred.makeUnsafe<void>()
    gates.set(id, gate)
    return gate
  }
  return {
    begun,
    ended,
    go: (id: string) => Deferred.succeed(gateOf(id), undefined),
    respond: ({ id }: ReceivedBatchRequest) =>
      Effect.gen(function* () {
        begun.push(id)
        yield* Effect.race(Deferred.await(gateOf(id)), Deferred.await(testEnded))
        ended.push(id)
        return response(200)
      }),
  }
})

/** Enough turns for everything that can happen to have happened. */
const settle = Effect.repeat(Effect.yieldNow, { times: 50 })

describe("A batch", () => {
  it.effect("has its responses in the order of its requests", () =>
    Effect.gen(function* () {
      const ids = ["c", "a", "b"]
      const json = yield* respondToBatch(
        ids.map((id) => read(id)),
        { respond: () => Effect.succeed(response(200)), refuse },
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
        [read("1"), write("2", "1"), read("3", "2"), read("4"), read("5", "4", "1")],
        {
          respond: ({ id }) => {
            ran.push(id)
            return Effect.succeed(response(id === "1" ? 404 : 200))
          },
          refuse,
        },
      )
      assert.deepStrictEqual(statuses(json), { 1: 404, 2: 424, 3: 424, 4: 200, 5: 424 })
      assert.deepStrictEqual(ran, ["1", "4"])
    }),
  )

  it.effect("starts a request after its dependencies, whose ids have any case", () =>
    Effect.gen(function* () {
      const { begun, go, respond } = yield* makeHeld
      const fiber = yield* Effect.forkChild(
        respondToBatch([write("First"), write("after", "FIRST"), write("beside")], { respond, refuse }),
      )
      yield* settle
      assert.deepStrictEqual(begun, ["First", "beside"])
      for (const id of ["First", "beside", "after"]) yield* go(id)
      assert.deepStrictEqual(statuses(yield* Fiber.join(fiber)), { First: 200, after: 200, beside: 200 })
      assert.deepStrictEqual(begun, ["First", "beside", "after"])
    }),
  )

  it.effect("runs its writes at once, and then its reads one after another", () =>
    Effect.gen(function* () {
      const { begun, ended, go, respond } = yield* makeHeld
      const fiber = yield* Effect.forkChild(
        respondToBatch([read("r1"), write("w1"), read("r2"), write("w2"), read("r3")], { respond, refuse }),
      )
      yield* settle
      assert.deepStrictEqual(begun, ["w1", "w2", "r1"])
      yield* go("r1")
      yield* settle
      assert.deepStrictEqual(begun, ["w1", "w2", "r1", "r2"])
      for (const id of ["r2", "r3", "w1", "w2"]) yield* go(id)
      yield* Fiber.join(fiber)
      assert.includeMembers(ended, ["w1", "w2", "r3"])
    }),
  )
})

describe("The response to a batch", () => {
  const bounded = (limits: Partial<typeof defaultReadLimits>) =>
    makeBatches({ ...defaultReadLimits, ...limits })

  it.effect("leaves out reads that make it too long, and runs no further one", () =>
    Effect.gen(function* () {
      const ran: Array<string> = []
      const json = yield* bounded({ maxBatch: 100 })(
        ["1", "2", "3", "4"].map((id) => read(id)),
        {
          respond: ({ id }) => {
            ran.push(id)
            return Effect.succeed(response(200, 40))
          },
          refuse,
        },
      )
      assert.deepStrictEqual(statuses(json), { 1: 200, 2: 200, 3: 429, 4: 429 })
      assert.deepStrictEqual(ran, ["1", "2", "3"])
    }),
  )

  it.effect("always has the first read, however long, and every write", () =>
    Effect.gen(function* () {
      const json = yield* bounded({ maxBatch: 100 })([write("1"), read("2"), write("3", "2"), read("4")], {
        respond: () => Effect.succeed(response(200, 200)),
        refuse,
      })
      assert.deepStrictEqual(statuses(json), { 1: 200, 2: 200, 3: 200, 4: 429 })
    }),
  )

  it.effect("shares its room with those of other batches, until they are sent", () =>
    Effect.gen(function* () {
      const run = bounded({ maxBatches: 100 })
      const { begun, go, respond } = yield* makeHeld
      const first = yield* Effect.forkChild(
        run([read("long"), read("held")], {
          respond: (request) =>
            request.id === "long" ? Effect.succeed(response(200, 80)) : respond(request),
          refuse,
        }),
      )
      yield* settle
      assert.deepStrictEqual(begun, ["held"])
      const another = run([read("1")], { respond: () => Effect.succeed(response(200, 40)), refuse })
      assert.deepStrictEqual(statuses(yield* another), { 1: 429 })
      yield* go("held")
      yield* Fiber.join(first)
      assert.deepStrictEqual(statuses(yield* another), { 1: 200 })
    }),
  )
})

describe("A batch whose client leaves", () => {
  it.effect("ends its read, completes the writes that have started, and starts nothing else", () =>
    Effect.gen(function* () {
      const { begun, ended, go, respond } = yield* makeHeld
      const requests = [read("read"), write("write"), read("later"), write("dependent", "write")]
      const fiber = yield* Effect.forkChild(respondToBatch(requests, { respond, refuse }), {
        uninterruptible: true,
      })
      yield* settle
      const leaving = yield* Effect.forkChild(Fiber.interrupt(fiber))
      yield* settle
      assert.isUndefined(fiber.pollUnsafe())
      yield* go("read")
      yield* go("write")
      yield* settle
      assert.isDefined(leaving.pollUnsafe())
      assert.deepStrictEqual(begun, ["write", "read"])
      assert.deepStrictEqual(ended, ["write"])
      assert.strictEqual((yield* Effect.flip(Fiber.join(fiber)))._tag, "ClientLeft")
    }),
  )
})
