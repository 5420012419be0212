import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber, Layer, Sink, Stdio, Terminal } from "effect"
import { HttpClientRequest } from "effect/http"
import { TestClock } from "effect/testing"
import { makeWaiting } from "../../src/network/Waiting.ts"

const erase = "\r\u001b[K"

/** A record of waiting, and what it has written to a terminal of that width. */
const waitingOn = (width: number) => {
  const written: Array<string> = []
  const write = (chunk: string | Uint8Array) => Effect.sync(() => written.push(String(chunk)))
  const stdio = Stdio.layerTest({ stderr: () => Sink.forEach(write) })
  const unused = Effect.die("unused")
  const terminal = Layer.succeed(
    Terminal.Terminal,
    Terminal.make({
      columns: Effect.succeed(width),
      rows: unused,
      size: unused,
      readInput: unused,
      readLine: unused,
      display: () => unused,
    }),
  )
  return Effect.map(Effect.provide(makeWaiting, [stdio, terminal]), (waiting) => ({ waiting, written }))
}

const request = (method: "GET" | "POST" = "GET", id = "1", host = "graph.test") =>
  HttpClientRequest.make(method)(`https://${host}/beta`, { headers: { "client-request-id": id } })

describe("Waiting", () => {
  it.effect("shows nothing for two seconds, then what it waits for, and erases that with the response", () =>
    Effect.gen(function* () {
      const { waiting, written } = yield* waitingOn(80)
      waiting.show()
      const response = yield* Deferred.make<string>()
      const fiber = yield* Effect.forkChild(waiting.during(request(), Deferred.await(response)))
      yield* TestClock.adjust("1999 millis")
      assert.deepStrictEqual(written, [])
      yield* TestClock.adjust("1 millis")
      assert.deepStrictEqual(written, [`${erase}Waiting for graph.test (attempt 1 of 4)`])
      yield* Deferred.succeed(response, "it")
      assert.strictEqual(yield* Fiber.join(fiber), "it")
      assert.strictEqual(waiting.awaited(), "graph.test (attempt 1 of 4)")
      waiting.ended(request())
      assert.isUndefined(waiting.awaited())
      assert.deepStrictEqual(written.slice(1), [erase])
    }),
  )

  it.effect("counts the attempts of a call, and shows a later one at once", () =>
    Effect.gen(function* () {
      const { waiting, written } = yield* waitingOn(80)
      waiting.show()
      const first = yield* Effect.forkChild(waiting.during(request(), Effect.sleep("3 seconds")))
      yield* TestClock.adjust("1 seconds")
      yield* Fiber.interrupt(first)
      assert.strictEqual(waiting.awaited(), "graph.test (attempt 1 of 4)")
      yield* TestClock.adjust("1 seconds")
      const second = yield* Effect.forkChild(waiting.during(request(), Effect.sleep("3 seconds")))
      yield* TestClock.adjust("0 millis")
      assert.deepStrictEqual(written, [`${erase}Waiting for graph.test (attempt 2 of 4)`])
      yield* TestClock.adjust("3 seconds")
      yield* Fiber.join(second)
    }),
  )

  it.effect("counts each call by itself, and says no maximum for a create", () =>
    Effect.gen(function* () {
      const { waiting } = yield* waitingOn(80)
      yield* Effect.forkChild(waiting.during(request("POST", "2", "b.test"), Effect.never))
      yield* Effect.yieldNow
      assert.strictEqual(waiting.awaited(), "b.test (attempt 1)")
    }),
  )

  it.effect(
    "knows that a sign-in, a read and a request without a connection change nothing in the service",
    () =>
      Effect.gen(function* () {
        const { waiting } = yield* waitingOn(80)
        assert.isFalse(waiting.hasOnlyRead())
        const signIn = HttpClientRequest.post("https://login.test/token")
        for (const sent of [signIn, request()]) {
          yield* waiting.during(sent, Effect.void)
          waiting.sent(sent)
        }
        const create = request("POST", "2")
        yield* waiting.during(create, Effect.void)
        assert.isTrue(waiting.hasOnlyRead())
        waiting.sent(create)
        assert.isFalse(waiting.hasOnlyRead())
      }),
  )

  it.effect("cuts the line to the width of the terminal", () =>
    Effect.gen(function* () {
      const { waiting, written } = yield* waitingOn(20)
      waiting.show()
      yield* Effect.forkChild(waiting.during(request(), Effect.never))
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(written, [`${erase}Waiting for graph.t`])
    }),
  )

  it.effect("shows nothing where it was not asked to, or while it is hidden", () =>
    Effect.gen(function* () {
      const { waiting, written } = yield* waitingOn(80)
      yield* Effect.forkChild(waiting.during(request(), Effect.never))
      waiting.show()
      yield* Effect.forkChild(waiting.hiddenDuring(waiting.during(request("GET", "2"), Effect.never)))
      yield* TestClock.adjust("1 minute")
      assert.deepStrictEqual(written, [])
    }),
  )
})
