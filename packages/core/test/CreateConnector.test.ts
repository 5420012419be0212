import { assert, describe, it } from "@effect/vitest"
import { exampleConnector, NewDomainJoinConnector } from "@odj/domain"
import { Effect, Layer } from "effect"
import {
  ConnectorStore,
  type CreateOptions,
  createConnector,
  IdempotencyKey,
  InvalidConnector,
} from "../src/index.ts"
import { createFailures } from "./storeFailures.ts"

describe("createConnector", () => {
  it.effect("never calls the store with an invalid input", () =>
    Effect.gen(function* () {
      const failure = yield* Effect.flip(
        createConnector<unknown>({ ...exampleConnector, state: "pending", owner: "me" }),
      )
      assert.instanceOf(failure, InvalidConnector)
      assert.deepStrictEqual(
        failure.problems.map(({ path }) => path),
        [["owner"], ["state"]],
      )
    }).pipe(Effect.provide(Layer.mock(ConnectorStore, {}))),
  )

  it.effect.prop(
    "calls the store once with the connector, and returns the stored one",
    [NewDomainJoinConnector],
    Effect.fnUntraced(function* ([connector]) {
      const calls: Array<NewDomainJoinConnector> = []
      const stored = { ...connector, id: "stored", displayName: "as stored" }
      const store = Layer.mock(ConnectorStore, {
        create: (connector) =>
          Effect.sync(() => {
            calls.push(connector)
            return stored
          }),
      })
      const input = { "@odata.id": 1, "state@odata.type": "#other", ...connector }
      const result = yield* createConnector(input).pipe(Effect.provide(store))
      assert.deepStrictEqual(calls, [connector])
      assert.strictEqual(result, stored)
    }),
  )

  it.effect("passes the options to the store", () =>
    Effect.gen(function* () {
      const given: ReadonlyArray<CreateOptions | undefined> = [
        undefined,
        {},
        { idempotencyKey: IdempotencyKey.make("a key") },
      ]
      const calls: Array<CreateOptions | undefined> = []
      const store = Layer.mock(ConnectorStore, {
        create: (connector, options) =>
          Effect.sync(() => {
            calls.push(options)
            return { ...connector, id: "stored" }
          }),
      })
      for (const options of given) yield* Effect.provide(createConnector(exampleConnector, options), store)
      assert.deepStrictEqual(calls, given)
    }),
  )

  it.effect("fails with the failure of the store", () =>
    Effect.gen(function* () {
      for (const failure of Object.values(createFailures)) {
        const store = Layer.mock(ConnectorStore, { create: () => Effect.fail(failure) })
        const failed = yield* createConnector(exampleConnector).pipe(Effect.provide(store), Effect.flip)
        assert.strictEqual<unknown>(failed, failure)
      }
    }),
  )
})
