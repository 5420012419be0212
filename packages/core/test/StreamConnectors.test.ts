import { assert, describe, it } from "@effect/vitest"
import { exampleConnector, OrderBy, withId } from "@odj/domain"
import { Effect, Layer, Ref, Stream } from "effect"
import {
  type ConnectorPage,
  type ConnectorQuery,
  ConnectorStore,
  ConnectorStoreUnavailable,
  streamConnectors,
} from "../src/index.ts"

const page = (ids: string, next?: string): ConnectorPage => ({
  connectors: [...ids].map((id) => withId(id, exampleConnector)),
  ...(next !== undefined && { next }),
})

const query = { order: [OrderBy.ascending("id")], skip: 1, limit: 2 } satisfies ConnectorQuery

/** A store that has the pages by their tokens, the first one under nothing, and keeps what it is asked. */
const storeOf = Effect.fnUntraced(function* (pages: Record<string, ConnectorPage>) {
  const asked = yield* Ref.make<ReadonlyArray<ConnectorQuery>>([])
  const store = Layer.mock(ConnectorStore, {
    list: (query) =>
      Effect.andThen(
        Ref.update(asked, (queries) => [...queries, query]),
        Effect.suspend(() => {
          const found = pages[query.after ?? ""]
          return found === undefined
            ? new ConnectorStoreUnavailable({ report: { message: "gone" } })
            : Effect.succeed(found)
        }),
      ),
  })
  return { asked, store }
})

describe("streamConnectors", () => {
  it.effect("gives the connectors of every page, though one of them is empty", () =>
    Effect.gen(function* () {
      const { asked, store } = yield* storeOf({ "": page("ab", "1"), "1": page("", "2"), "2": page("c") })
      const connectors = yield* Stream.runCollect(streamConnectors(query)).pipe(Effect.provide(store))
      assert.deepStrictEqual(
        connectors.map(({ id }) => id),
        ["a", "b", "c"],
      )
      assert.deepStrictEqual(yield* Ref.get(asked), [
        query,
        { ...query, after: "1" },
        { ...query, after: "2" },
      ])
    }),
  )

  it.effect("asks for no page that nobody takes", () =>
    Effect.gen(function* () {
      const { asked, store } = yield* storeOf({ "": page("ab", "1"), "1": page("c") })
      yield* streamConnectors(query).pipe(Stream.take(2), Stream.runDrain, Effect.provide(store))
      assert.deepStrictEqual(yield* Ref.get(asked), [query])
    }),
  )

  it.effect("gives what came before a page that fails", () =>
    Effect.gen(function* () {
      const { store } = yield* storeOf({ "": page("ab", "1") })
      const given: Array<string> = []
      const failure = yield* streamConnectors(query).pipe(
        Stream.runForEach(({ id }) => Effect.sync(() => given.push(id))),
        Effect.flip,
        Effect.provide(store),
      )
      assert.deepStrictEqual(failure, new ConnectorStoreUnavailable({ report: { message: "gone" } }))
      assert.deepStrictEqual(given, ["a", "b"])
    }),
  )
})
