/** `/readyz` reports whether the store is available; `/livez` does not depend on it. */
import { assert, describe, it } from "@effect/vitest"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Deferred, Effect, Fiber, identity } from "effect"
import { TestClock } from "effect/testing"
import { Tenants } from "../src/graph/Tenants.ts"
import { none } from "../src/server/Authentication.ts"
import { defaultServerLimits, serve } from "../src/server/Server.ts"

/** Starts a server on a free port whose stores have this readiness; returns a function that gets a page. */
const serverWith = (isReady: Effect.Effect<boolean>) =>
  serve({
    host: "127.0.0.1",
    port: 0,
    limits: defaultServerLimits,
    authentication: () => none,
    corsOrigins: new Set(),
    observe: identity,
  }).pipe(
    Effect.provideServiceEffect(
      Tenants,
      Effect.map(MemoryConnectorStore.make, (store) => ({ storeOf: () => Effect.succeed(store), isReady })),
    ),
    Effect.map(
      (url) => (path: string) =>
        Effect.promise(async () => {
          const response = await fetch(url + path, { headers: { Connection: "close" } })
          return [response.status, await response.text()]
        }),
    ),
  )

describe("A server", () => {
  it.effect("is ready while its stores are, and alive in any case", () =>
    Effect.gen(function* () {
      let isReady = true
      const page = yield* serverWith(Effect.sync(() => isReady))
      assert.deepStrictEqual(yield* page("/readyz"), [200, "ok\n"])
      isReady = false
      assert.deepStrictEqual(yield* page("/readyz"), [503, "not ready\n"])
      assert.deepStrictEqual(yield* page("/livez"), [200, "ok\n"])
      isReady = true
      assert.deepStrictEqual(yield* page("/readyz"), [200, "ok\n"])
    }).pipe(Effect.scoped),
  )

  it.effect("is not ready if its stores do not respond in time", () =>
    Effect.gen(function* () {
      const requested = yield* Deferred.make<void>()
      const page = yield* serverWith(Effect.andThen(Deferred.succeed(requested, undefined), Effect.never))
      const asking = yield* Effect.forkChild(page("/readyz"))
      yield* Deferred.await(requested)
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(yield* Fiber.join(asking), [503, "not ready\n"])
    }).pipe(Effect.scoped),
  )
})
