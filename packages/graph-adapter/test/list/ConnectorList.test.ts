/** Tests what is delegated to the service and what is evaluated here, with different services in memory. */
import { assert, describe, it } from "@effect/vitest"
import { type ConnectorQuery, ConnectorStore, ConnectorStoreRefused } from "@odj/core"
import { ConnectorFilter, filterPredicate, OrderBy, positionComparator, positionIn } from "@odj/domain"
import { encodeCollection, encodeError } from "@odj/graph-wire"
import { Effect, Schema } from "effect"
import { clouds } from "../../src/index.ts"
import { fieldsOf } from "../fieldsOf.ts"
import { type Habits, listing } from "../listing.ts"
import { byName, collection, inState, named } from "../queries.ts"
import { type Responder, respond } from "../respondingClient.ts"
import { form, storeOver } from "../storeOver.ts"

const cloud = clouds.usgov.baseUrl.href

const habits: Habits = { maxPerPage: 5, ignoresTop: false, countsOnce: false }

const states = ["active", "error", "inactive", "pending"]

/** Connectors with ids from 00 on, whose names and states recur. */
const connectors = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    ...named(String(index).padStart(2, "0"), `name ${(index * 5) % 7}`),
    state: states[index % states.length] ?? "",
  }))

const list = (query: ConnectorQuery) => Effect.flatMap(ConnectorStore, (store) => store.list(query))

const idsOf = (connectors: ReadonlyArray<{ readonly id: string }>) => connectors.map(({ id }) => id)

/** The ids on each page of a list. */
const readPages = Effect.fnUntraced(function* (query: ConnectorQuery) {
  const pages: Array<ReadonlyArray<string>> = []
  let after: string | undefined
  do {
    const page = yield* list({ ...query, ...(after !== undefined && { after }) })
    pages.push(idsOf(page.connectors))
    after = page.next
  } while (after !== undefined)
  return pages
})

const searchesOf = ({ sent }: ReturnType<typeof storeOver>) =>
  sent.map(({ url }) => decodeURIComponent(new URL(url).search))

describe("A list of a Microsoft cloud", () => {
  it.effect("requests only pages from the service", () => {
    const store = storeOver(listing(connectors(12), habits), cloud)
    return Effect.gen(function* () {
      yield* list({ limit: 3 })
      assert.deepStrictEqual(searchesOf(store), ["?$top=3"])
      for (const query of [
        { filter: inState("error") },
        { order: byName },
        { skip: 2 },
        { count: true },
        { filter: inState("error"), order: byName, skip: 1, count: true },
      ]) {
        store.sent.length = 0
        yield* readPages({ ...query, limit: 2 })
        for (const search of searchesOf(store)) assert.match(search, /^(?:|\?\$skiptoken=\d\d)$/)
      }
    }).pipe(Effect.provide(store.layer))
  })

  it.effect(
    "with a filter is read until its page is full and it is known whether there is a next one",
    () => {
      const store = storeOver(listing(connectors(20), habits), cloud)
      return Effect.gen(function* () {
        const query = { filter: inState("error"), limit: 2 }
        const first = yield* list(query)
        assert.deepStrictEqual(idsOf(first.connectors), ["01", "05"])
        assert.deepStrictEqual(searchesOf(store), ["", "?$skiptoken=04"])
        store.sent.length = 0
        const second = yield* list({ ...query, after: first.next ?? "" })
        assert.deepStrictEqual(idsOf(second.connectors), ["09", "13"])
        assert.deepStrictEqual(searchesOf(store), ["?$skiptoken=04", "?$skiptoken=09", "?$skiptoken=14"])
        const third = yield* list({ ...query, after: second.next ?? "" })
        assert.deepStrictEqual(third, { connectors: connectors(20).slice(17, 18) })
      }).pipe(Effect.provide(store.layer))
    },
  )

  const Reading = Schema.Struct({
    maxPerPage: Schema.Int.check(Schema.isBetween({ minimum: 2, maximum: 9 })),
    ignoresTop: Schema.Boolean,
    count: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 16 })),
    limit: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 12 })),
    skip: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 12 })),
    state: Schema.UndefinedOr(Schema.Literals(states)),
    order: Schema.UndefinedOr(Schema.Literals(["ascending", "descending"])),
    deletes: Schema.Boolean,
  })

  it.effect.prop(
    "returns each match once and in order, whatever the service and concurrent deletes",
    [Reading],
    ([{ maxPerPage, ignoresTop, count, limit, skip, state, order: by, deletes }]) => {
      const there = connectors(count)
      const order = by === undefined ? [] : [OrderBy[by]("displayName")]
      const query = { ...(state !== undefined && { filter: inState(state) }), order, skip, limit }
      const compare = positionComparator(order)
      const expected = idsOf(
        there
          .filter(query.filter === undefined ? () => true : filterPredicate(query.filter))
          .sort((left, right) => compare(positionIn(order, left), positionIn(order, right))),
      )
      return Effect.gen(function* () {
        const returned: Array<string> = []
        let deleted = 0
        let after: string | undefined
        do {
          const counting = { ...query, count: true, ...(after !== undefined && { after }) }
          const page = yield* list(counting)
          assert.strictEqual(expected.length - (page.count ?? 0), deleted)
          returned.push(...idsOf(page.connectors))
          // An anchor has three ids on either side: it is found if two of them are deleted.
          for (const id of deletes ? idsOf(page.connectors).slice(-2) : []) {
            there.splice(idsOf(there).indexOf(id), 1)
            deleted++
          }
          after = page.next
        } while (after !== undefined)
        assert.deepStrictEqual(returned, expected.slice(skip))
      }).pipe(
        Effect.provide(storeOver(listing(there, { maxPerPage, ignoresTop, countsOnce: false }), cloud).layer),
      )
    },
    { arbitrary: { runs: 60 } },
  )
})

