/** Tests that connectors that can't be read hide no others and are never left out, with different services in memory. */
import { assert, describe, it } from "@effect/vitest"
import { type ConnectorQuery, ConnectorStore } from "@odj/core"
import {
  type ConnectorOrder,
  type DomainJoinConnector,
  filterPredicate,
  OrderBy,
  positionComparator,
  positionIn,
  type UnreadableConnector,
} from "@odj/domain"
import { decodeEntity } from "@odj/graph-wire"
import { Effect, Result, Schema } from "effect"
import { clouds } from "../../src/index.ts"
import { byName, inState, named } from "../queries.ts"
import type { Responder } from "../respondingClient.ts"
import { form, storeOver } from "../storeOver.ts"

const list = (query: ConnectorQuery) => Effect.flatMap(ConnectorStore, (store) => store.list(query))

/** The ways in which a row can be unreadable; `mark` makes each row unique. */
const damages = {
  "a null date": (mark: string) => ({ ...named(mark), lastConnectionDateTime: null }),
  "a date without a zone": (mark: string) => ({
    ...named(mark),
    lastConnectionDateTime: "2016-12-31T23:58:36",
  }),
  "no date": (mark: string) => ({ ...named(mark), lastConnectionDateTime: undefined }),
  "a null version": (mark: string) => ({ ...named(mark), version: null }),
  "a null state": (mark: string) => ({ ...named(mark), state: null }),
  "an id that is a number": (mark: string) => ({ ...named("?", mark), id: 7 }),
  "no id": (mark: string) => ({ ...named("?", mark), id: undefined }),
  "no object": (mark: string) => mark,
} as const

type Row = { readonly damage: keyof typeof damages } | { readonly name: string; readonly state: string }

const Row = Schema.Union([
  Schema.Struct({ name: Schema.Literals(["a", "b", "c"]), state: Schema.Literals(["active", "error"]) }),
  Schema.Struct({ damage: Schema.Literals(Object.keys(damages) as Array<keyof typeof damages>) }),
])

/** The rows as a service has them. */
const rowsOf = (rows: ReadonlyArray<Row>): ReadonlyArray<unknown> =>
  rows.map((row, index) =>
    "damage" in row
      ? damages[row.damage](`row ${index}`)
      : { ...named(`row ${index}`, row.name), state: row.state },
  )

/** What the adapter should make of the rows. */
const splitOf = (rows: ReadonlyArray<unknown>) => {
  const results = rows.map((row) => decodeEntity(JSON.parse(JSON.stringify(row))))
  return {
    sound: results.filter(Result.isSuccess).map(({ success }) => success),
    unreadable: results.filter(Result.isFailure).map(({ failure }) => failure),
  }
}

const sortedBy = (order: ConnectorOrder, connectors: ReadonlyArray<DomainJoinConnector>) => {
  const compare = positionComparator(order)
  return connectors.toSorted((left, right) => compare(positionIn(order, left), positionIn(order, right)))
}

/** Returns pages of the rows, with links to the next ones. Refuses other query options than `$top`, if there are any. */
const serviceOf =
  (rows: ReadonlyArray<unknown>, maxPerPage: number): Responder =>
  ({ url: requested }) =>
    Effect.sync(() => {
      const url = new URL(requested)
      if (["$filter", "$orderby", "$skip", "$count"].some((option) => url.searchParams.has(option))) {
        return Response.json({ error: { code: "BadRequest", message: "no" } }, { status: 400 })
      }
      const start = Number(url.searchParams.get("$skiptoken"))
      const size = Math.min(maxPerPage, Number(url.searchParams.get("$top") ?? maxPerPage))
      const value = rows.slice(start, start + size)
      url.searchParams.set("$skiptoken", String(start + size))
      return Response.json({
        value,
        ...(start + size < rows.length && { "@odata.nextLink": url.href }),
      })
    })

/** The service, without these options of the query. */
const without =
  (options: ReadonlyArray<string>, service: Responder): Responder =>
  (sent) => {
    const url = new URL(sent.url)
    for (const option of options) url.searchParams.delete(option)
    return service({ ...sent, url: url.href })
  }

/** The service evaluates these options: the rows are already in the query's order and match its filter. */
const evaluated = ["$filter", "$orderby", "$count"]

const Reading = Schema.Struct({
  rows: Schema.Array(Row),
  maxPerPage: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 6 })),
  limits: Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 7 }))),
  skip: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 4 })),
  isFiltered: Schema.Boolean,
  isOrdered: Schema.Boolean,
  counts: Schema.Boolean,
  ignoresTop: Schema.Boolean,
})

