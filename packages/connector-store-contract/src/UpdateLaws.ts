/** The laws of `ConnectorStore.update`. */
import { assert } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import {
  type ChangeableProperty,
  ConnectorFilter,
  changeableNames,
  DomainJoinConnectorPatch,
  NewDomainJoinConnector,
  propertyOf,
} from "@odj/domain"
import { Arbitrary, Effect, Schema, Struct } from "effect"
import { connector, newId } from "./AnyConnector.ts"
import { readAll } from "./Pages.ts"
import { valuesOf } from "./PropertyValues.ts"
import {
  assertNotFound,
  create,
  createWithPrefix,
  generation,
  newIdWithSimilarOnes,
  similarTo,
} from "./TestConnectors.ts"

const patchOf = (properties: Partial<Record<ChangeableProperty, string | null>>): DomainJoinConnectorPatch =>
  Schema.decodeUnknownSync(DomainJoinConnectorPatch)(properties)

/** For each property and each of its values but null, a patch of that property alone. */
const singleChanges = changeableNames.flatMap((name) =>
  valuesOf(name)
    .filter((value) => value !== null)
    .map((value) => patchOf({ [name]: value })),
)

/** The patch split in two, with different properties in each half. */
const halvesOf = (patch: DomainJoinConnectorPatch) =>
  [0, 1].map((half) =>
    Struct.pick(
      patch,
      changeableNames.filter((_, index) => index % 2 === half),
    ),
  )

/** The laws, each by the sentence that it checks. */
export const updateLaws = {
  "update changes the given properties and keeps the others, whatever their text": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const result = yield* Arbitrary.checkEffect(
      Arbitrary.all([Arbitrary.schema(NewDomainJoinConnector), Arbitrary.schema(DomainJoinConnectorPatch)]),
      Effect.fnUntraced(function* ([{ id: _, ...properties }, patch]) {
        const created = yield* create(properties)
        yield* store.update(created.id, patch)
        assert.deepStrictEqual<object>(yield* store.get(created.id), { ...created, ...patch })
        return true
      }),
      generation,
    )
    assert.isUndefined(Arbitrary.formatCheckFailure(result))
  }),

  "each property can be updated alone": Effect.gen(function* () {
    const store = yield* ConnectorStore
    for (const patch of singleChanges) {
      const created = yield* create(connector())
      yield* store.update(created.id, patch)
      assert.deepStrictEqual<object>(yield* store.get(created.id), { ...created, ...patch })
    }
  }),

  "a nullable property becomes null only if null is given": Effect.gen(function* () {
    const store = yield* ConnectorStore
    for (const name of changeableNames.filter((name) => propertyOf(name).isNullable)) {
      const created = yield* create(connector())
      assert.deepStrictEqual<object>(yield* store.update(created.id, {}), created)
      yield* store.update(created.id, patchOf({ [name]: null }))
      assert.deepStrictEqual<object>(yield* store.get(created.id), { ...created, [name]: null })
    }
  }),

  "update returns the connector after the change": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { id } = yield* create(connector())
    for (const patch of [{ version: "another" }, { displayName: null }, {}]) {
      const updated = yield* store.update(id, patch)
      assert.deepStrictEqual(updated, yield* store.get(id))
    }
  }),

  "a list returns the connector after an update": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { created, hasPrefix } = yield* createWithPrefix([{}])
    const version = yield* newId
    for (const { id } of created) yield* store.update(id, { version })
    const filter = ConnectorFilter.and(hasPrefix, ConnectorFilter.equals("version", version))
    assert.deepStrictEqual(
      yield* readAll({ filter, limit: 10 }),
      created.map((connector) => ({ ...connector, version })),
    )
  }),

  "simultaneous updates of different properties are all applied": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { id } = yield* create(connector())
    const other = Object.fromEntries(changeableNames.map((name) => [name, valuesOf(name).at(-1) ?? null]))
    yield* Effect.forEach(halvesOf(patchOf(other)), (patch) => store.update(id, patch), {
      concurrency: "unbounded",
    })
    assert.deepStrictEqual<object>(yield* store.get(id), { id, ...other })
  }),

  "update fails with ConnectorNotFound and creates nothing if there is no such connector": Effect.gen(
    function* () {
      const store = yield* ConnectorStore
      const id = yield* newId
      const { id: _, ...properties } = connector()
      yield* assertNotFound(store.update(id, properties), id)
      yield* assertNotFound(store.get(id), id, "an update creates no connector")
    },
  ),

  "update does not match similar ids": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const id = yield* newIdWithSimilarOnes
    const created = yield* create(connector({ id }))
    for (const other of similarTo(id))
      yield* assertNotFound(store.update(other, { version: "another" }), other)
    assert.deepStrictEqual(yield* store.get(id), created)
  }),

  "update changes no other connector": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { id } = yield* create(connector({ displayName: "one name" }))
    const other = yield* create(connector({ displayName: "one name" }))
    yield* store.update(id, { version: "another" })
    assert.deepStrictEqual(yield* store.get(other.id), other)
  }),
} as const satisfies Record<string, Effect.Effect<void, unknown, ConnectorStore>>
