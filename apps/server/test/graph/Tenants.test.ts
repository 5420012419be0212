import { assert, describe, it } from "@effect/vitest"
import type { ConnectorStore } from "@odj/core"
import { exampleConnector, NewDomainJoinConnector } from "@odj/domain"
import { MemoryConnectorStore } from "@odj/memory-adapter"
import { Effect, Schema } from "effect"
import { makeKept } from "../../src/graph/Tenants.ts"

const connector = Schema.decodeSync(NewDomainJoinConnector)({ ...exampleConnector, id: "1" })

type Store = ConnectorStore["Service"]

/** Tenants whose stores are counted when they are made. */
const countingTenants = Effect.gen(function* () {
  const made: Array<Store> = []
  const { storeOf, contents } = yield* makeKept(
    Effect.tap(MemoryConnectorStore.make, (store) => Effect.sync(() => made.push(store))),
  )
  return { made, reset: contents.clear, storeOf }
})

const idsIn = (store: Store) =>
  Effect.map(store.list({ limit: 10 }), ({ connectors }) => connectors.map(({ id }) => id))

describe("A tenant in memory", () => {
  it.effect("that creates nothing has no store", () =>
    Effect.gen(function* () {
      const { made, storeOf } = yield* countingTenants
      for (let index = 0; index < 4_000; index++) {
        const store = yield* storeOf(`invented ${index}`)
        assert.deepStrictEqual(yield* idsIn(store), [])
        assert.strictEqual((yield* Effect.flip(store.get("1")))._tag, "ConnectorNotFound")
        assert.strictEqual(
          (yield* Effect.flip(store.update("1", { state: "error" })))._tag,
          "ConnectorNotFound",
        )
        assert.strictEqual((yield* Effect.flip(store.delete("1")))._tag, "ConnectorNotFound")
      }
      assert.lengthOf(made, 1)
      yield* (yield* storeOf("real")).create(connector)
      yield* (yield* storeOf("real")).create({ ...connector, id: "2" })
      assert.lengthOf(made, 2)
    }),
  )

  it.effect("has one store, even if several requests create its first connectors at once", () =>
    Effect.gen(function* () {
      const { storeOf } = yield* countingTenants
      const [first, second, third] = yield* Effect.all([storeOf("a"), storeOf("a"), storeOf("a")])
      yield* Effect.all(
        [
          first.create(connector),
          second.create({ ...connector, id: "2" }),
          third.createMany([{ ...connector, id: "3" }]),
        ],
        { concurrency: "unbounded" },
      )
      for (const store of [first, second, third, yield* storeOf("a")])
        assert.sameMembers(yield* idsIn(store), ["1", "2", "3"])
      yield* second.update("1", { state: "error" })
      yield* third.delete("2")
      assert.strictEqual((yield* first.get("1")).state, "error")
      assert.sameMembers(yield* idsIn(first), ["1", "3"])
    }),
  )

  it.effect("sees no connector of another, nor one from before a reset", () =>
    Effect.gen(function* () {
      const { storeOf, reset } = yield* countingTenants
      const early = yield* storeOf("a")
      yield* early.create(connector)
      assert.deepStrictEqual(yield* idsIn(yield* storeOf("b")), [])
      yield* reset
      assert.deepStrictEqual(yield* idsIn(early), [])
      yield* early.create(connector)
      assert.deepStrictEqual(yield* idsIn(yield* storeOf("a")), ["1"])
    }),
  )
})
