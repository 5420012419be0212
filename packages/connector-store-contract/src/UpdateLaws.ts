/** The laws of `ConnectorStore.update`. */
import { assert } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { type ConnectorFilter, DomainJoinConnectorPatch, NewDomainJoinConnector } from "@odj/domain"
import { Arbitrary, Effect } from "effect"
import {
  assertNotFound,
  connector,
  create,
  createOwn,
  generation,
  literal,
  nearly,
  newId,
  newIdWithNeighbours,
  property,
} from "./OwnConnectors.ts"
import { readAll } from "./Pages.ts"

const patchOf = ({ displayName, lastConnectionDateTime, state, version }: NewDomainJoinConnector) => [
  { displayName },
  { lastConnectionDateTime },
  { state },
  { version },
]

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
    const other = connector({
      displayName: "another",
      lastConnectionDateTime: "2017-01-01T00:00:00.123456789012+14:00",
      state: "active",
      version: "another",
    })
    for (const patch of patchOf(other)) {
      const created = yield* create(connector())
      yield* store.update(created.id, patch)
      assert.deepStrictEqual<object>(yield* store.get(created.id), { ...created, ...patch })
    }
  }),

  "a display name can be changed to null": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { id } = yield* create(connector())
    yield* store.update(id, { displayName: null })
    const { displayName } = yield* store.get(id)
    assert.isNull(displayName)
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
    const changed: ConnectorFilter = {
      _tag: "Compare",
      operator: "eq",
      left: property("version"),
      right: literal(version),
    }
    const filter: ConnectorFilter = { _tag: "And", conditions: [own, changed] }
    assert.deepStrictEqual(
      yield* readAll({ filter, limit: 10 }),
      created.map((connector) => ({ ...connector, version })),
    )
  }),

  "of simultaneous updates of different properties none is lost": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { id } = yield* create(connector())
    const other = connector({ id, displayName: "another", state: "active", version: "another" })
    yield* Effect.forEach(patchOf(other), (patch) => store.update(id, patch), { concurrency: "unbounded" })
    assert.deepStrictEqual<object>(yield* store.get(id), other)
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
