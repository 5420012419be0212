/** The laws of `ConnectorStore.create` with an idempotency key. */
import { assert } from "@effect/vitest"
import { ConnectorStore, type CreateFailure, IdempotencyKey } from "@odj/core"
import {
  ConnectorFilter,
  changeableNames,
  type DomainJoinConnector,
  NewDomainJoinConnector,
} from "@odj/domain"
import { Arbitrary, Effect, Result } from "effect"
import { connector, newId, type Properties } from "./AnyConnector.ts"
import { valuesOf } from "./PropertyValues.ts"
import { assertNotFound, create, generation } from "./TestConnectors.ts"

/** A new, unused key. */
const newKey = Effect.map(newId, (id) => IdempotencyKey.make(id))

const createOnce = (properties: NewDomainJoinConnector, idempotencyKey: IdempotencyKey) =>
  Effect.flatMap(ConnectorStore, (store) => store.create(properties, { idempotencyKey }))

/** The outcome of a create with the key in short: the id, the key that was reused, or the tag of another failure. */
const outcome = (properties: NewDomainJoinConnector, key: IdempotencyKey) =>
  Effect.map(
    Effect.result(createOnce(properties, key)),
    Result.match({
      onSuccess: ({ id }: DomainJoinConnector) => `has ${id}`,
      onFailure: (failure: CreateFailure) =>
        failure._tag === "IdempotencyKeyReused" ? `reused ${failure.key}` : failure._tag,
    }),
  )

/** The number of connectors with that display name. */
const countNamed = (name: string) =>
  Effect.map(
    Effect.flatMap(ConnectorStore, (store) =>
      store.list({
        filter: ConnectorFilter.equals("displayName", name),
        limit: 0,
        count: true,
      }),
    ),
    ({ count }) => count,
  )

/** Creates a connector with a new key. */
const firstCreate = Effect.fnUntraced(function* (properties: Properties = {}) {
  const displayName = yield* newId
  const input = connector({ displayName, ...properties })
  const key = yield* newKey
  return { displayName, input, key, created: yield* createOnce(input, key) }
})

/** Copies of the connector that each differ in one property, for all its values. */
const othersOf = (input: NewDomainJoinConnector): ReadonlyArray<NewDomainJoinConnector> =>
  changeableNames.flatMap((name) =>
    valuesOf(name)
      .filter((value) => value !== input[name])
      .map((value) => connector({ ...input, [name]: value })),
  )

