/** The laws of `ConnectorStore.delete`. */
import { assert } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { Effect, Result } from "effect"
import { connector, newId } from "./AnyConnector.ts"
import { assertNotFound, create, createOwn, nearly, newIdWithNeighbours } from "./OwnConnectors.ts"
import { idsOf, readAll } from "./Pages.ts"

/** The laws, by the sentence that each of them checks. */
export const deleteLaws = {
  "a connector that was deleted is got, changed and deleted no more": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { id } = yield* create(connector())
    yield* store.delete(id)
    yield* assertNotFound(store.get(id), id, "get")
    yield* assertNotFound(store.update(id, { version: "another" }), id, "update")
    yield* assertNotFound(store.delete(id), id, "delete")
  }),

  "a connector that was deleted is listed no more, and the others are": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { created, own } = yield* createOwn([{}, {}, {}])
    const [first = "", deleted = "", last = ""] = idsOf(created)
    yield* store.delete(deleted)
    assert.sameMembers([...idsOf(yield* readAll({ filter: own, limit: 10 }))], [first, last])
  }),

  "the id of a connector that was deleted is free again": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const id = yield* newId
    yield* create(connector({ id }))
    yield* store.delete(id)
    const created = yield* create(connector({ id, version: "another" }))
    assert.deepStrictEqual(yield* store.get(id), created)
  }),

  "of several simultaneous deletions of one connector, one succeeds": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { id } = yield* create(connector())
    const results = yield* Effect.all(
      Array.from({ length: 8 }, () => Effect.result(store.delete(id))),
      { concurrency: "unbounded" },
    )
    const failures = results.filter(Result.isFailure)
    assert.strictEqual(failures.length, 7, "deletions that fail")
    for (const failed of failures) yield* assertNotFound(Effect.fromResult(failed), id)
  }),

  "without a connector of that id a deletion fails, and names the id": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const id = yield* newId
    yield* assertNotFound(store.delete(id), id)
  }),

  "an id that is nearly a connector's deletes nothing": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const id = yield* newIdWithNeighbours
    const created = yield* create(connector({ id }))
    for (const other of nearly(id)) yield* assertNotFound(store.delete(other), other)
    assert.deepStrictEqual(yield* store.get(id), created)
  }),
} as const satisfies Record<string, Effect.Effect<void, unknown, ConnectorStore>>
