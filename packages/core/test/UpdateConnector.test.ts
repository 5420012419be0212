import { assert, describe, it } from "@effect/vitest"
import { DomainJoinConnector, DomainJoinConnectorPatch } from "@odj/domain"
import { Effect, Layer } from "effect"
import {
  ConnectorNotFound,
  ConnectorStore,
  InvalidConnector,
  patchConnector,
  updateConnector,
} from "../src/index.ts"
import { noIds } from "./noIds.ts"
import { entityFailures } from "./storeFailures.ts"

/** A store that returns the connector, and the calls of its update. */
const storeOf = (connector: DomainJoinConnector) => {
  const calls: Array<readonly [id: string, patch: DomainJoinConnectorPatch]> = []
  const layer = Layer.mock(ConnectorStore, {
    update: (id, patch) =>
      Effect.sync(() => {
        calls.push([id, patch])
        return connector
      }),
  })
  return { calls, layer }
}

describe("updateConnector", () => {
  it.effect("never calls the store with an invalid input", () =>
    Effect.gen(function* () {
      for (const id of ["id", ...noIds]) {
        const failure = yield* Effect.flip(updateConnector<unknown>(id, { id: "other", state: "pending" }))
        assert.instanceOf(failure, InvalidConnector)
        assert.deepStrictEqual(
          failure.problems.map(({ path }) => path),
          [["id"], ["state"]],
        )
      }
    }).pipe(Effect.provide(Layer.mock(ConnectorStore, {}))),
  )

  it.effect.prop(
    "calls the store once with the id and the change, and returns its connector",
    [DomainJoinConnector, DomainJoinConnectorPatch],
    Effect.fnUntraced(function* ([connector, patch]) {
      const { calls, layer } = storeOf(connector)
      const input = { "@odata.id": 1, id: connector.id, ...patch }
      const result = yield* updateConnector(connector.id, input).pipe(Effect.provide(layer))
      assert.deepStrictEqual(calls, [[connector.id, patch]])
      assert.strictEqual(result, connector)
    }),
  )
})

describe("patchConnector", () => {
  it.effect.prop(
    "calls the store once with the id and the patch, and returns its connector",
    [DomainJoinConnector, DomainJoinConnectorPatch],
    Effect.fnUntraced(function* ([connector, patch]) {
      const { calls, layer } = storeOf(connector)
      const result = yield* patchConnector(connector.id, patch).pipe(Effect.provide(layer))
      assert.deepStrictEqual(calls, [[connector.id, patch]])
      assert.strictEqual(result, connector)
    }),
  )

  it.effect("fails with ConnectorNotFound without calling the store if no connector can have the id", () =>
    Effect.gen(function* () {
      for (const id of noIds) {
        for (const update of [updateConnector, patchConnector]) {
          assert.deepStrictEqual(yield* Effect.flip(update(id, {})), new ConnectorNotFound({ id }))
        }
      }
    }).pipe(Effect.provide(Layer.mock(ConnectorStore, {}))),
  )

  it.effect("fails with the failure of the store", () =>
    Effect.gen(function* () {
      for (const failure of Object.values(entityFailures)) {
        const store = Layer.mock(ConnectorStore, { update: () => Effect.fail(failure) })
        for (const update of [updateConnector, patchConnector]) {
          const failed = yield* update("id", {}).pipe(Effect.provide(store), Effect.flip)
          assert.strictEqual<unknown>(failed, failure)
        }
      }
    }),
  )
})
