/** The laws of `ConnectorStore.create` where it bears an idempotency key. */
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
import { assertNotFound, create, generation } from "./OwnConnectors.ts"
import { valuesOf } from "./PropertyValues.ts"

/** A key that nobody has used. */
const newKey = Effect.map(newId, (id) => IdempotencyKey.make(id))

const createOnce = (properties: NewDomainJoinConnector, idempotencyKey: IdempotencyKey) =>
  Effect.flatMap(ConnectorStore, (store) => store.create(properties, { idempotencyKey }))

/** How a create with the key ended, in short. */
const ending = (properties: NewDomainJoinConnector, key: IdempotencyKey) =>
  Effect.map(
    Effect.result(createOnce(properties, key)),
    Result.match({
      onSuccess: ({ id }: DomainJoinConnector) => `has ${id}`,
      onFailure: (failure: CreateFailure) =>
        failure._tag === "IdempotencyKeyReused" ? `reused ${failure.key}` : failure._tag,
    }),
  )

/** How many connectors of that display name there are. */
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

/** Creates a connector with a new key, with an id of its own where `properties` have one. */
const firstCreate = Effect.fnUntraced(function* (properties: Properties = {}) {
  const displayName = yield* newId
  const asked = connector({ displayName, ...properties })
  const key = yield* newKey
  return { displayName, asked, key, created: yield* createOnce(asked, key) }
})

/** The connector with another value of one property, for each property and each value that it can have. */
const othersOf = (asked: NewDomainJoinConnector): ReadonlyArray<NewDomainJoinConnector> =>
  changeableNames.flatMap((name) =>
    valuesOf(name)
      .filter((value) => value !== asked[name])
      .map((value) => connector({ ...asked, [name]: value })),
  )

/** The laws, by the sentence that each of them checks. */
export const createOnceLaws = {
  "a create with a key stores the connector as one without does": Effect.gen(function* () {
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

  "the same connector with the same key gives the same answer, and is stored once": Effect.gen(function* () {
    for (const id of [undefined, yield* newId]) {
      const { displayName, asked, key, created } = yield* firstCreate(id === undefined ? {} : { id })
      for (const again of [yield* createOnce(asked, key), yield* createOnce(asked, key)]) {
        assert.deepStrictEqual(again, created)
      }
      assert.strictEqual(yield* countNamed(displayName), 1)
    }
  }),

  "a key is any printable text of up to 255 characters": Effect.gen(function* () {
    const start = yield* newId
    for (const rest of [` "'\\%,;=/?#&+~`, "k".repeat(255 - start.length)]) {
      const key = IdempotencyKey.make(`${start}${rest}`)
      const asked = connector()
      const created = yield* createOnce(asked, key)
      assert.deepStrictEqual(yield* createOnce(asked, key), created)
    }
  }),

  "the same answer is given after the connector was changed": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { asked, key, created } = yield* firstCreate()
    const changed = yield* store.update(created.id, { displayName: null, version: "another" })
    assert.deepStrictEqual(yield* createOnce(asked, key), created)
    assert.deepStrictEqual(yield* store.get(created.id), changed)
  }),

  "the same answer is given after the connector was deleted, which does not bring it back": Effect.gen(
    function* () {
      const store = yield* ConnectorStore
      for (const id of [undefined, yield* newId]) {
        const { asked, key, created } = yield* firstCreate(id === undefined ? {} : { id })
        yield* store.delete(created.id)
        assert.deepStrictEqual(yield* createOnce(asked, key), created)
        yield* assertNotFound(store.get(created.id), created.id)
      }
    },
  ),

  "another connector with the same key is refused, whatever differs, and is not stored": Effect.gen(
    function* () {
      const { asked, key, created } = yield* firstCreate()
      for (const other of othersOf(asked)) {
        assert.strictEqual(yield* ending(other, key), `reused ${key}`, JSON.stringify(other))
      }
      assert.deepStrictEqual(yield* createOnce(asked, key), created)
      assert.strictEqual(yield* countNamed(created.displayName ?? ""), 1)
    },
  ),

  "another id with the same key is refused, and so is one that was or was not given": Effect.gen(
    function* () {
      const store = yield* ConnectorStore
      const id = yield* newId
      const given = yield* firstCreate({ id })
      const made = yield* firstCreate()
      const unused = yield* newId
      for (const [other, key] of [
        [{ ...given.asked, id: unused }, given.key],
        [connector({ ...made.asked, displayName: given.displayName }), given.key],
        [{ ...made.asked, id: made.created.id }, made.key],
        [{ ...made.asked, id: unused }, made.key],
      ] as const) {
        assert.strictEqual(yield* ending(other, key), `reused ${key}`)
      }
      yield* assertNotFound(store.get(unused), unused)
      assert.strictEqual(yield* countNamed(given.displayName), 1)
      assert.strictEqual(yield* countNamed(made.displayName), 1)
    },
  ),

  "of several simultaneous creates with one key, one stores it, and the others answer it or say that it is in progress":
    Effect.gen(function* () {
      const displayName = yield* newId
      const asked = connector({ displayName })
      const key = yield* newKey
      const endings = yield* Effect.all(
        Array.from({ length: 8 }, () => ending(asked, key)),
        { concurrency: "unbounded" },
      )
      const { id } = yield* createOnce(asked, key)
      for (const end of endings) assert.include([`has ${id}`, "CreateInProgress"], end)
      assert.include(endings, `has ${id}`)
      assert.strictEqual(yield* countNamed(displayName), 1)
    }),

  "a create that fails uses up no key": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const id = yield* newId
    const key = yield* newKey
    yield* create(connector({ id }))
    const asked = connector({ id })
    assert.strictEqual(yield* ending(asked, key), "ConnectorAlreadyExists")
    yield* store.delete(id)
    assert.strictEqual(yield* ending(asked, key), `has ${id}`)

    const refused = yield* newKey
    assert.strictEqual(yield* ending(connector({ id }), refused), "ConnectorAlreadyExists")
    const other = connector()
    const created = yield* createOnce(other, refused)
    assert.deepStrictEqual(yield* createOnce(other, refused), created)
  }),

  "keys are compared exactly": Effect.gen(function* () {
    const displayName = yield* newId
    const asked = connector({ displayName })
    const key = yield* newKey
    const keys = [key, key.toUpperCase(), `${key} `, ` ${key}`, `${key}x`]
    const ids = yield* Effect.forEach(keys, (key) =>
      Effect.map(createOnce(asked, IdempotencyKey.make(key)), ({ id }) => id),
    )
    assert.strictEqual(new Set(ids).size, keys.length)
  }),

  "a key stands in the way of no create without one, nor with another": Effect.gen(function* () {
    const { displayName, asked, created } = yield* firstCreate()
    const ids = [created, yield* create(asked), yield* createOnce(asked, yield* newKey)].map(({ id }) => id)
    assert.strictEqual(new Set(ids).size, 3)
    assert.strictEqual(yield* countNamed(displayName), 3)
  }),
} as const satisfies Record<string, Effect.Effect<void, unknown, ConnectorStore>>
