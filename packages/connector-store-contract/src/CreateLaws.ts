/** The laws of `ConnectorStore.create`. */
import { assert } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { changeableNames, type DomainJoinConnector, isGuid, NewDomainJoinConnector } from "@odj/domain"
import { Arbitrary, Effect, Result } from "effect"
import { connector, newId } from "./AnyConnector.ts"
import { create, generation } from "./OwnConnectors.ts"
import { valuesOf } from "./PropertyValues.ts"

const withoutId = ({ id: _, ...properties }: NewDomainJoinConnector | DomainJoinConnector) => properties

/** Creates the connector, and says how it ended: the connector, or the failure. */
const outcome = (properties: NewDomainJoinConnector) => Effect.result(create(properties))

const assertRefusedAsTaken = (result: Effect.Success<ReturnType<typeof outcome>>, id: string) => {
  const failure = Result.isFailure(result) ? result.failure : undefined
  const taken = failure?._tag === "ConnectorAlreadyExists" ? failure.id : failure?._tag
  assert.strictEqual(taken, id, "a second create with one id")
}

/** The laws, by the sentence that each of them checks. */
export const createLaws = {
  "a connector comes back as it was given, whatever its texts": Effect.gen(function* () {
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

  "each value that a property can have is kept": Effect.gen(function* () {
    const store = yield* ConnectorStore
    for (const name of changeableNames) {
      for (const value of valuesOf(name)) {
        const created = yield* create(connector({ [name]: value }))
        assert.strictEqual(created[name], value, name)
        assert.deepStrictEqual(yield* store.get(created.id), created, name)
      }
    }
  }),

  "a given id is kept, whatever its characters and its length": Effect.gen(function* () {
    for (const rest of [` /?#%'" é 😀`, "€".repeat(5_000)]) {
      const id = `${yield* newId}${rest}`
      const created = yield* create(connector({ id }))
      assert.strictEqual(created.id, id)
    }
  }),

  "an absent id is made, a lower-case GUID": Effect.gen(function* () {
    const { id } = yield* create(connector())
    assert.isTrue(isGuid(id) && id === id.toLowerCase(), id)
  }),

  "made ids all differ": Effect.gen(function* () {
    const created = yield* Effect.all(
      Array.from({ length: 100 }, () => create(connector())),
      { concurrency: 10 },
    )
    assert.strictEqual(new Set(created.map(({ id }) => id)).size, 100)
  }),

  "a made id is taken": Effect.gen(function* () {
    const { id } = yield* create(connector())
    assertRefusedAsTaken(yield* outcome(connector({ id })), id)
  }),

  "of several creates with one id the first succeeds, and the others say that it is taken": Effect.gen(
    function* () {
      const id = yield* newId
      yield* create(connector({ id }))
      assertRefusedAsTaken(yield* outcome(connector({ id })), id)
      assertRefusedAsTaken(yield* outcome(connector({ id, displayName: "another" })), id)
    },
  ),

  "a create that is refused leaves the connector of that id as it is": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const id = yield* newId
    const created = yield* create(connector({ id }))
    yield* outcome(connector({ id, displayName: "another", state: "active", version: "another" }))
    assert.deepStrictEqual(yield* store.get(id), created)
  }),

  "of several simultaneous creates with one id, one succeeds": Effect.gen(function* () {
    const id = yield* newId
    const results = yield* Effect.all(
      Array.from({ length: 8 }, () => outcome(connector({ id }))),
      { concurrency: "unbounded" },
    )
    const refused = results.filter(Result.isFailure)
    assert.strictEqual(refused.length, 7, "creates that fail")
    for (const result of refused) assertRefusedAsTaken(result, id)
  }),

  "ids that differ in case are two": Effect.gen(function* () {
    const id = yield* newId
    yield* create(connector({ id: id.toLowerCase() }))
    const created = yield* create(connector({ id: id.toUpperCase() }))
    assert.strictEqual(created.id, id.toUpperCase())
  }),

  "two connectors may have one display name": Effect.gen(function* () {
    const displayName = yield* newId
    const first = yield* create(connector({ displayName }))
    const second = yield* create(connector({ displayName }))
    assert.notStrictEqual(first.id, second.id)
  }),
} as const satisfies Record<string, Effect.Effect<void, unknown, ConnectorStore>>
