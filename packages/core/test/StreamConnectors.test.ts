import { assert, describe, it } from "@effect/vitest"
import { exampleConnector, OrderBy, withId } from "@odj/domain"
import { Effect, Layer, Ref, Stream } from "effect"
import {
  type ConnectorPage,
  type ConnectorQuery,
  ConnectorStore,
  ConnectorStoreUnavailable,
  ConnectorsUnreadable,
  streamConnectors,
} from "../src/index.ts"
import { unreadable } from "./storeFailures.ts"

const page = (ids: string, next?: string): ConnectorPage => ({
  connectors: [...ids].map((id) => withId(id, exampleConnector)),
  ...(next !== undefined && { next }),
})

const query = { order: [OrderBy.ascending("id")], skip: 1, limit: 2 } satisfies ConnectorQuery

/** A store of pages by page token, the first one by an empty text, and the queries that it was called with. */
const storeOf = Effect.fnUntraced(function* (pages: Record<string, ConnectorPage>) {
  const calls = yield* Ref.make<ReadonlyArray<ConnectorQuery>>([])
  const store = Layer.mock(ConnectorStore, {
    list: (query) =>
      Effect.andThen(
        Ref.update(calls, (queries) => [...queries, query]),
        Effect.suspend(() => {
          const found = pages[query.after ?? ""]
          return found === undefined
            ? new ConnectorStoreUnavailable({ report: { message: "gone" } })
            : Effect.succeed(found)
        }),
      ),
  })
  return { calls, store }
})

describe("streamConnectors", () => {
  it.effect("returns the connectors of every page, even if one of them is empty", () =>
    Effect.gen(function* () {
      const { calls, store } = yield* storeOf({ "": page("ab", "1"), "1": page("", "2"), "2": page("c") })
      const connectors = yield* Stream.runCollect(streamConnectors(query)).pipe(Effect.provide(store))
      assert.deepStrictEqual(
        connectors.map(({ id }) => id),
        ["a", "b", "c"],
      )
      assert.deepStrictEqual(yield* Ref.get(calls), [
        query,
        { ...query, after: "1" },
        { ...query, after: "2" },
      ])
    }),
  )

  it.effect("reads no page that is not consumed", () =>
    Effect.gen(function* () {
      const { calls, store } = yield* storeOf({ "": page("ab", "1"), "1": page("c") })
      yield* streamConnectors(query).pipe(Stream.take(2), Stream.runDrain, Effect.provide(store))
      assert.deepStrictEqual(yield* Ref.get(calls), [query])
    }),
  )

  it.effect("returns the connectors before a page that fails", () =>
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

  describe("if connectors of a page can't be read", () => {
    const pages = { "": page("ab", "1"), "1": { ...page("c", "2"), unreadable }, "2": page("d") }

    it.effect("fails after the connectors of the earlier pages", () =>
      Effect.gen(function* () {
        const { store } = yield* storeOf(pages)
        const given: Array<string> = []
        const failure = yield* streamConnectors(query).pipe(
          Stream.runForEach(({ id }) => Effect.sync(() => given.push(id))),
          Effect.flip,
          Effect.provide(store),
        )
        assert.deepStrictEqual(failure, new ConnectorsUnreadable({ connectors: unreadable }))
        assert.deepStrictEqual(given, ["a", "b"])
      }),
    )

    it.effect("returns the other connectors if onUnreadable takes these", () =>
      Effect.gen(function* () {
        const { store } = yield* storeOf(pages)
        const events: Array<unknown> = []
        const onUnreadable = (connectors: unknown) => Effect.sync(() => events.push(connectors))
        yield* streamConnectors(query, { onUnreadable }).pipe(
          Stream.runForEach(({ id }) => Effect.sync(() => events.push(id))),
          Effect.provide(store),
        )
        assert.deepStrictEqual(events, ["a", "b", unreadable, "c", "d"])
      }),
    )

    it.effect("fails as onUnreadable fails", () =>
      Effect.gen(function* () {
        const { store } = yield* storeOf(pages)
        const onUnreadable = () => Effect.fail("enough" as const)
        const failure = yield* Stream.runDrain(streamConnectors(query, { onUnreadable })).pipe(
          Effect.flip,
          Effect.provide(store),
        )
        assert.strictEqual(failure, "enough")
      }),
    )
  })
})
