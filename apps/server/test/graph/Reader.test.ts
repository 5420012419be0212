import { assert, describe, it } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Deferred, Effect, Exit, Fiber } from "effect"
import { TestClock } from "effect/testing"
import { collection, endpoint, errorOf, jsonOf, type Parts, seed } from "../endpoint.ts"

/** Enough turns for everything that can happen to have happened. */
const settle = Effect.repeat(Effect.yieldNow, { times: 50 })

/** A store whose lists, or else creates, wait until they are let go. */
const waitingStore = (waiting: "list" | "create") =>
  Effect.gen(function* () {
    const store = yield* MemoryConnectorStore.make
    const going = yield* Deferred.make<void>()
    const exits: Array<"completed" | "interrupted"> = []
    let inFlight = 0
    const wait = Effect.suspend(() => {
      inFlight++
      return Deferred.await(going)
    }).pipe(
      Effect.onExit((exit) =>
        Effect.sync(() => {
          inFlight--
          exits.push(Exit.isSuccess(exit) ? "completed" : "interrupted")
        }),
      ),
    )
    return {
      exits,
      inFlight: () => inFlight,
      go: Deferred.succeed(going, undefined),
      make: Effect.succeed(
        ConnectorStore.of(
          waiting === "list"
            ? { ...store, list: (query) => Effect.andThen(wait, store.list(query)) }
            : { ...store, create: (...args) => Effect.andThen(wait, store.create(...args)) },
        ),
      ),
    }
  })

const list: Parts = { method: "GET", headers: { authorization: "reader" } }

const count: Parts = { ...list, target: `${collection}/$count` }

const batch = (...urls: ReadonlyArray<string>): Parts => ({
  target: "/beta/$batch",
  body: { requests: urls.map((url, index) => ({ id: String(index), method: "GET", url })) },
})

const url = "/deviceManagement/domainJoinConnectors"

/** A request as the HTTP edge runs it. */
const run = <A>(response: Effect.Effect<A>) => Effect.forkChild(response, { uninterruptible: true })

describe("A list or a count", () => {
  for (const [name, parts] of Object.entries({ list, count })) {
    it.effect(`that takes too long gets 503 with Retry-After (${name})`, () =>
      Effect.gen(function* () {
        const { make, exits } = yield* waitingStore("list")
        const send = yield* endpoint(make, { readTime: 10_000 })
        const sent = yield* run(send(parts))
        yield* TestClock.adjust("9 seconds")
        assert.isUndefined(sent.pollUnsafe())
        yield* TestClock.adjust("1 second")
        const response = yield* Fiber.join(sent)
        assert.strictEqual(response.status, 503)
        assert.strictEqual(response.headers["Retry-After"], "10")
        assert.match(errorOf(response).message, /longer than 10 s/)
        assert.deepStrictEqual(exits, ["interrupted"])
      }),
    )

    it.effect(`ends when its client leaves, with a status for logs (${name})`, () =>
      Effect.gen(function* () {
        const { make, exits } = yield* waitingStore("list")
        const send = yield* endpoint(make)
        const sent = yield* run(send(parts))
        yield* settle
        sent.interruptUnsafe()
        assert.strictEqual((yield* Fiber.join(sent)).status, 499)
        assert.deepStrictEqual(exits, ["interrupted"])
      }),
    )
  }

  it.effect("waits for its turn if too many are in flight, at most as long as it may take", () =>
    Effect.gen(function* () {
      const { make, inFlight, go } = yield* waitingStore("list")
      const send = yield* endpoint(make, { maxReads: 2, readTime: 10_000 })
      const early = yield* Effect.forEach([list, count], (parts) => run(send(parts)))
      yield* settle
      yield* TestClock.adjust("5 seconds")
      const late = yield* run(send(list))
      yield* settle
      assert.strictEqual(inFlight(), 2)
      yield* TestClock.adjust("5 seconds")
      assert.deepStrictEqual(
        (yield* Effect.forEach(early, Fiber.join)).map(({ status }) => status),
        [503, 503],
      )
      yield* settle
      assert.strictEqual(inFlight(), 1)
      yield* go
      assert.strictEqual((yield* Fiber.join(late)).status, 200)
    }),
  )

  it.effect("starts in another turn of the event loop than any other", () =>
    Effect.gen(function* () {
      const store = yield* MemoryConnectorStore.make
      let turn = 0
      const startedIn: Array<number> = []
      const send = yield* endpoint(
        Effect.succeed(
          ConnectorStore.of({
            ...store,
            list: (query) =>
              Effect.suspend(() => {
                startedIn.push(turn)
                return store.list(query)
              }),
          }),
        ),
      )
      const sent = yield* Effect.forEach([list, count, list, batch(url, url), batch(url)], (parts) =>
        run(send(parts)),
      )
      while (sent.some((fiber) => fiber.pollUnsafe() === undefined)) {
        turn++
        yield* Effect.yieldNow
      }
      assert.lengthOf(new Set(startedIn), 6)
    }),
  )

  it.effect("has all of its time in a batch, too, and only its own response is 503", () =>
    Effect.gen(function* () {
      const { make, inFlight } = yield* waitingStore("list")
      const send = yield* endpoint(make, { readTime: 10_000 })
      const sent = yield* run(send(batch(url, url, `${url}/unknown`)))
      for (let second = 0; second < 20; second++) {
        yield* settle
        assert.strictEqual(inFlight(), 1)
        yield* TestClock.adjust("1 second")
      }
      const { responses } = jsonOf(yield* Fiber.join(sent))
      assert.deepStrictEqual(
        responses.map(({ status }: { status: number }) => status),
        [503, 503, 404],
      )
      assert.strictEqual(responses[0].headers["Retry-After"], "10")
    }),
  )
})

describe("A create", () => {
  for (const [name, parts] of Object.entries({
    alone: { body: seed },
    "in a batch": {
      target: "/beta/$batch",
      body: {
        requests: [
          { id: "1", method: "POST", url, headers: { "Content-Type": "application/json" }, body: seed },
        ],
      },
    },
  } satisfies Record<string, Parts>)) {
    it.effect(`${name} completes, however long it takes and even if its client leaves`, () =>
      Effect.gen(function* () {
        const { make, exits, go } = yield* waitingStore("create")
        const send = yield* endpoint(make, { readTime: 10_000 })
        const sent = yield* run(send(parts))
        yield* settle
        yield* TestClock.adjust("1 hour")
        sent.interruptUnsafe()
        yield* settle
        assert.deepStrictEqual(exits, [])
        yield* go
        yield* Fiber.await(sent)
        assert.deepStrictEqual(exits, ["completed"])
        assert.lengthOf(jsonOf(yield* send(list)).value, 1)
      }),
    )
  }
})
