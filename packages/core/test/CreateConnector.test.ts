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
  it.effect("never asks the store where the input is invalid", () =>
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
    "asks the store once, with the connector as given, and answers what it answers",
    [NewDomainJoinConnector],
    Effect.fnUntraced(function* ([connector]) {
      const asked: Array<NewDomainJoinConnector> = []
      const stored = { ...connector, id: "stored", displayName: "as stored" }
      const store = Layer.mock(ConnectorStore, {
        create: (connector) =>
          Effect.sync(() => {
            asked.push(connector)
            return stored
          }),
      })
      const input = { "@odata.id": 1, "state@odata.type": "#other", ...connector }
      const answer = yield* createConnector(input).pipe(Effect.provide(store))
      assert.deepStrictEqual(asked, [connector])
      assert.strictEqual(answer, stored)
    }),
  )

  it.effect("gives the store the idempotency key, where there is one", () =>
    Effect.gen(function* () {
      const given: ReadonlyArray<CreateOptions | undefined> = [
        undefined,
        {},
        { idempotencyKey: IdempotencyKey.make("a key") },
      ]
      const asked: Array<CreateOptions | undefined> = []
      const store = Layer.mock(ConnectorStore, {
        create: (connector, options) =>
          Effect.sync(() => {
            asked.push(options)
            return { ...connector, id: "stored" }
          }),
      })
      for (const options of given) yield* Effect.provide(createConnector(exampleConnector, options), store)
      assert.deepStrictEqual(asked, given)
    }),
  )

  it.effect("fails as the store fails", () =>
    Effect.gen(function* () {
      for (const failure of Object.values(createFailures)) {
        const store = Layer.mock(ConnectorStore, { create: () => Effect.fail(failure) })
        const failed = yield* createConnector(exampleConnector).pipe(Effect.provide(store), Effect.flip)
        assert.strictEqual<unknown>(failed, failure)
      }
    }),
  )
})
