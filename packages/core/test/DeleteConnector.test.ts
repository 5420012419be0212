import { assert, describe, it } from "@effect/vitest"
import { DomainJoinConnector } from "@odj/domain"
import { Effect, Layer } from "effect"
import { ConnectorNotFound, ConnectorStore, deleteConnector } from "../src/index.ts"
import { noIds } from "./noIds.ts"
import { entityFailures } from "./storeFailures.ts"

describe("deleteConnector", () => {
  it.effect.prop(
    "calls the store once with the id",
    [DomainJoinConnector.fields.id],
    Effect.fnUntraced(function* ([id]) {
      const calls: Array<string> = []
      const store = Layer.mock(ConnectorStore, {
        delete: (id) =>
          Effect.sync(() => {
            calls.push(id)
          }),
      })
      yield* deleteConnector(id).pipe(Effect.provide(store))
      assert.deepStrictEqual(calls, [id])
    }),
  )

  it.effect("fails with ConnectorNotFound without calling the store if no connector can have the id", () =>
    Effect.gen(function* () {
      for (const id of noIds) {
        assert.deepStrictEqual(yield* Effect.flip(deleteConnector(id)), new ConnectorNotFound({ id }))
      }
    }).pipe(Effect.provide(Layer.mock(ConnectorStore, {}))),
  )

  it.effect("fails with the failure of the store", () =>
    Effect.gen(function* () {
      for (const failure of Object.values(entityFailures)) {
        const store = Layer.mock(ConnectorStore, { delete: () => Effect.fail(failure) })
        const failed = yield* deleteConnector("id").pipe(Effect.provide(store), Effect.flip)
        assert.strictEqual<unknown>(failed, failure)
      }
    }),
  )
})
