import { assert, describe, it } from "@effect/vitest"
import { DomainJoinConnector } from "@odj/domain"
import { Effect, Layer } from "effect"
import { ConnectorNotFound, ConnectorStore, deleteConnector } from "../src/index.ts"
import { noIds } from "./noIds.ts"
import { entityFailures } from "./storeFailures.ts"

describe("deleteConnector", () => {
  it.effect.prop(
    "asks the store once, for that id",
    [DomainJoinConnector.fields.id],
    Effect.fnUntraced(function* ([id]) {
      const asked: Array<string> = []
      const store = Layer.mock(ConnectorStore, {
        delete: (id) =>
          Effect.sync(() => {
            asked.push(id)
          }),
      })
      yield* deleteConnector(id).pipe(Effect.provide(store))
      assert.deepStrictEqual(asked, [id])
    }),
  )

  it.effect("finds nothing, and asks no store, where no connector can have the id", () =>
    Effect.gen(function* () {
      for (const id of noIds) {
        assert.deepStrictEqual(yield* Effect.flip(deleteConnector(id)), new ConnectorNotFound({ id }))
      }
    }).pipe(Effect.provide(Layer.mock(ConnectorStore, {}))),
  )

  it.effect("fails as the store fails", () =>
    Effect.gen(function* () {
      for (const failure of Object.values(entityFailures)) {
        const store = Layer.mock(ConnectorStore, { delete: () => Effect.fail(failure) })
        const failed = yield* deleteConnector("id").pipe(Effect.provide(store), Effect.flip)
        assert.strictEqual<unknown>(failed, failure)
      }
    }),
  )
})
