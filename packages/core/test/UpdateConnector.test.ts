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

/** A store that returns the connector, and keeps what it is asked for. */
const storeOf = (connector: DomainJoinConnector) => {
  const asked: Array<readonly [id: string, patch: DomainJoinConnectorPatch]> = []
  const layer = Layer.mock(ConnectorStore, {
    update: (id, patch) =>
      Effect.sync(() => {
        asked.push([id, patch])
        return connector
      }),
  })
  return { asked, layer }
}

describe("updateConnector", () => {
  it.effect("never asks the store where the input is invalid", () =>
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
    "asks the store once, with the id and the change as given, and answers what it answers",
    [DomainJoinConnector, DomainJoinConnectorPatch],
    Effect.fnUntraced(function* ([connector, patch]) {
      const { asked, layer } = storeOf(connector)
      const input = { "@odata.id": 1, id: connector.id, ...patch }
      const answer = yield* updateConnector(connector.id, input).pipe(Effect.provide(layer))
      assert.deepStrictEqual(asked, [[connector.id, patch]])
      assert.strictEqual(answer, connector)
    }),
  )
})

describe("patchConnector", () => {
  it.effect.prop(
    "asks the store once, with the id and the patch as given, and returns what it returns",
    [DomainJoinConnector, DomainJoinConnectorPatch],
    Effect.fnUntraced(function* ([connector, patch]) {
      const { asked, layer } = storeOf(connector)
      const answer = yield* patchConnector(connector.id, patch).pipe(Effect.provide(layer))
      assert.deepStrictEqual(asked, [[connector.id, patch]])
      assert.strictEqual(answer, connector)
    }),
  )

  it.effect("finds nothing, and asks no store, where no connector can have the id", () =>
    Effect.gen(function* () {
      for (const id of noIds) {
        for (const update of [updateConnector, patchConnector]) {
          assert.deepStrictEqual(yield* Effect.flip(update(id, {})), new ConnectorNotFound({ id }))
        }
      }
    }).pipe(Effect.provide(Layer.mock(ConnectorStore, {}))),
  )

  it.effect("fails as the store fails", () =>
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
