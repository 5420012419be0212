import { assert, describe, it } from "@effect/vitest"
import { Effect, Exit, Fiber, Layer } from "effect"
import { HttpClient, HttpClientError, HttpClientResponse } from "effect/http"
import { CurrentExchanges, layer, withExchanges } from "../../src/gateway/UpstreamExchanges.ts"
import type { HttpRequest, HttpResponse } from "../../src/http/HttpMessage.ts"

const newRequest = (): HttpRequest => ({
  method: "GET",
  target: "/",
  headers: { authorization: "Bearer the-callers-token" },
  body: undefined,
  scheme: "http",
  facts: { tenant: "t" },
})

const response: HttpResponse = { status: 200, headers: { "request-id": "own" }, body: "{}" }

/** An upstream that gives these responses, one after another; without one, the connection is lost. */
const upstream = (...responses: ReadonlyArray<Response | undefined>) => {
  const left = [...responses]
  return Layer.provide(
    layer,
    Layer.succeed(
      HttpClient.HttpClient,
      HttpClient.make((request) => {
        const next = left.shift()
        return next === undefined
          ? Effect.fail(
              new HttpClientError.HttpClientError({
                reason: new HttpClientError.TransportError({ request }),
              }),
            )
          : Effect.succeed(HttpClientResponse.fromWeb(request, next))
      }),
    ),
  )
}

const upstreamResponse = (status: number, id: string) =>
  new Response(null, { status, headers: { "request-id": id } })

const ask = Effect.exit(HttpClient.get("https://graph.example/"))

/** The facts of a request that asks upstream several times. */
const factsAfter = (times: number, ...responses: ReadonlyArray<Response | undefined>) => {
  const request = newRequest()
  return withExchanges(() => Effect.as(Effect.replicateEffect(ask, times), response))(request).pipe(
    Effect.provide(upstream(...responses)),
    Effect.as(request.facts),
  )
}

describe("The facts of a request", () => {
  it.effect("have no exchange if it caused none", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* factsAfter(0), { tenant: "t" })
    }),
  )

  it.effect("have the number of its exchanges, and the status and id of the last one", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* factsAfter(2, upstreamResponse(200, "a"), upstreamResponse(200, "b")), {
        tenant: "t",
        upstreamRequests: 2,
        upstreamStatus: 200,
        upstreamRequestId: "b",
      })
    }),
  )

  it.effect("have those that failed before, at most three", () =>
    Effect.gen(function* () {
      const failing = [504, 429, 503, 500].map((status) => upstreamResponse(status, `id-${status}`))
      const { upstreamFailures } = yield* factsAfter(5, ...failing, upstreamResponse(201, "e"))
      assert.deepStrictEqual(upstreamFailures, ["429 id-429", "503 id-503", "500 id-500"])
      const lost = yield* factsAfter(2, undefined, upstreamResponse(201, "b"))
      assert.deepStrictEqual(lost.upstreamFailures, ["none"])
    }),
  )

  it.effect("have no status if there was no response", () =>
    Effect.gen(function* () {
      const { upstreamRequests, upstreamStatus } = yield* factsAfter(1)
      assert.deepStrictEqual([upstreamRequests, upstreamStatus], [1, undefined])
    }),
  )

  it.effect("have no id that contains other characters than ids do", () =>
    Effect.gen(function* () {
      for (const id of ["Bearer x", "x".repeat(65), "a\tb", ""]) {
        const { upstreamRequestId } = yield* factsAfter(1, upstreamResponse(200, id))
        assert.isUndefined(upstreamRequestId, id)
      }
    }),
  )

  it.effect("have the exchanges of a request that was cancelled", () =>
    Effect.gen(function* () {
      const request = newRequest()
      const fiber = yield* Effect.forkChild(
        withExchanges(() => Effect.andThen(ask, Effect.never))(request).pipe(
          Effect.provide(upstream(upstreamResponse(200, "a"))),
        ),
      )
      yield* Effect.yieldNow
      const exit = yield* Effect.andThen(Fiber.interrupt(fiber), Fiber.await(fiber))
      assert.isTrue(Exit.hasInterrupts(exit))
      assert.strictEqual(request.facts.upstreamRequestId, "a")
    }),
  )

  it.effect("are those of the innermost request, such as one of a batch", () =>
    Effect.gen(function* () {
      const [batch, part] = [newRequest(), newRequest()]
      yield* withExchanges(() => withExchanges(() => Effect.as(ask, response))(part))(batch).pipe(
        Effect.provide(upstream(upstreamResponse(200, "a"))),
      )
      assert.deepStrictEqual([batch.facts.upstreamRequests, part.facts.upstreamRequests], [undefined, 1])
    }),
  )
})

describe("A response from the cache", () => {
  it.effect("has its age as a header and as a fact, and another response has none", () =>
    Effect.gen(function* () {
      const request = newRequest()
      const fromCache = Effect.map(CurrentExchanges, (exchanges) => {
        if (exchanges !== undefined) exchanges.cacheAge = 12
        return response
      })
      const handled = yield* withExchanges(() => fromCache)(request)
      assert.deepStrictEqual(handled, { ...response, headers: { "request-id": "own", Age: "12" } })
      assert.deepStrictEqual(request.facts, { tenant: "t", cacheAge: 12 })
      assert.deepStrictEqual(yield* withExchanges(() => Effect.succeed(response))(newRequest()), response)
    }),
  )
})
