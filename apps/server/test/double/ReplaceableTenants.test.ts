import { assert, describe, it } from "@effect/vitest"
import { storedConnector } from "@odj/connector-store-contract"
import type { ConnectorStore } from "@odj/core"
import { defaultTenant } from "@odj/graph-wire"
import { Cause, Effect, Exit, Fiber, Latch, Result } from "effect"
import type { ReplaceableTenants } from "../../src/double/ReplaceableTenants.ts"
import type { HttpRequest } from "../../src/http/HttpMessage.ts"
import { contentsOver, kinds } from "./contents.ts"

const request: HttpRequest = {
  method: "GET",
  target: "/",
  headers: {},
  body: undefined,
  scheme: "http",
  facts: {},
}

type Operation = (store: ConnectorStore["Service"]) => Effect.Effect<unknown, unknown>

const a = storedConnector({ id: "a" })
const b = storedConnector({ id: "b" })

const operations: Record<string, Operation> = {
  create: (store) => store.create(b),
  createMany: (store) =>
    Effect.flatMap(store.createMany([b]), (results) => Effect.fromResult(Result.all(results))),
  get: (store) => store.get("a"),
  list: (store) => store.list({ limit: 1 }),
  update: (store) => store.update("a", { state: "inactive" }),
  delete: (store) => store.delete("a"),
}

/** Begins a request. `finish` lets it use its store, and returns how that ended. */
const begin = Effect.fnUntraced(function* ({ tenants, around }: ReplaceableTenants, operation: Operation) {
  const go = Latch.makeUnsafe()
  let exit: Exit.Exit<unknown, unknown> = Exit.void
  const handle = around(
    Effect.fnUntraced(function* () {
      yield* go.await
      exit = yield* Effect.exit(Effect.flatMap(tenants.storeOf(defaultTenant), operation))
      return { status: 200, headers: {} }
    }),
  )
  const fiber = yield* Effect.forkChild(handle(request), { startImmediately: true })
  return { finish: Effect.map(Effect.andThen(go.open, Fiber.join(fiber)), () => exit) }
})

const list: Operation = (store) => Effect.map(store.list({ limit: 9 }), ({ connectors }) => connectors)

describe.each(kinds)("A request over %s", (kind) => {
  it.effect("fails once the connectors were reset or restored, and changes nothing", () =>
    Effect.gen(function* () {
      const { contents, ...replaceable } = yield* contentsOver(kind, [a])
      const replace = {
        reset: contents.reset(() => {}),
        restore: contents.restore(yield* contents.snapshot, () => {}),
      }
      for (const replacement of Object.values(replace)) {
        for (const operation of Object.values(operations)) {
          const { finish } = yield* begin(replaceable, operation)
          yield* replacement
          const exit = yield* finish
          assert.propertyVal(
            Exit.isFailure(exit) && Cause.squash(exit.cause),
            "_tag",
            "ConnectorStoreRefused",
          )
          assert.deepStrictEqual(yield* (yield* begin(replaceable, list)).finish, Exit.succeed([a]))
        }
      }
    }).pipe(Effect.scoped),
  )

  it.effect("has its effect if nothing was replaced, also after a seed and a snapshot", () =>
    Effect.gen(function* () {
      const { contents, ...replaceable } = yield* contentsOver(kind, [a])
      for (const operation of Object.values(operations)) {
        yield* contents.reset(() => {})
        const { finish } = yield* begin(replaceable, operation)
        yield* contents.seed([storedConnector({ id: "c" })], undefined)
        yield* contents.snapshot
        assert.isTrue(Exit.isSuccess(yield* finish))
      }
    }).pipe(Effect.scoped),
  )

  it.effect("that is in a batch belongs to the contents of the batch's beginning", () =>
    Effect.gen(function* () {
      const { contents, tenants, around } = yield* contentsOver(kind)
      const go = Latch.makeUnsafe()
      const one = around(() =>
        Effect.as(Effect.ignore(Effect.flatMap(tenants.storeOf(defaultTenant), (store) => store.create(b))), {
          status: 200,
          headers: {},
        }),
      )
      const batch = around(() =>
        Effect.andThen(go.await, one({ ...request, part: { of: "batch", json: undefined } })),
      )
      const fiber = yield* Effect.forkChild(batch(request), { startImmediately: true })
      yield* contents.reset(() => {})
      yield* go.open
      yield* Fiber.join(fiber)
      assert.deepStrictEqual((yield* contents.snapshot).tenants, {})
    }).pipe(Effect.scoped),
  )

  it.effect("that begins during a reset waits, and finds the new contents", () =>
    Effect.gen(function* () {
      const { contents, ...replaceable } = yield* contentsOver(kind, [a])
      const hasBegun = Latch.makeUnsafe()
      const resetting = yield* Effect.forkChild(contents.reset(() => hasBegun.openUnsafe()))
      yield* hasBegun.await
      const { finish } = yield* begin(replaceable, list)
      assert.deepStrictEqual(yield* finish, Exit.succeed([a]))
      yield* Fiber.join(resetting)
    }).pipe(Effect.scoped),
  )
})
