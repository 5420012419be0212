import { assert, describe, it } from "@effect/vitest"
import { exampleConnector, type NewDomainJoinConnector, withId } from "@odj/domain"
import { Effect, Layer, Result } from "effect"
import { ConnectorAlreadyExists, ConnectorStore, createConnectors } from "../src/index.ts"

/** Creates with a store that has a connector of the id `taken`. Returns the results, and what the store was given. */
const create = Effect.fnUntraced(function* (...inputs: ReadonlyArray<unknown>) {
  const given: Array<ReadonlyArray<NewDomainJoinConnector>> = []
  const store = Layer.mock(ConnectorStore, {
    createMany: (connectors) =>
      Effect.sync(() => {
        given.push(connectors)
        return connectors.map(({ id = "made", ...connector }) =>
          id === "taken"
            ? Result.fail(new ConnectorAlreadyExists({ id }))
            : Result.succeed(withId(id, connector)),
        )
      }),
  })
  const results = yield* Effect.provide(createConnectors(inputs), store)
  return {
    given,
    ends: results.map(Result.match({ onSuccess: ({ id }) => id, onFailure: ({ _tag }) => _tag })),
  }
})

const connector = (id: string) => ({ ...exampleConnector, id })

describe("createConnectors", () => {
  it.effect(
    "returns a result for each input, in their order, and gives the store the valid ones together",
    () =>
      Effect.gen(function* () {
        const { given, ends } = yield* create(
          {},
          connector("1"),
          null,
          connector("taken"),
          exampleConnector,
          "text",
        )
        assert.deepStrictEqual(ends, [
          "InvalidConnector",
          "1",
          "InvalidConnector",
          "ConnectorAlreadyExists",
          "made",
          "InvalidConnector",
        ])
        assert.deepStrictEqual(given, [[connector("1"), connector("taken"), exampleConnector]])
      }),
  )

  it.effect("gives the store nothing if no input is valid", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(yield* create(), { given: [], ends: [] })
      assert.deepStrictEqual(yield* create({}), { given: [], ends: ["InvalidConnector"] })
    }),
  )
})
