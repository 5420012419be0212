/** The laws of `ConnectorStore.create`. */
import { assert } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { changeableNames, type DomainJoinConnector, isGuid, NewDomainJoinConnector } from "@odj/domain"
import { Arbitrary, Effect, Result } from "effect"
import { connector, newId } from "./AnyConnector.ts"
import { valuesOf } from "./PropertyValues.ts"
import { create, generation } from "./TestConnectors.ts"

const withoutId = ({ id: _, ...properties }: NewDomainJoinConnector | DomainJoinConnector) => properties

/** Creates the connector and returns the connector or the failure. */
const outcome = (properties: NewDomainJoinConnector) => Effect.result(create(properties))

const assertAlreadyExists = (result: Effect.Success<ReturnType<typeof outcome>>, id: string) => {
  const failure = Result.isFailure(result) ? result.failure : undefined
  const taken = failure?._tag === "ConnectorAlreadyExists" ? failure.id : failure?._tag
  assert.strictEqual(taken, id, "a second create with one id")
}

/** The laws, each by the sentence that it checks. */
export const createLaws = {
  "create returns the connector as given, whatever its text": Effect.gen(function* () {
    const result = yield* Arbitrary.checkEffect(
      Arbitrary.schema(NewDomainJoinConnector),
      Effect.fnUntraced(function* ({ id: _, ...properties }) {
        const created = yield* create(properties)
        assert.deepStrictEqual<object>(withoutId(created), properties)
        return true
      }),
      generation,
    )
    assert.isUndefined(Arbitrary.formatCheckFailure(result))
  }),

  "every valid value of a property is stored unchanged": Effect.gen(function* () {
    const store = yield* ConnectorStore
    for (const name of changeableNames) {
      for (const value of valuesOf(name)) {
        const created = yield* create(connector({ [name]: value }))
        assert.strictEqual(created[name], value, name)
        assert.deepStrictEqual(yield* store.get(created.id), created, name)
      }
    }
  }),

  "a given id is kept, whatever its characters and length": Effect.gen(function* () {
    for (const rest of [` /?#%'" é 😀`, "€".repeat(5_000)]) {
      const id = `${yield* newId}${rest}`
      const created = yield* create(connector({ id }))
      assert.strictEqual(created.id, id)
    }
  }),

  "a missing id becomes a lower-case GUID": Effect.gen(function* () {
    const { id } = yield* create(connector())
    assert.isTrue(isGuid(id) && id === id.toLowerCase(), id)
  }),

  "generated ids differ": Effect.gen(function* () {
    const created = yield* Effect.all(
      Array.from({ length: 100 }, () => create(connector())),
      { concurrency: 10 },
    )
    assert.strictEqual(new Set(created.map(({ id }) => id)).size, 100)
  }),

  "a generated id can't be used again": Effect.gen(function* () {
    const { id } = yield* create(connector())
    assertAlreadyExists(yield* outcome(connector({ id })), id)
  }),

  "the first create with an id succeeds, and later ones fail with ConnectorAlreadyExists": Effect.gen(
    function* () {
      const id = yield* newId
      yield* create(connector({ id }))
      assertAlreadyExists(yield* outcome(connector({ id })), id)
      assertAlreadyExists(yield* outcome(connector({ id, displayName: "another" })), id)
    },
  ),

  "a create whose id is taken leaves the stored connector unchanged": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const id = yield* newId
    const created = yield* create(connector({ id }))
    yield* outcome(connector({ id, displayName: "another", state: "active", version: "another" }))
    assert.deepStrictEqual(yield* store.get(id), created)
  }),

  "exactly one of several simultaneous creates with one id succeeds": Effect.gen(function* () {
    const id = yield* newId
    const results = yield* Effect.all(
      Array.from({ length: 8 }, () => outcome(connector({ id }))),
      { concurrency: "unbounded" },
    )
    const refused = results.filter(Result.isFailure)
    assert.strictEqual(refused.length, 7, "creates that fail")
    for (const result of refused) assertAlreadyExists(result, id)
  }),

  "ids that differ only in case are different": Effect.gen(function* () {
    const id = yield* newId
    yield* create(connector({ id: id.toLowerCase() }))
    const created = yield* create(connector({ id: id.toUpperCase() }))
    assert.strictEqual(created.id, id.toUpperCase())
  }),

  "two connectors may have the same display name": Effect.gen(function* () {
    const displayName = yield* newId
    const first = yield* create(connector({ displayName }))
    const second = yield* create(connector({ displayName }))
    assert.notStrictEqual(first.id, second.id)
  }),
} as const satisfies Record<string, Effect.Effect<void, unknown, ConnectorStore>>
