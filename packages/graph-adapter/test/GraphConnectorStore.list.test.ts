/** Tests how the adapter reads a list page by page, with different services in memory. */
import { assert, describe, it, vi } from "@effect/vitest"
import { type ConnectorQuery, ConnectorStore, PageTokenInvalid } from "@odj/core"
import { encodeCollection, encodeQuery } from "@odj/graph-wire"
import { Effect, Schema } from "effect"
import { fieldsOf } from "./fieldsOf.ts"
import { type Habits, listing } from "./listing.ts"
import { byName, collection, inState, named } from "./queries.ts"
import { respond } from "./respondingClient.ts"
import { stored } from "./seed.ts"
import { form, storeOver } from "./storeOver.ts"

const regular: Habits = { maxPerPage: 100, ignoresTop: false, countsOnce: false }

/** That many connectors, whose ids are their numbers from 00 on. */
const connectors = (count: number) =>
  Array.from({ length: count }, (_, index) => named(String(index).padStart(2, "0")))

const list = (query: ConnectorQuery) => Effect.flatMap(ConnectorStore, (store) => store.list(query))

const urlsOf = ({ sent }: ReturnType<typeof storeOver>) => sent.map(({ url }) => url)

describe("A list", () => {
  it.effect("is requested with all options of the query", () => {
    const options = { filter: inState("error"), order: byName, skip: 4, count: true }
    const page = { connectors: [stored], count: 5 }
    const store = storeOver(respond(encodeCollection(page, form)))
    return Effect.gen(function* () {
      assert.deepStrictEqual(yield* list({ ...options, limit: 3 }), page)
      assert.deepStrictEqual(urlsOf(store), [
        new URL(`${collection}?${encodeQuery({ ...options, top: 3 })}`).href,
      ])
    }).pipe(Effect.provide(store.layer))
  })

  it.effect("has its JSON parsed once, also if it is not a collection", () =>
    Effect.gen(function* () {
      const page = encodeCollection({ connectors: connectors(999) }, form)
      for (const [text, status] of [
        [page, 200],
        [page.replace(`"value":`, `"values":`), 200],
        ['{"error":{"code":"TooManyRequests"}}', 503],
      ] as const) {
        const parse = vi.spyOn(JSON, "parse")
        const { layer } = storeOver(respond(text, { status, headers: { "retry-after": "120" } }))
        yield* Effect.exit(list({ limit: 999 })).pipe(Effect.provide(layer))
        const parsed = parse.mock.calls.filter(([parsed]) => parsed === text)
        parse.mockRestore()
        assert.strictEqual(parsed.length, 1)
      }
    }),
  )

  it.effect("continues with the service's link verbatim", () => {
    const link = `${collection}?$skiptoken=Name%3d%27a%20b%27%2c+%2B&$top=2`
    const store = storeOver((sent) => {
      const last = sent.url === link
      return respond(encodeCollection({ connectors: [stored], ...(!last && { nextLink: link }) }, form))(sent)
    })
    return Effect.gen(function* () {
      const query = { filter: inState("error"), order: byName, limit: 3, skip: 1 }
      const { next = "" } = yield* list(query)
      assert.deepStrictEqual(yield* list({ ...query, after: next, limit: 5 }), { connectors: [stored] })
      assert.deepStrictEqual(urlsOf(store).slice(1), [link])
    }).pipe(Effect.provide(store.layer))
  })

  const Reading = Schema.Struct({
    habits: Schema.Struct({
      maxPerPage: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 9 })),
      ignoresTop: Schema.Boolean,
      countsOnce: Schema.Boolean,
    }),
    count: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 20 })),
    limits: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 12 }))),
  })

  it.effect.prop(
    "returns every connector exactly once, whatever the limits, the service and concurrent deletes",
    [Reading],
    ([{ habits, count, limits }]) => {
      const there = connectors(count)
      return Effect.gen(function* () {
        const given: Array<string> = []
        let after: string | undefined
        for (let index = 0; index === 0 || after !== undefined; index++) {
          const limit = limits[index] ?? 4
          const total = there.length
          const page = yield* list({ limit, count: true, ...(after !== undefined && { after }) })
          assert.isAtMost(page.connectors.length, limit)
          assert.strictEqual(page.count, total)
          const ids = page.connectors.map(({ id }) => id)
          given.push(...ids)
          for (const id of ids.slice(0, -1)) {
            const position = there.findIndex((connector) => connector.id === id)
            there.splice(position, 1)
          }
          after = page.next
          assert.isAtMost(index, limits.length + count)
        }
        assert.deepStrictEqual(
          given,
          connectors(count).map(({ id }) => id),
        )
      }).pipe(Effect.provide(storeOver(listing(there, habits)).layer))
    },
    { arbitrary: { runs: 100 } },
  )

  it.effect(
    "continues though the service's page was too long and the last returned connector is gone",
    () => {
      const there = connectors(3)
      return Effect.gen(function* () {
        const { next = "" } = yield* list({ limit: 2 })
        there.splice(1, 1)
        assert.deepStrictEqual(yield* list({ limit: 2, after: next }), { connectors: there.slice(1) })
      }).pipe(Effect.provide(storeOver(listing(there, { ...regular, ignoresTop: true })).layer))
    },
  )

  it.effect("has to begin again if all connectors around its position are gone", () => {
    const there = connectors(9)
    return Effect.gen(function* () {
      const { next = "" } = yield* list({ limit: 4 })
      there.splice(1, 6)
      const failure = yield* Effect.flip(list({ limit: 4, after: next }))
      assert.deepStrictEqual(fieldsOf(failure), fieldsOf(new PageTokenInvalid()))
    }).pipe(Effect.provide(storeOver(listing(there, { ...regular, ignoresTop: true })).layer))
  })

  it.effect("counts with a separate request on a page whose link does not include it", () => {
    const store = storeOver(listing(connectors(5), regular))
    const query = { limit: 2, filter: inState("error"), order: byName }
    return Effect.gen(function* () {
      const first = yield* list(query)
      assert.notProperty(first, "count")
      const second = yield* list({ ...query, count: true, after: first.next ?? "" })
      assert.deepStrictEqual(second.connectors, connectors(4).slice(2))
      assert.strictEqual(second.count, 5)
      const { filter } = query
      assert.deepStrictEqual(urlsOf(store).slice(2), [
        new URL(`${collection}?${encodeQuery({ filter, top: 1, count: true })}`).href,
      ])
      const last = yield* list({ ...query, count: true, after: second.next ?? "" })
      assert.deepStrictEqual(last, { connectors: connectors(5).slice(4), count: 5 })
    }).pipe(Effect.provide(store.layer))
  })

  it.effect("sends nothing for a token that the store did not make", () => {
    const store = storeOver(listing(connectors(3), regular))
    const forge = (at: object) =>
      Buffer.from(
        JSON.stringify({
          subject: encodeQuery({}),
          cursor: { _tag: "Delegated", ...at, progress: { pages: 1, empty: 0 } },
        }),
      ).toString("base64url")
    return Effect.gen(function* () {
      for (const after of [
        "",
        "no-token",
        forge({ url: "https://evil.example/beta/deviceManagement/domainJoinConnectors?$top=3" }),
        forge({ url: "https://graph.example/beta/users?$top=3" }),
      ]) {
        const failure = yield* Effect.flip(list({ limit: 3, after }))
        assert.deepStrictEqual(fieldsOf(failure), fieldsOf(new PageTokenInvalid()))
      }
      assert.deepStrictEqual(store.sent, [])
      // A token has no address, only a query.
      yield* list({ limit: 3, after: forge({ search: "?$top=3" }) })
      assert.deepStrictEqual(urlsOf(store), [`${collection}?$top=3`])
    }).pipe(Effect.provide(store.layer))
  })

  it.effect("does not follow a link that leads elsewhere", () => {
    const nextLink = "https://evil.example/beta/deviceManagement/domainJoinConnectors?$skiptoken=1"
    const store = storeOver(respond(encodeCollection({ connectors: [stored], nextLink }, form)))
    return Effect.gen(function* () {
      const failure = yield* Effect.flip(list({ limit: 3 }))
      assert.strictEqual(failure._tag, "ConnectorStoreUnavailable")
      assert.include(failure.message, "evil.example")
      assert.strictEqual(store.sent.length, 1)
    }).pipe(Effect.provide(store.layer))
  })
})
