import { assert, describe, it } from "@effect/vitest"
import { DomainJoinConnector, DomainJoinConnectorPatch } from "@odj/domain"
import { Effect, Layer } from "effect"
import { ConnectorNotFound, ConnectorStore, InvalidConnector, updateConnector } from "../src/index.ts"
import { noIds } from "./noIds.ts"
import { entityFailures } from "./storeFailures.ts"

describe("updateConnector", () => {
  it.effect("never asks the store where the input is invalid", () =>
    Effect.gen(function* () {
      for (const id of ["id", ...noIds]) {
        const failure = yield* Effect.flip(updateConnector(id, { id: "other", state: "pending" }))
        assert.instanceOf(failure, InvalidConnector)
        assert.deepStrictEqual(
          failure.problems.map(({ path }) => path),
          [["id"], ["state"]],
        )
      }
    }).pipe(Effect.provide(Layer.mock(ConnectorStore, {}))),
  )

  it.effect.prop(
    "asks the store once, with the id and the change as given, and answers what it answers",
    [DomainJoinConnector, DomainJoinConnectorPatch],
    Effect.fnUntraced(function* ([connector, patch]) {
      const asked: Array<readonly [id: string, patch: DomainJoinConnectorPatch]> = []
      const store = Layer.mock(ConnectorStore, {
        update: (id, patch) =>
          Effect.sync(() => {
            asked.push([id, patch])
            return connector
          }),
      })
      const input = { "@odata.id": 1, id: connector.id, ...patch }
      const answer = yield* updateConnector(connector.id, input).pipe(Effect.provide(store))
      assert.deepStrictEqual(asked, [[connector.id, patch]])
      assert.strictEqual(answer, connector)
    }),
  )

  it.effect("finds nothing, and asks no store, where no connector can have the id", () =>
    Effect.gen(function* () {
      for (const id of noIds) {
        assert.deepStrictEqual(yield* Effect.flip(updateConnector(id, {})), new ConnectorNotFound({ id }))
      }
    }).pipe(Effect.provide(Layer.mock(ConnectorStore, {}))),
  )

  it.effect("fails as the store fails", () =>
    Effect.gen(function* () {
      for (const failure of Object.values(entityFailures)) {
        const store = Layer.mock(ConnectorStore, { update: () => Effect.fail(failure) })
        const failed = yield* updateConnector("id", {}).pipe(Effect.provide(store), Effect.flip)
        assert.strictEqual<unknown>(failed, failure)
      }
    }),
  )
})
