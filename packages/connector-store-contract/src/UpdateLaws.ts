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
import {
  assertNotFound,
  create,
  createOwn,
  generation,
  nearly,
  newIdWithNeighbours,
} from "./OwnConnectors.ts"
import { readAll } from "./Pages.ts"
import { valuesOf } from "./PropertyValues.ts"

const patchOf = (properties: Partial<Record<ChangeableProperty, string | null>>): DomainJoinConnectorPatch =>
  Schema.decodeUnknownSync(DomainJoinConnectorPatch)(properties)

/** For each property the changes of it alone, to all of its values but null. */
const singleChanges = changeableNames.flatMap((name) =>
  valuesOf(name)
    .filter((value) => value !== null)
    .map((value) => patchOf({ [name]: value })),
)

/** The patch in two halves, each of which changes other properties. */
const halvesOf = (patch: DomainJoinConnectorPatch) =>
  [0, 1].map((half) =>
    Struct.pick(
      patch,
      changeableNames.filter((_, index) => index % 2 === half),
    ),
  )

/** The laws, by the sentence that each of them checks. */
export const updateLaws = {
  "an update changes what is given and keeps the rest, whatever the texts": Effect.gen(function* () {
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

  "each property can be changed by itself": Effect.gen(function* () {
    const store = yield* ConnectorStore
    for (const patch of singleChanges) {
      const created = yield* create(connector())
      yield* store.update(created.id, patch)
      assert.deepStrictEqual<object>(yield* store.get(created.id), { ...created, ...patch })
    }
  }),

  "a property that may be null is changed to null by null alone": Effect.gen(function* () {
    const store = yield* ConnectorStore
    for (const name of changeableNames.filter((name) => propertyOf(name).isNullable)) {
      const created = yield* create(connector())
      assert.deepStrictEqual<object>(yield* store.update(created.id, {}), created)
      yield* store.update(created.id, patchOf({ [name]: null }))
      assert.deepStrictEqual<object>(yield* store.get(created.id), { ...created, [name]: null })
    }
  }),

  "an update answers the connector as it is then": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { id } = yield* create(connector())
    for (const patch of [{ version: "another" }, { displayName: null }, {}]) {
      const answered = yield* store.update(id, patch)
      assert.deepStrictEqual(answered, yield* store.get(id))
    }
  }),

  "a connector that was changed is listed as it is then": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { created, own } = yield* createOwn([{}])
    const version = yield* newId
    for (const { id } of created) yield* store.update(id, { version })
    const filter = ConnectorFilter.and(own, ConnectorFilter.equals("version", version))
    assert.deepStrictEqual(
      yield* readAll({ filter, limit: 10 }),
      created.map((connector) => ({ ...connector, version })),
    )
  }),

  "of simultaneous updates of different properties none is lost": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { id } = yield* create(connector())
    const other = Object.fromEntries(changeableNames.map((name) => [name, valuesOf(name).at(-1) ?? null]))
    yield* Effect.forEach(halvesOf(patchOf(other)), (patch) => store.update(id, patch), {
      concurrency: "unbounded",
    })
    assert.deepStrictEqual<object>(yield* store.get(id), { id, ...other })
  }),

  "without a connector of that id an update fails, and makes none": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const id = yield* newId
    const { id: _, ...properties } = connector()
    yield* assertNotFound(store.update(id, properties), id)
    yield* assertNotFound(store.get(id), id, "an update makes no connector")
  }),

  "an id that is nearly a connector's updates nothing": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const id = yield* newIdWithNeighbours
    const created = yield* create(connector({ id }))
    for (const other of nearly(id)) yield* assertNotFound(store.update(other, { version: "another" }), other)
    assert.deepStrictEqual(yield* store.get(id), created)
  }),

  "an update changes no other connector": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { id } = yield* create(connector({ displayName: "one name" }))
    const other = yield* create(connector({ displayName: "one name" }))
    yield* store.update(id, { version: "another" })
    assert.deepStrictEqual(yield* store.get(other.id), other)
  }),
} as const satisfies Record<string, Effect.Effect<void, unknown, ConnectorStore>>