describe("A list that is sorted here", () => {
  it.effect("is refused if it is too long", () =>
    Effect.gen(function* () {
      const many = connectors(24).map((connector) => ({ ...connector, version: "x".repeat(3_000_000) }))
      const { layer } = storeOver(listing(many, { ...habits, maxPerPage: 1 }), cloud)
      const query = { order: [OrderBy.ascending("id")], limit: 1 }
      const failure = yield* Effect.flip(Effect.provide(list(query), layer))
      assert.deepInclude(fieldsOf(failure), {
        _tag: "ConnectorStoreRefused",
        reason: "ListTooLong",
        message: "The list is too long to be sorted. List it without an order, or narrow it with a filter",
      })
    }),
  )
})

/** A service in memory with one response for requests with any of the options, and another without. */
const withOptions =
  (names: ReadonlyArray<string>, optioned: Responder, plain: Responder): Responder =>
  (sent) =>
    names.some((name) => new URL(sent.url).searchParams.has(name)) ? optioned(sent) : plain(sent)

const error = (code: string) =>
  encodeError({ code, message: "no" }, { requestId: "11111111-request", clientRequestId: "" }, new Date(0))

describe("A list of another service", () => {
  const rows: ReadonlyArray<readonly [why: string, query: Partial<ConnectorQuery>, responder: Responder]> = [
    ["ignores the filter", { filter: inState("error") }, listing(connectors(9), habits)],
    ["ignores the order", { order: byName }, listing(connectors(9), habits)],
    [
      "does not count",
      { count: true },
      (sent) => listing(connectors(9), habits)({ ...sent, url: sent.url.replace(/(\$|%24)count=true/, "") }),
    ],
    ...[400, 501].flatMap((status) =>
      [{ filter: inState("error") }, { order: byName }, { skip: 1 }, { count: true }, {}].map(
        (query) =>
          [
            `responds with ${status} to ${Object.keys(query)[0] ?? "a size"}`,
            query,
            withOptions(
              ["$top"],
              respond(error("BadRequest"), { status }),
              listing(connectors(9), {
                ...habits,
                ignoresTop: true,
              }),
            ),
          ] as const,
      ),
    ),
  ]
  for (const [why, query, responder] of rows) {
    it.effect(`is evaluated here if the service ${why}`, () => {
      const store = storeOver(responder)
      const { filter, order = [], skip = 0, count = false } = query
      const compare = positionComparator(order)
      const expected = idsOf(
        connectors(9)
          .filter(filter === undefined ? () => true : filterPredicate(filter))
          .sort((left, right) => compare(positionIn(order, left), positionIn(order, right))),
      )
      return Effect.gen(function* () {
        const first = yield* list({ ...query, limit: 4 })
        assert.strictEqual(first.count, count ? expected.length : undefined)
        assert.deepStrictEqual((yield* readPages({ ...query, limit: 4 })).flat(), expected.slice(skip))
      }).pipe(Effect.provide(store.layer))
    })
  }

  it.effect("is filtered here if services may evaluate the filter differently", () => {
    const store = storeOver(listing(connectors(4), habits))
    const { and, equals, length, literal, timestampPart, toLower } = ConnectorFilter
    const isLong = equals(length("displayName"), 6)
    const year = timestampPart("year", "lastConnectionDateTime")
    return Effect.gen(function* () {
      for (const filter of [isLong, and(isLong, inState("error")), equals(year, 2016)]) {
        store.sent.length = 0
        const page = yield* list({ filter, limit: 9 })
        assert.deepStrictEqual(page.connectors, connectors(4).filter(filterPredicate(filter)))
        assert.deepStrictEqual(searchesOf(store), [""])
      }
      store.sent.length = 0
      yield* list({ filter: equals(toLower("displayName"), literal("hq")), limit: 9 })
      assert.include(searchesOf(store)[0], "tolower(displayName)")
    }).pipe(Effect.provide(store.layer))
  })

  it.effect("fails as the plain list fails, if that fails too", () => {
    const refusal = respond(error("Forbidden"), { status: 403 })
    const store = storeOver(withOptions(["$filter"], respond(error("BadRequest"), { status: 400 }), refusal))
    return Effect.gen(function* () {
      const failure = yield* Effect.flip(list({ limit: 2, filter: inState("error") }))
      assert.instanceOf(failure, ConnectorStoreRefused)
      assert.strictEqual(failure instanceof ConnectorStoreRefused && failure.report.code, "Forbidden")
      assert.strictEqual(store.sent.length, 2)
    }).pipe(Effect.provide(store.layer))
  })

  it.effect("is filtered here once a page shows that the service ignores the filter", () => {
    const there = connectors(8).map((connector, index) => ({
      ...connector,
      state: [3, 6].includes(index) ? "active" : "error",
    }))
    const store = storeOver(listing(there, habits))
    return Effect.gen(function* () {
      const pages = yield* readPages({ limit: 3, filter: inState("error") })
      assert.deepStrictEqual(pages, [
        ["00", "01", "02"],
        ["04", "05", "07"],
      ])
    }).pipe(Effect.provide(store.layer))
  })

  it.effect("is refused if a later page has another order, or the count is larger than the list", () => {
    const late = storeOver(
      listing(
        ["a", "b", "d", "c"].map((name, index) => named(String(index), name)),
        habits,
      ),
    )
    const cut = storeOver(respond(encodeCollection({ connectors: connectors(2), count: 3 }, form)))
    return Effect.gen(function* () {
      const failure = yield* Effect.flip(readPages({ limit: 2, order: byName })).pipe(
        Effect.provide(late.layer),
      )
      assert.include(failure.message, "The service ignores $orderby: it returned another order")
      const other = yield* Effect.flip(list({ limit: 2, count: true })).pipe(Effect.provide(cut.layer))
      assert.include(other.message, "The service counts 3 connectors, but returned 2 and no next page")
      assert.deepStrictEqual(
        [failure._tag, other._tag],
        ["ConnectorStoreUnavailable", "ConnectorStoreUnavailable"],
      )
    })
  })
})

describe("A list without an end", () => {
  it.effect("is refused after many empty pages", () => {
    const store = storeOver((sent) => {
      const page = Number(new URL(sent.url).searchParams.get("$skiptoken"))
      const nextLink = `${collection}?$skiptoken=${page + 1}`
      return respond(encodeCollection({ connectors: [], nextLink }, form))(sent)
    })
    return Effect.gen(function* () {
      const failure = yield* Effect.flip(readPages({ limit: 1 }))
      assert.include(failure.message, "The service returned 100 empty pages in a row")
      assert.strictEqual(store.sent.length, 100)
    }).pipe(Effect.provide(store.layer))
  })
})
