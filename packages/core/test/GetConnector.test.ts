import { assert, describe, it } from "@effect/vitest"
import { DomainJoinConnector } from "@odj/domain"
import { Effect, Layer } from "effect"
import { ConnectorNotFound, ConnectorStore, getConnector } from "../src/index.ts"
import { noIds } from "./noIds.ts"
import { entityFailures } from "./storeFailures.ts"

describe("getConnector", () => {
  it.effect.prop(
    "calls the store once with the id, and returns its connector",
    [DomainJoinConnector],
    Effect.fnUntraced(function* ([connector]) {
      const calls: Array<string> = []
      const store = Layer.mock(ConnectorStore, {
        get: (id) =>
          Effect.sync(() => {
            calls.push(id)
            return connector
          }),
      })
      assert.strictEqual(yield* getConnector(connector.id).pipe(Effect.provide(store)), connector)
      assert.deepStrictEqual(calls, [connector.id])
    }),
  )

  it.effect("fails with ConnectorNotFound without calling the store if no connector can have the id", () =>
    Effect.gen(function* () {
      for (const id of noIds) {
        assert.deepStrictEqual(yield* Effect.flip(getConnector(id)), new ConnectorNotFound({ id }))
      }
    }).pipe(Effect.provide(Layer.mock(ConnectorStore, {}))),
  )

  it.effect("fails with the failure of the store", () =>
    Effect.gen(function* () {
      for (const failure of Object.values(entityFailures)) {
        const store = Layer.mock(ConnectorStore, { get: () => Effect.fail(failure) })
        assert.strictEqual<unknown>(
          yield* getConnector("id").pipe(Effect.provide(store), Effect.flip),
          failure,
        )
      }
    }),
  )
})
