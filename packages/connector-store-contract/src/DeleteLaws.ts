/** The laws of `ConnectorStore.delete`. */
import { assert } from "@effect/vitest"
import { ConnectorStore } from "@odj/core"
import { Effect, Result } from "effect"
import { connector, newId } from "./AnyConnector.ts"
import { idsOf, readAll } from "./Pages.ts"
import {
  assertNotFound,
  create,
  createWithPrefix,
  newIdWithSimilarOnes,
  similarTo,
} from "./TestConnectors.ts"

/** The laws, each by the sentence that it checks. */
export const deleteLaws = {
  "a deleted connector can't be read, updated or deleted again": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { id } = yield* create(connector())
    yield* store.delete(id)
    yield* assertNotFound(store.get(id), id, "get")
    yield* assertNotFound(store.update(id, { version: "another" }), id, "update")
    yield* assertNotFound(store.delete(id), id, "delete")
  }),

  "a list leaves out deleted connectors and keeps the others": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const { created, hasPrefix } = yield* createWithPrefix([{}, {}, {}])
    const [first = "", deleted = "", last = ""] = idsOf(created)
    yield* store.delete(deleted)
    assert.sameMembers([...idsOf(yield* readAll({ filter: hasPrefix, limit: 10 }))], [first, last])
  }),

  "the id of a deleted connector can be used again": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const id = yield* newId
    yield* create(connector({ id }))
    yield* store.delete(id)
    const created = yield* create(connector({ id, version: "another" }))
    assert.deepStrictEqual(yield* store.get(id), created)
  }),

  "exactly one of several simultaneous deletes of one connector succeeds": Effect.gen(function* () {
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

  "delete fails with ConnectorNotFound and the id if there is no such connector": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const id = yield* newId
    yield* assertNotFound(store.delete(id), id)
  }),

  "delete does not match similar ids": Effect.gen(function* () {
    const store = yield* ConnectorStore
    const id = yield* newIdWithSimilarOnes
    const created = yield* create(connector({ id }))
    for (const other of similarTo(id)) yield* assertNotFound(store.delete(other), other)
    assert.deepStrictEqual(yield* store.get(id), created)
  }),
} as const satisfies Record<string, Effect.Effect<void, unknown, ConnectorStore>>
