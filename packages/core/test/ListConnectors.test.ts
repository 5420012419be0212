import { assert, describe, it } from "@effect/vitest"
import { ConnectorFilter, OrderBy } from "@odj/domain"
import { Effect, Layer } from "effect"
import { type ConnectorQuery, ConnectorStore, listConnectors } from "../src/index.ts"
import { listFailures } from "./storeFailures.ts"

describe("listConnectors", () => {
  it.effect("calls the store once with the query, and returns its page", () =>
    Effect.gen(function* () {
      const query: ConnectorQuery = {
        filter: ConnectorFilter.constant(true),
        order: [OrderBy.descending("state")],
        skip: 1,
        limit: 10,
        after: "token",
        count: true,
      }
      const page = { connectors: [], next: "next", count: 5 }
      const calls: Array<ConnectorQuery> = []
      const store = Layer.mock(ConnectorStore, {
        list: (query) =>
          Effect.sync(() => {
            calls.push(query)
            return page
          }),
      })
      assert.strictEqual(yield* listConnectors(query).pipe(Effect.provide(store)), page)
      assert.deepStrictEqual(calls, [query])
    }),
  )

  it.effect("fails with the failure of the store", () =>
    Effect.gen(function* () {
      for (const failure of Object.values(listFailures)) {
        const store = Layer.mock(ConnectorStore, { list: () => Effect.fail(failure) })
        const failed = yield* listConnectors({ limit: 1 }).pipe(Effect.provide(store), Effect.flip)
        assert.strictEqual<unknown>(failed, failure)
      }
    }),
  )
})