/** Reads all pages of a query, with these limits in turn. */
const readAll = Effect.fnUntraced(function* (
  query: Omit<ConnectorQuery, "limit">,
  limits: ReadonlyArray<number>,
) {
  const connectors: Array<DomainJoinConnector> = []
  const unreadable: Array<UnreadableConnector> = []
  const counts: Array<number | undefined> = []
  let after: string | undefined
  for (let index = 0; index === 0 || after !== undefined; index++) {
    const limit = limits[index] ?? 3
    const page = yield* list({ ...query, limit, after })
    assert.isAtMost(page.connectors.length, limit)
    if (page.unreadable !== undefined) assert.isNotEmpty(page.unreadable)
    connectors.push(...page.connectors)
    unreadable.push(...(page.unreadable ?? []))
    counts.push(page.count)
    after = page.next
    assert.isAtMost(index, 1_000)
  }
  return { connectors, unreadable, counts }
})

const filter = inState("error")

const matches = filterPredicate(filter)

const orders: ReadonlyArray<ConnectorOrder> = [byName, [OrderBy.descending("state"), OrderBy.ascending("id")]]

describe("A list with connectors that can't be read", () => {
  for (const [service, baseUrl] of [
    ["of a Microsoft cloud", clouds.global.baseUrl.href],
    ["of a service that refuses query options", form.serviceRoot],
  ] as const) {
    it.effect.prop(
      `${service} has each of the others once, and reports each of these once`,
      [Reading, Schema.Literals([0, 1])],
      ([{ maxPerPage, limits, skip, isFiltered, isOrdered, counts, ...reading }, which]) => {
        const rows = rowsOf(reading.rows)
        const { sound, unreadable } = splitOf(rows)
        const order = isOrdered ? (orders[which] ?? []) : []
        const matching = sortedBy(order, isFiltered ? sound.filter(matches) : sound)
        const query = { order, skip, count: counts, ...(isFiltered && { filter }) }
        return Effect.gen(function* () {
          const read = yield* readAll(query, limits)
          assert.deepStrictEqual(read.connectors, matching.slice(skip))
          assert.sameDeepMembers(read.unreadable, unreadable)
          for (const count of read.counts) assert.strictEqual(count, counts ? matching.length : undefined)
        }).pipe(Effect.provide(storeOver(serviceOf(rows, maxPerPage), baseUrl).layer))
      },
      { arbitrary: { runs: 300, size: 40 } },
    )
  }

  it.effect.prop(
    "of a service that evaluates the query has each of the others once, and reports each of these once",
    [Reading, Schema.Literals([0, 1])],
    ([{ maxPerPage, limits, isFiltered, isOrdered, ignoresTop, ...reading }, which]) => {
      const order = isOrdered ? (orders[which] ?? []) : []
      // The service has put the unreadable rows anywhere between the others.
      const all = rowsOf(reading.rows)
      const isSound = (row: unknown) => Result.isSuccess(decodeEntity(JSON.parse(JSON.stringify(row))))
      const matching = sortedBy(
        order,
        splitOf(all).sound.filter((connector) => !isFiltered || matches(connector)),
      )
      const left = [...matching]
      const rows = all.flatMap((row) => (isSound(row) ? left.splice(0, 1) : [row]))
      const query = { order, ...(isFiltered && { filter }) }
      const service = without([...evaluated, ...(ignoresTop ? ["$top"] : [])], serviceOf(rows, maxPerPage))
      return Effect.gen(function* () {
        const read = yield* readAll(query, limits)
        assert.deepStrictEqual(read.connectors, matching)
        assert.sameDeepMembers(read.unreadable, splitOf(all).unreadable)
      }).pipe(Effect.provide(storeOver(service).layer))
    },
    { arbitrary: { runs: 300, size: 40 } },
  )

  it.effect("has the ones that a page of the service begins and ends with", () => {
    const bad = damages["no id"]("first")
    const rows = [bad, named("a"), named("b"), bad, bad, named("c"), bad]
    return Effect.gen(function* () {
      const first = yield* list({ limit: 1 })
      assert.deepStrictEqual([first.connectors.length, first.unreadable?.length], [0, 1])
      const { unreadable } = splitOf(rows)
      const read = yield* readAll({}, [2, 1, 1])
      assert.deepStrictEqual(read.connectors.map(({ id }) => id).join(""), "abc")
      assert.deepStrictEqual(read.unreadable, unreadable)
    }).pipe(Effect.provide(storeOver(serviceOf(rows, 3)).layer))
  })

  it.effect("counts no page as empty that has only such connectors", () => {
    const rows = [...Array.from({ length: 250 }, (_, index) => damages["no id"](String(index))), named("a")]
    return Effect.gen(function* () {
      const read = yield* readAll({}, [])
      assert.deepStrictEqual([read.connectors.length, read.unreadable.length], [1, 250])
    }).pipe(Effect.provide(storeOver(serviceOf(rows, 1)).layer))
  })

  it.effect("has only the count with a limit of 0", () => {
    const rows = [named("a"), damages["no id"]("b")]
    return Effect.gen(function* () {
      assert.deepStrictEqual(yield* list({ limit: 0, count: true }), { connectors: [], count: 1 })
    }).pipe(Effect.provide(storeOver(serviceOf(rows, 9), clouds.global.baseUrl.href).layer))
  })
})
