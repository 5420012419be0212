import { assert, describe, it } from "@effect/vitest"
import { exampleConnector, NewDomainJoinConnector, withId } from "@odj/domain"
import { Effect, Layer, Result, Schema } from "effect"
import {
  ConnectorAlreadyExists,
  ConnectorStore,
  type CreateResult,
  createConnectors,
  InvalidConnector,
  validate,
} from "../src/index.ts"

/** A store that accepts each id once, and the connectors of each call. */
const makeStore = () => {
  const given: Array<ReadonlyArray<NewDomainJoinConnector>> = []
  const ids = new Set<string>()
  const create = (connector: NewDomainJoinConnector): CreateResult => {
    const id = connector.id ?? `made ${ids.size}`
    if (ids.has(id)) return Result.fail(new ConnectorAlreadyExists({ id }))
    ids.add(id)
    return Result.succeed(withId(id, connector))
  }
  const layer = Layer.mock(ConnectorStore, {
    createMany: (connectors) =>
      Effect.sync(() => {
        given.push(connectors)
        return connectors.map(create)
      }),
  })
  return { given, layer, create }
}

describe("createConnectors", () => {
  it.effect.prop(
    "calls the store once with the valid inputs, and returns a result for each input in order",
    [Schema.Array(Schema.Union([NewDomainJoinConnector, Schema.Json]) as Schema.Schema<unknown>)],
    Effect.fnUntraced(function* (inputs) {
      const [all] = inputs
      const { given, layer } = makeStore()
      const results = yield* Effect.provide(createConnectors(all), layer)
      const checked = all.map(validate)
      const valid = checked.filter(Result.isSuccess).map(({ success }) => success)
      assert.deepStrictEqual(given, valid.length === 0 ? [] : [valid])
      const { create } = makeStore()
      assert.deepStrictEqual<unknown>(results, checked.map(Result.flatMap(create)))
    }),
    { arbitrary: { size: 50 } },
  )

  it.effect("returns the outcome of each input, even if two have the same id", () =>
    Effect.gen(function* () {
      const one = { ...exampleConnector, id: "a" }
      const inputs: ReadonlyArray<unknown> = [
        { ...one, state: "pending" },
        one,
        null,
        { ...one, version: "2" },
        { ...one, id: "b" },
      ]
      const results = yield* createConnectors(inputs)
      const [asleep, a, none, again, b] = results.map((result) =>
        Result.isSuccess(result) ? result.success.id : result.failure,
      )
      assert.instanceOf(asleep, InvalidConnector)
      assert.instanceOf(none, InvalidConnector)
      assert.deepStrictEqual([a, again, b], ["a", new ConnectorAlreadyExists({ id: "a" }), "b"])
    }).pipe(Effect.provide(makeStore().layer)),
  )

  it.effect("never calls the store without a valid input", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* createConnectors([]), [])
      const results = yield* createConnectors<unknown>([{}, null])
      assert.isTrue(results.every(Result.isFailure))
      assert.lengthOf(results, 2)
    }).pipe(Effect.provide(Layer.mock(ConnectorStore, {}))),
  )
})
