import { assert, describe, it } from "@effect/vitest"
import { Deferred, Effect, Fiber } from "effect"
import type { Handle } from "../../src/http/HttpMessage.ts"
import { withSuccessor } from "../../src/server/Succession.ts"
import { requestFor } from "../control/request.ts"

const responds =
  (name: string): Handle =>
  () =>
    Effect.succeed({ status: 200, headers: {}, body: name })

/** A server whose first application holds requests for `/slow`, and whose successor is needed for `/control`. */
const makeServer = Effect.fnUntraced(function* () {
  const isReleased = yield* Deferred.make<void>()
  const isMade = yield* Deferred.make<void, string>()
  let made = 0
  const first = {
    handle: ((request) =>
      request.target === "/slow"
        ? Effect.andThen(Deferred.await(isReleased), responds("first")(request))
        : responds("first")(request)) satisfies Handle as Handle,
  }
  let application = first
  const successor = {
    isNeededBy: ({ target }: { readonly target: string }) => target === "/control",
    make: Effect.suspend(() => {
      made++
      return made === 1
        ? Effect.as(Deferred.await(isMade), { handle: responds("second") })
        : Effect.succeed({ handle: responds("second") })
    }),
  }
  application = withSuccessor(first, successor, (next) => {
    application = next
  })
  return {
    send: (target: string) =>
      Effect.map(
        Effect.suspend(() => application.handle(requestFor(target))),
        ({ body }) => body,
      ),
    release: Deferred.succeed(isReleased, undefined),
    letMake: Deferred.succeed(isMade, undefined),
    failMake: Deferred.fail(isMade, "no file"),
    made: () => made,
  }
})

const settled = Effect.repeat(Effect.yieldNow, { times: 20 })

describe("A server with a successor", () => {
  it.effect(
    "has its first application until a request needs the successor, and then only the successor",
    () =>
      Effect.gen(function* () {
        const { send, letMake } = yield* makeServer()
        assert.strictEqual(yield* send("/any"), "first")
        yield* letMake
        assert.strictEqual(yield* send("/control"), "second")
        assert.strictEqual(yield* send("/any"), "second")
      }),
  )

  it.effect("makes the successor once for requests that need it at the same time", () =>
    Effect.gen(function* () {
      const { send, letMake, made } = yield* makeServer()
      const waiting = yield* Effect.forkChild(
        Effect.all([send("/control"), send("/control"), send("/control")], { concurrency: "unbounded" }),
      )
      yield* settled
      yield* letMake
      assert.deepStrictEqual(yield* Fiber.join(waiting), ["second", "second", "second"])
      assert.strictEqual(made(), 1)
    }),
  )

  it.effect(
    "responds to other requests while it makes the successor, and while older requests are in flight",
    () =>
      Effect.gen(function* () {
        const { send, letMake, release } = yield* makeServer()
        const slow = yield* Effect.forkChild(send("/slow"))
        const control = yield* Effect.forkChild(send("/control"))
        yield* settled
        assert.strictEqual(yield* send("/any"), "first")
        yield* letMake
        yield* settled
        assert.strictEqual(yield* send("/any"), "second")
        yield* release
        assert.strictEqual(yield* Fiber.join(slow), "first")
        assert.strictEqual(yield* Fiber.join(control), "second")
      }),
  )

  it.effect("lets requests that need the successor wait until older requests have ended", () =>
    Effect.gen(function* () {
      const { send, letMake, release } = yield* makeServer()
      yield* letMake
      yield* Effect.forkChild(send("/slow"))
      yield* settled
      const control = yield* Effect.forkChild(send("/control"))
      yield* settled
      const later = yield* Effect.forkChild(send("/control"))
      yield* settled
      assert.deepStrictEqual([control.pollUnsafe(), later.pollUnsafe()], [undefined, undefined])
      yield* release
      assert.strictEqual(yield* Fiber.join(control), "second")
      assert.strictEqual(yield* Fiber.join(later), "second")
    }),
  )

  it.effect("keeps its first application if the successor can't be made, and tries again", () =>
    Effect.gen(function* () {
      const { send, failMake, made } = yield* makeServer()
      yield* failMake
      assert.strictEqual(yield* send("/control"), "first")
      assert.strictEqual(yield* send("/any"), "first")
      assert.strictEqual(yield* send("/control"), "second")
      assert.strictEqual(made(), 2)
    }),
  )
})
