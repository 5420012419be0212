import { assert, describe, it } from "@effect/vitest"
import { Effect, Layer } from "effect"
import { HttpClient, HttpClientResponse } from "effect/http"
import * as LazyHttpClient from "../../src/command/LazyHttpClient.ts"

const url = "http://127.0.0.1/keys"

/** A client that responds with 200, and how often it was loaded, built and closed. */
const observed = (failures: number) => {
  const counts = { loaded: 0, built: 0, closed: 0 }
  const built = Effect.acquireRelease(
    Effect.sync(() => {
      counts.built++
      return HttpClient.make((request) =>
        Effect.succeed(HttpClientResponse.fromWeb(request, new Response("keys"))),
      )
    }),
    () => Effect.sync(() => counts.closed++),
  )
  const load = async () => {
    if (++counts.loaded <= failures) throw new Error("EMFILE: too many open files")
    return Layer.effect(HttpClient.HttpClient, built)
  }
  return { counts, layer: LazyHttpClient.layer(load) }
}

describe("An HTTP client that is loaded with its first request", () => {
  it.effect("is loaded and built once, and closed with its scope", () =>
    Effect.gen(function* () {
      const { counts, layer } = observed(0)
      const requests = Effect.gen(function* () {
        const client = yield* HttpClient.HttpClient
        assert.deepStrictEqual(counts, { loaded: 0, built: 0, closed: 0 })
        const text = Effect.flatMap(client.get(url), ({ text }) => text)
        const texts = yield* Effect.forEach([1, 2, 3], () => text, { concurrency: "unbounded" })
        assert.deepStrictEqual(texts, ["keys", "keys", "keys"])
        assert.deepStrictEqual(counts, { loaded: 1, built: 1, closed: 0 })
      })
      yield* Effect.provide(requests, layer)
      assert.deepStrictEqual(counts, { loaded: 1, built: 1, closed: 1 })
    }),
  )

  it.effect("fails a request if it can't be loaded, and is loaded again with the next one", () =>
    Effect.gen(function* () {
      const { counts, layer } = observed(1)
      const requests = Effect.gen(function* () {
        const client = yield* HttpClient.HttpClient
        const failure = yield* Effect.flip(client.get(url))
        assert.strictEqual(failure._tag, "HttpClientError")
        assert.strictEqual(failure.reason._tag, "TransportError")
        assert.match(String(failure.reason.cause), /EMFILE/)
        assert.strictEqual((yield* client.get(url)).status, 200)
      })
      yield* Effect.provide(requests, layer)
      assert.deepStrictEqual(counts, { loaded: 2, built: 1, closed: 1 })
    }),
  )
})
