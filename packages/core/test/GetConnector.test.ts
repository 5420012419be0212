import { assert, describe, it } from "@effect/vitest"
import { DomainJoinConnector } from "@odj/domain"
import { Effect, Layer } from "effect"
import { ConnectorNotFound, ConnectorStore, getConnector } from "../src/index.ts"
import { noIds } from "./noIds.ts"
import { entityFailures } from "./storeFailures.ts"

describe("getConnector", () => {
  it.effect.prop(
    "asks the store once, for that id, and answers what it answers",
    [DomainJoinConnector],
    Effect.fnUntraced(function* ([connector]) {
      const asked: Array<string> = []
      const store = Layer.mock(ConnectorStore, {
        get: (id) =>
          Effect.sync(() => {
            asked.push(id)
            return connector
          }),
      })
      assert.strictEqual(yield* getConnector(connector.id).pipe(Effect.provide(store)), connector)
      assert.deepStrictEqual(asked, [connector.id])
    }),
  )

  it.effect("finds nothing, and asks no store, where no connector can have the id", () =>
    Effect.gen(function* () {
      for (const id of noIds) {
        assert.deepStrictEqual(yield* Effect.flip(getConnector(id)), new ConnectorNotFound({ id }))
      }
    }).pipe(Effect.provide(Layer.mock(ConnectorStore, {}))),
  )

  it.effect("fails as the store fails", () =>
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
