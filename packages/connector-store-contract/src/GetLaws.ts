/** The laws of `ConnectorStore.get`. */
import { assert } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { NewDomainJoinConnector } from "@odj/domain"
import { Arbitrary, Effect } from "effect"
import { connector, newId } from "./AnyConnector.ts"
import { assertNotFound, create, generation, nearly, newIdWithNeighbours } from "./OwnConnectors.ts"

/** The laws, by the sentence that each of them checks. */
export const getLaws = {
  "a connector is got as it was stored, whatever its id and its texts": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const result = yield* Arbitrary.checkEffect(
      Arbitrary.schema(NewDomainJoinConnector),
      Effect.fnUntraced(function* ({ id: _, ...properties }) {
        const id = `${yield* newId} /?#%'" é 😀`
        yield* create({ id, ...properties })
        assert.deepStrictEqual<object>(yield* store.get(id), { id, ...properties })
        return true
      }),
      generation,
    )
    assert.isUndefined(Arbitrary.formatCheckFailure(result))
  }),

  "a connector whose id was made is got by it": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const created = yield* create(connector())
    assert.deepStrictEqual(yield* store.get(created.id), created)
  }),

  "without a connector of that id a get fails, and names the id": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const id = `${yield* newId} /?#%'" é 😀`
    yield* assertNotFound(store.get(id), id)
  }),

  "an id that is nearly a connector's gets nothing": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const id = yield* newIdWithNeighbours
    yield* create(connector({ id }))
    for (const other of nearly(id)) yield* assertNotFound(store.get(other), other)
  }),
} as const satisfies Record<string, Effect.Effect<void, unknown, ConnectorStore>>
