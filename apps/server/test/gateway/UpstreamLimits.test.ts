import { assert, describe, it } from "@effect/vitest"
import { type ConnectorStore, ConnectorStoreThrottled, ConnectorStoreUnavailable } from "@odj/core"
import { exampleConnector, withId } from "@odj/domain"
import { Deferred, Duration, Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { limited, type UpstreamLimits } from "../../src/gateway/UpstreamLimits.ts"

type Store = ConnectorStore["Service"]

const stored = withId("a", exampleConnector)

/** A service that hangs until it is released, and the operations that have reached it. */
const hanging = Effect.fnUntraced(function* (settings: Partial<UpstreamLimits> = {}) {
  const release = yield* Deferred.make<void>()
  const reached: Array<string> = []
  const hang =
    <A>(name: string, value: A) =>
    () =>
      Effect.suspend(() => {
        reached.push(name)
        return Effect.as(Deferred.await(release), value)
      })
  const service: Store = {
    create: hang("create", stored),
    createMany: hang("createMany", []),
    get: hang("get", stored),
    list: hang("list", { connectors: [] }),
    update: hang("update", stored),
    delete: hang("delete", undefined),
  }
  const store = limited(service, { readTime: 10_000, ...settings })
  return { store, reached, release: Deferred.succeed(release, undefined) }
})

const start = <A, E>(operation: Effect.Effect<A, E>) =>
  Effect.forkChild(operation, { startImmediately: true })

type Operations = (store: Store) => ReadonlyArray<Effect.Effect<unknown, unknown>>

const reads: Operations = (store) => [store.list({ limit: 1 }), store.get("a")]

const writes: Operations = (store) => [
  store.create(exampleConnector),
  store.update("a", { version: "2" }),
  store.delete("a"),
]

const isBusy = (failure: unknown) =>
  failure instanceof ConnectorStoreThrottled &&
  failure.retryAfter !== undefined &&
  Duration.toSeconds(failure.retryAfter) === 1

describe("A service that hangs", () => {
  for (const [kind, operationsOf] of Object.entries({ reads, writes })) {
    it.effect(
      `gets a limited number of ${kind}, a limited number waits, and further ones are throttled`,
      () =>
        Effect.gen(function* () {
          const { store, reached, release } = yield* hanging({ maxReads: 2, maxWrites: 2, maxWaiting: 1 })
          const [operation = Effect.void, ...others] = operationsOf(store)
          const started = yield* Effect.replicateEffect(start(operation), 3)
          assert.lengthOf(reached, 2)
          for (const other of [operation, ...others]) assert.isTrue(isBusy(yield* Effect.flip(other)))
          yield* release
          for (const fiber of started) yield* Fiber.join(fiber)
          assert.lengthOf(reached, 3)
          yield* operation
        }),
    )
  }

  it.effect("gets reads while its writes hang, and writes while its reads hang", () =>
    Effect.gen(function* () {
      const { store, reached, release } = yield* hanging({ maxReads: 1, maxWrites: 1, maxWaiting: 0 })
      yield* start(store.update("a", {}))
      yield* start(store.get("a"))
      assert.deepStrictEqual(reached, ["update", "get"])
      yield* release
    }),
  )

  it.effect("throttles a get that waited too long, because nothing was sent", () =>
    Effect.gen(function* () {
      const { store, reached } = yield* hanging({ maxReads: 1 })
      yield* start(store.list({ limit: 1 }))
      const get = yield* start(Effect.flip(store.get("a")))
      yield* TestClock.adjust("10 seconds")
      assert.isTrue(isBusy(yield* Fiber.join(get)))
      assert.deepStrictEqual(reached, ["list"])
    }),
  )

  it.effect("times out a get, and then gets the next one", () =>
    Effect.gen(function* () {
      const { store, reached } = yield* hanging({ maxReads: 1, maxWaiting: 0 })
      const get = yield* start(Effect.flip(store.get("a")))
      yield* TestClock.adjust("9999 millis")
      assert.isUndefined(get.pollUnsafe())
      yield* TestClock.adjust("1 milli")
      const failure = yield* Fiber.join(get)
      assert.isTrue(failure instanceof ConnectorStoreUnavailable && failure.reason === "TimedOut")
      yield* start(store.get("a"))
      assert.lengthOf(reached, 2)
    }),
  )
})

describe("A client that leaves", () => {
  it.effect("cancels its read, in flight or not, and frees its place", () =>
    Effect.gen(function* () {
      const { store, reached } = yield* hanging({ maxReads: 1, maxWaiting: 1 })
      const [first, second] = [yield* start(store.get("a")), yield* start(store.get("a"))]
      yield* Fiber.interrupt(second)
      const third = yield* start(store.get("a"))
      yield* Fiber.interrupt(first)
      yield* Effect.yieldNow
      assert.lengthOf(reached, 2)
      yield* Fiber.interrupt(third)
    }),
  )

  it.effect("cancels its write while it waits, but not after it was sent", () =>
    Effect.gen(function* () {
      const { store, reached, release } = yield* hanging({ maxWrites: 1 })
      // As the edge runs every request.
      const [first, second] = [
        yield* start(Effect.uninterruptible(store.create(exampleConnector))),
        yield* start(Effect.uninterruptible(store.create(exampleConnector))),
      ]
      first.interruptUnsafe()
      second.interruptUnsafe()
      yield* release
      yield* Fiber.await(first)
      assert.isTrue(Exit.isFailure(yield* Fiber.await(second)))
      assert.deepStrictEqual(reached, ["create"])
    }),
  )
})
