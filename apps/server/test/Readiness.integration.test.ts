/** What `/readyz` says of the store, and that `/livez` says nothing of it. */
import { assert, describe, it } from "@effect/vitest"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Deferred, Effect, Fiber } from "effect"
import { TestClock } from "effect/testing"
import * as Tenants from "../src/graph/Tenants.ts"
import { defaultLimits } from "../src/http/HttpListener.ts"
import { none } from "../src/server/Authentication.ts"
import { serve } from "../src/server/Server.ts"

/** A server on a free port whose stores are as ready as that says; answers what asks it for a page. */
const serverWith = (isReady: Effect.Effect<boolean>) =>
  serve({
    host: "127.0.0.1",
    port: 0,
    limits: defaultLimits,
    authentication: () => none,
    corsOrigins: new Set(),
    observe: (handle) => handle,
  }).pipe(
    Effect.provide(Tenants.layer(() => MemoryConnectorStore.make, isReady)),
    Effect.map(
      (url) => (path: string) =>
        Effect.promise(async () => {
          const answer = await fetch(url + path, { headers: { Connection: "close" } })
          return [answer.status, await answer.text()]
        }),
    ),
  )

describe("A server", () => {
  it.effect("is ready while its stores are, and lives all the same", () =>
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

  it.effect("is not ready where its stores do not say so soon", () =>
    Effect.gen(function* () {
      const asked = yield* Deferred.make<void>()
      const page = yield* serverWith(Effect.andThen(Deferred.succeed(asked, undefined), Effect.never))
      const asking = yield* Effect.forkChild(page("/readyz"))
      yield* Deferred.await(asked)
      yield* TestClock.adjust("2 seconds")
      assert.deepStrictEqual(yield* Fiber.join(asking), [503, "not ready\n"])
    }).pipe(Effect.scoped),
  )
})
