/** The laws of `ConnectorStore.createMany`. */
import { assert } from "@effect/vitest"
import { ConnectorStore, type CreateResult } from "@odj/core"
import { isGuid, type NewDomainJoinConnector } from "@odj/domain"
import { Effect, Result } from "effect"
import { connector, newId } from "./AnyConnector.ts"
import { create } from "./TestConnectors.ts"
import { variousConnectors } from "./VariousConnectors.ts"

const createMany = (connectors: ReadonlyArray<NewDomainJoinConnector>) =>
  Effect.flatMap(ConnectorStore, (store) => store.createMany(connectors))

/** The outcome of a create in short: the id, the id that is taken, or the tag of another failure. */
const outcome = (result: CreateResult | undefined) =>
  result &&
  Result.match(result, {
    onSuccess: ({ id }) => `has ${id}`,
    onFailure: (failure) =>
      failure._tag === "ConnectorAlreadyExists" ? `taken ${failure.id}` : failure._tag,
  })

/** The laws, each by the sentence that it checks. */
export const createManyLaws = {
  "createMany returns each connector as given, in order, and stores it": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const prefix = yield* newId
    const given = variousConnectors.map(({ id, ...properties }, index) =>
      connector({ ...properties, ...(index % 3 !== 0 && { id: `${prefix} ${id}` }) }),
    )
    const results = yield* createMany(given)
    assert.strictEqual(results.length, given.length)
    for (const [index, result] of results.entries()) {
      const created = yield* Effect.fromResult(result)
      assert.deepStrictEqual<object>(created, { id: created.id, ...given[index] })
      assert.deepStrictEqual(yield* store.get(created.id), created)
    }
  }),

  "createMany generates a different id for each connector without one": Effect.gen(function* () {
    const results = yield* createMany(Array.from({ length: 45 }, () => connector()))
    const ids = yield* Effect.forEach(results, (result) =>
      Effect.map(Effect.fromResult(result), ({ id }) => id),
    )
    for (const id of ids) assert.isTrue(isGuid(id) && id === id.toLowerCase(), id)
    assert.strictEqual(new Set(ids).size, 45)
  }),

  "createMany fails with ConnectorAlreadyExists for each id that is taken, and stores the other connectors":
    Effect.gen(function* () {
      const store = yield* ConnectorStore
      const prefix = yield* newId
      const ids = Array.from({ length: 45 }, (_, index) => `${prefix} ${index}`)
      const isTaken = (index: number) => index % 7 === 3
      const stored = yield* Effect.forEach(
        ids.filter((_, index) => isTaken(index)),
        (id) => create(connector({ id })),
      )
      const results = yield* createMany(ids.map((id) => connector({ id, displayName: "another" })))
      assert.deepStrictEqual(
        results.map(outcome),
        ids.map((id, index) => (isTaken(index) ? `taken ${id}` : `has ${id}`)),
      )
      for (const connector of stored) assert.deepStrictEqual(yield* store.get(connector.id), connector)
    }),

  "createMany stores exactly one of several connectors with the same id": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const id = yield* newId
    const results = yield* createMany(
      Array.from({ length: 30 }, (_, index) => connector({ id, version: String(index) })),
    )
    const created = results.filter(Result.isSuccess).map(({ success }) => success)
    assert.strictEqual(created.length, 1, "creates that succeed")
    assert.sameMembers(results.map(outcome), [
      `has ${id}`,
      ...Array.from({ length: 29 }, () => `taken ${id}`),
    ])
    assert.deepStrictEqual([yield* store.get(id)], created)
  }),

  "createMany without connectors stores nothing": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { count } = yield* store.list({ limit: 0, count: true })
    assert.deepStrictEqual(yield* createMany([]), [])
    const page = yield* store.list({ limit: 0, count: true })
    assert.strictEqual(page.count, count)
  }),
} as const satisfies Record<string, Effect.Effect<void, unknown, ConnectorStore>>
