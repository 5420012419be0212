/** The laws of `ConnectorStore.get`. */
import { assert } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { NewDomainJoinConnector } from "@odj/domain"
import { Arbitrary, Effect } from "effect"
import { connector, newId } from "./AnyConnector.ts"
import { assertNotFound, create, generation, newIdWithSimilarOnes, similarTo } from "./TestConnectors.ts"

/** The laws, each by the sentence that it checks. */
export const getLaws = {
  "get returns the connector as stored, whatever its id and text": Effect.gen(function* () {
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

  "get finds a connector by its generated id": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const created = yield* create(connector())
    assert.deepStrictEqual(yield* store.get(created.id), created)
  }),

  "get fails with ConnectorNotFound and the id if there is no such connector": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const id = `${yield* newId} /?#%'" é 😀`
    yield* assertNotFound(store.get(id), id)
  }),

  "get does not match similar ids": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const id = yield* newIdWithSimilarOnes
    yield* create(connector({ id }))
    for (const other of similarTo(id)) yield* assertNotFound(store.get(other), other)
  }),
} as const satisfies Record<string, Effect.Effect<void, unknown, ConnectorStore>>
