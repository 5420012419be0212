import { assert, describe, it } from "@effect/vitest"
import { connector, suite } from "@odj/connector-store-contract"
import { Effect } from "effect"
import { MemoryConnectorStore } from "../src/index.ts"

suite("MemoryConnectorStore", MemoryConnectorStore.layer, "only validated connectors are in its memory")

describe("MemoryConnectorStore", () => {
  it.effect("is empty each time it is made, and shares nothing with other stores", () =>
    Effect.gen(function* () {
      const one = yield* MemoryConnectorStore.make
      const other = yield* MemoryConnectorStore.make
      yield* one.create(connector())
      assert.deepStrictEqual(yield* other.list({ limit: 1, count: true }), { connectors: [], count: 0 })
    }),
  )

  it.effect("does not change connectors that it has returned", () =>
    Effect.gen(function* () {
      const store = yield* MemoryConnectorStore.make
      const input = connector({ id: "a" })
      const created = yield* store.create(input)
      const got = yield* store.get("a")
      const { connectors } = yield* store.list({ limit: 1 })
      const changed = yield* store.update("a", { version: "another" })
      yield* store.update("a", { version: "yet another" })
      yield* store.delete("a")
      assert.deepStrictEqual([created, got, ...connectors], [input, input, input])
      assert.deepStrictEqual<unknown>(changed, { ...input, version: "another" })
    }),
  )

  it.effect("does nothing until an effect is run, and does it on every run", () =>
    Effect.gen(function* () {
      const store = yield* MemoryConnectorStore.make
      const create = store.create(connector())
      const count = Effect.map(store.list({ limit: 0, count: true }), ({ count }) => count)
      assert.strictEqual(yield* count, 0)
      const first = yield* create
      const second = yield* create
      assert.notStrictEqual(first.id, second.id)
      assert.strictEqual(yield* count, 2)
    }),
  )
})