/** The laws, each by the sentence that it checks. */
export const createOnceLaws = {
  "a create with an idempotency key stores the connector as given": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const result = yield* Arbitrary.checkEffect(
      Arbitrary.schema(NewDomainJoinConnector),
      Effect.fnUntraced(function* ({ id: _, ...properties }) {
        const created = yield* createOnce(properties, yield* newKey)
        assert.deepStrictEqual<object>(created, { id: created.id, ...properties })
        assert.deepStrictEqual(yield* store.get(created.id), created)
        return true
      }),
      generation,
    )
    assert.isUndefined(Arbitrary.formatCheckFailure(result))
  }),

  "the same connector with the same key is stored once and returned each time": Effect.gen(function* () {
    for (const id of [undefined, yield* newId]) {
      const { displayName, input, key, created } = yield* firstCreate(id === undefined ? {} : { id })
      for (const again of [yield* createOnce(input, key), yield* createOnce(input, key)]) {
        assert.deepStrictEqual(again, created)
      }
      assert.strictEqual(yield* countNamed(displayName), 1)
    }
  }),

  "a key may be any printable ASCII text of up to 255 characters": Effect.gen(function* () {
    const start = yield* newId
    for (const rest of [` "'\\%,;=/?#&+~`, "k".repeat(255 - start.length)]) {
      const key = IdempotencyKey.make(`${start}${rest}`)
      const input = connector()
      const created = yield* createOnce(input, key)
      assert.deepStrictEqual(yield* createOnce(input, key), created)
    }
  }),

  "a retry after an update returns the connector as first stored": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { input, key, created } = yield* firstCreate()
    const changed = yield* store.update(created.id, { displayName: null, version: "another" })
    assert.deepStrictEqual(yield* createOnce(input, key), created)
    assert.deepStrictEqual(yield* store.get(created.id), changed)
  }),

  "a retry after a delete returns the connector as first stored and does not store it again": Effect.gen(
    function* () {
      const store = yield* ConnectorStore
      for (const id of [undefined, yield* newId]) {
        const { input, key, created } = yield* firstCreate(id === undefined ? {} : { id })
        yield* store.delete(created.id)
        assert.deepStrictEqual(yield* createOnce(input, key), created)
        yield* assertNotFound(store.get(created.id), created.id)
      }
    },
  ),

  "a different connector with the same key fails with IdempotencyKeyReused and is not stored": Effect.gen(
    function* () {
      const { input, key, created } = yield* firstCreate()
      for (const other of othersOf(input)) {
        assert.strictEqual(yield* outcome(other, key), `reused ${key}`, JSON.stringify(other))
      }
      assert.deepStrictEqual(yield* createOnce(input, key), created)
      assert.strictEqual(yield* countNamed(created.displayName ?? ""), 1)
    },
  ),

  "the same key with a different, an added or a removed id fails with IdempotencyKeyReused": Effect.gen(
    function* () {
      const store = yield* ConnectorStore
      const id = yield* newId
      const given = yield* firstCreate({ id })
      const made = yield* firstCreate()
      const unused = yield* newId
      for (const [other, key] of [
        [{ ...given.input, id: unused }, given.key],
        [connector({ ...made.input, displayName: given.displayName }), given.key],
        [{ ...made.input, id: made.created.id }, made.key],
        [{ ...made.input, id: unused }, made.key],
      ] as const) {
        assert.strictEqual(yield* outcome(other, key), `reused ${key}`)
      }
      yield* assertNotFound(store.get(unused), unused)
      assert.strictEqual(yield* countNamed(given.displayName), 1)
      assert.strictEqual(yield* countNamed(made.displayName), 1)
    },
  ),

  "simultaneous creates with one key store one connector, and each returns it or fails with CreateInProgress":
    Effect.gen(function* () {
      const displayName = yield* newId
      const input = connector({ displayName })
      const key = yield* newKey
      const outcomes = yield* Effect.all(
        Array.from({ length: 8 }, () => outcome(input, key)),
        { concurrency: "unbounded" },
      )
      const { id } = yield* createOnce(input, key)
      for (const end of outcomes) assert.include([`has ${id}`, "CreateInProgress"], end)
      assert.include(outcomes, `has ${id}`)
      assert.strictEqual(yield* countNamed(displayName), 1)
    }),

  "a create that fails leaves its key unused": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const id = yield* newId
    const key = yield* newKey
    yield* create(connector({ id }))
    const input = connector({ id })
    assert.strictEqual(yield* outcome(input, key), "ConnectorAlreadyExists")
    yield* store.delete(id)
    assert.strictEqual(yield* outcome(input, key), `has ${id}`)

    const refused = yield* newKey
    assert.strictEqual(yield* outcome(connector({ id }), refused), "ConnectorAlreadyExists")
    const other = connector()
    const created = yield* createOnce(other, refused)
    assert.deepStrictEqual(yield* createOnce(other, refused), created)
  }),

  "keys are compared exactly": Effect.gen(function* () {
    const displayName = yield* newId
    const input = connector({ displayName })
    const key = yield* newKey
    const keys = [key, key.toUpperCase(), `${key} `, ` ${key}`, `${key}x`]
    const ids = yield* Effect.forEach(keys, (key) =>
      Effect.map(createOnce(input, IdempotencyKey.make(key)), ({ id }) => id),
    )
    assert.strictEqual(new Set(ids).size, keys.length)
  }),

  "a key does not affect creates without a key or with another key": Effect.gen(function* () {
    const { displayName, input, created } = yield* firstCreate()
    const ids = [created, yield* create(input), yield* createOnce(input, yield* newKey)].map(({ id }) => id)
    assert.strictEqual(new Set(ids).size, 3)
    assert.strictEqual(yield* countNamed(displayName), 3)
  }),
} as const satisfies Record<string, Effect.Effect<void, unknown, ConnectorStore>>
