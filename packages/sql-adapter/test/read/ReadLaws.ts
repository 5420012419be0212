/**
 * The laws of reads for every database, as tests: reads return what the domain would find among all connectors.
 *
 * It is long because the laws share a database, and are one suite that runs over each of them.
 */
import { assert, it } from "@effect/vitest"
import {
  type ConnectorPage,
  type ConnectorQuery,
  ConnectorStoreUnavailable,
  type EntityFailure,
  encodePageToken,
  type ListFailure,
} from "@odj/core"
import {
  ConnectorFilter,
  type ConnectorOrder,
  DateTimeOffset,
  type DomainJoinConnector,
  filterPredicate,
  OrderBy,
  positionComparator,
  positionIn,
  textLength,
  type UnreadableConnector,
} from "@odj/domain"
import { Arbitrary, Effect, type Layer, Schema } from "effect"
import { SqlClient, type SqlError, type Statement } from "effect/sql"
import type { Reads } from "../../src/database/SqlConnectorStore.ts"
import { connectorColumns, isTenant } from "../../src/read/ConnectorColumn.ts"
import * as ConnectorReads from "../../src/read/ConnectorReads.ts"
import type * as RowWalk from "../../src/read/RowWalk.ts"
import { connectors, Filter, Order } from "../queries.ts"

const generation = { runs: 150, size: 40 }

const tenant = "tenant"

/** More rows than the first slices of a scan have. */
const sliceLength = 1_000

const rowOf = (connector: DomainJoinConnector) =>
  Object.fromEntries(connectorColumns.map(({ name, read }) => [name, read(connector)]))

const idsOf = (connectors: ReadonlyArray<DomainJoinConnector>) => connectors.map(({ id }) => id)

/** The rows on all pages of a query. A page that is not the last is full. */
const readRows = Effect.fnUntraced(function* (reads: Reads, query: ConnectorQuery) {
  const found: Array<DomainJoinConnector> = []
  const unreadable: Array<UnreadableConnector> = []
  for (let after: string | undefined; ; ) {
    const page = yield* reads.list(tenant, after === undefined ? query : { ...query, after })
    assert.isAtMost(page.connectors.length, query.limit)
    found.push(...page.connectors)
    unreadable.push(...(page.unreadable ?? []))
    if (page.next === undefined) return { found, unreadable }
    const rows = page.connectors.length + (page.unreadable?.length ?? 0)
    const length = page.connectors.reduce((length, connector) => length + textLength(connector), 0)
    const isFull = rows >= query.limit || length >= (query.maxLength ?? Number.POSITIVE_INFINITY)
    assert.isTrue(isFull && rows > 0, "a page that is not the last is full")
    after = page.next
  }
})

/** The connectors on all pages of a query. */
const readAll = (reads: Reads, query: ConnectorQuery) =>
  Effect.map(readRows(reads, query), ({ found }) => found)

const sorted = (order: ConnectorOrder, among: ReadonlyArray<DomainJoinConnector>) => {
  const compare = positionComparator(order)
  return among.toSorted((left, right) => compare(positionIn(order, left), positionIn(order, right)))
}

/** A database, and the parts in which databases differ. */
export interface Subject {
  /** Its tables exist and are empty. */
  readonly database: Layer.Layer<SqlClient.SqlClient, unknown>
  readonly idIs: (sql: Statement.Constructor) => RowWalk.Source["idIs"]
  readonly isInProcess: boolean
  /** The additional columns of a tenant's rows in this database. */
  readonly tenantColumns: (
    tenant: string,
  ) => Effect.Effect<Record<string, unknown>, SqlError.SqlError, SqlClient.SqlClient>
  /** The additional columns of a row with that id. */
  readonly more: (id: string) => Record<string, unknown>
}

export const suite = ({ database, idIs, isInProcess, tenantColumns, more }: Subject) => {
  const insert = (tenant: string, connectors: ReadonlyArray<DomainJoinConnector>) =>
    Effect.gen(function* () {
      const sql = yield* SqlClient.SqlClient
      const columns = yield* tenantColumns(tenant)
      const [first, ...others] = connectors.map((connector) => ({
        ...columns,
        ...rowOf(connector),
        ...more(connector.id),
      }))
      if (first !== undefined) yield* sql`INSERT INTO odj_connector ${sql.insert([first, ...others])}`
    })

  const reading = Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const executed = {
      statements: 0,
      rows: 0,
      before: Effect.void as Effect.Effect<unknown, SqlError.SqlError>,
    }
    const run: RowWalk.Source["run"] = (statement) => {
      executed.statements++
      return Effect.andThen(executed.before, statement).pipe(
        Effect.tap((rows) =>
          Effect.sync(() => {
            if (Array.isArray(rows)) executed.rows += rows.length
          }),
        ),
        Effect.mapError(() => new ConnectorStoreUnavailable({ report: { message: "no" } })),
      )
    }
    const reads = ConnectorReads.make({ sql, idIs: idIs(sql), isInProcess, run, runLong: run })
    return { sql, reads, executed }
  })

  /** Reads over the connectors, among those of other tenants. */
  const filled = Effect.gen(function* () {
    yield* insert("tenan", connectors.slice(0, 10))
    yield* insert(tenant, connectors)
    yield* insert("tenant2", connectors.slice(10))
    return yield* reading
  })

  const many = (count: number) =>
    Array.from({ length: count }, (_, index) => ({
      ...(connectors[index % connectors.length] as DomainJoinConnector),
      id: `id ${index}`,
    }))

  const test = <E>(title: string, body: Effect.Effect<void, E, SqlClient.SqlClient>) =>
    it.effect(title, () => Effect.provide(body, database))

  test(
    "all connectors that match a filter are found and counted",
    Effect.gen(function* () {
      const { reads } = yield* filled
      const result = yield* Arbitrary.checkEffect(
        Arbitrary.schema(Filter),
        Effect.fnUntraced(function* (filter) {
          const page = yield* reads.list(tenant, { filter, limit: 100, count: true })
          const expected = connectors.filter(filterPredicate(filter))
          assert.deepStrictEqual(idsOf(page.connectors), idsOf(expected), JSON.stringify(filter))
          assert.strictEqual(page.count, expected.length)
          return true
        }),
        { ...generation, runs: 400 },
      )
      assert.isUndefined(Arbitrary.formatCheckFailure(result))
    }),
  )

  test(
    "pages follow any order, with equal connectors in the order of creation",
    Effect.gen(function* () {
      const { reads } = yield* filled
      const result = yield* Arbitrary.checkEffect(
        Arbitrary.schema(
          Schema.Struct({
            filter: Schema.UndefinedOr(Filter),
            order: Order,
            limit: Schema.Literals([1, 2, 7, 28, 29, 100]),
            skip: Schema.Literals([0, 0, 1, 5, 40]),
            maxLength: Schema.Literals([0, 10, 100, 1e6]),
          }),
        ),
        Effect.fnUntraced(function* ({ filter, order, limit, skip, maxLength }) {
          const query = { order, limit, skip, maxLength, ...(filter !== undefined && { filter }) }
          const matched = filter === undefined ? connectors : connectors.filter(filterPredicate(filter))
          assert.deepStrictEqual(
            idsOf(yield* readAll(reads, query)),
            idsOf(sorted(order, matched).slice(skip)),
            JSON.stringify(query),
          )
          return true
        }),
        generation,
      )
      assert.isUndefined(Arbitrary.formatCheckFailure(result))
    }),
  )

  test(
    "a connector is read as it was written, and only for its tenant",
    Effect.gen(function* () {
      const { reads } = yield* filled
      for (const connector of connectors) {
        assert.deepStrictEqual(yield* reads.get(tenant, connector.id), connector)
        const stranger = yield* Effect.flip(reads.get("another", connector.id))
        assert.strictEqual(stranger._tag, "ConnectorNotFound")
      }
      assert.deepStrictEqual((yield* reads.list(tenant, { limit: 100 })).connectors, connectors)
      assert.deepStrictEqual(yield* reads.list("another", { limit: 100, count: true }), {
        connectors: [],
        count: 0,
      })
    }),
  )

  test(
    "a limit of 0 returns only the count",
    Effect.gen(function* () {
      const { reads } = yield* filled
      for (const skip of [1e19, 2 ** 63, Number.MAX_VALUE]) {
        assert.deepStrictEqual(yield* reads.list(tenant, { limit: 1, skip }), { connectors: [] })
        assert.isUndefined((yield* reads.list(tenant, { limit: skip })).next)
      }
      assert.deepStrictEqual(yield* reads.list(tenant, { limit: 0, count: true }), {
        connectors: [],
        count: connectors.length,
      })
    }),
  )

  const lower = ConnectorFilter.startsWith(ConnectorFilter.toLower("displayName"), "a")

  /** Creation, both directions of an index, and an order that no index has. */
  const orders = [
    [],
    [OrderBy.ascending("displayName")],
    [OrderBy.descending("lastConnectionDateTime")],
    [OrderBy.descending("version")],
  ]

  for (const order of orders) {
    test(
      `a filter that is evaluated here reads slice by slice, ordered by ${order[0]?.property ?? "creation"}`,
      Effect.gen(function* () {
        const rows = many(2 * sliceLength + 1)
        yield* insert(tenant, rows.slice(0, sliceLength))
        yield* insert(tenant, rows.slice(sliceLength))
        const { reads } = yield* reading
        const expected = sorted(order, rows.filter(filterPredicate(lower)))
        const query = { filter: lower, order, limit: 300, skip: 3 }
        assert.deepStrictEqual(idsOf(yield* readAll(reads, query)), idsOf(expected.slice(3)))
        const page = yield* reads.list(tenant, { ...query, count: true })
        assert.strictEqual(page.count, expected.length)
      }),
    )
  }

  test(
    "a page reads only what it needs, if an index has the order",
    Effect.gen(function* () {
      yield* insert(tenant, many(sliceLength))
      const { reads, executed } = yield* reading
      const filter = ConnectorFilter.startsWith(ConnectorFilter.toLower("id"), "id")
      for (const order of [[], [OrderBy.ascending("displayName")]]) {
        for (const [query, rows] of [
          [{}, 4],
          [{ filter }, 256],
        ] as const) {
          executed.rows = 0
          assert.strictEqual((yield* reads.list(tenant, { ...query, order, limit: 3 })).connectors.length, 3)
          assert.isAtMost(executed.rows, rows)
        }
        executed.statements = 0
        yield* reads.list(tenant, { order, limit: 100 })
        assert.strictEqual(executed.statements, 1)
      }
    }),
  )

  test(
    "a page in the order of an index reads only what it needs, also among equal connectors",
    Effect.gen(function* () {
      yield* insert(tenant, many(sliceLength))
      const { reads, executed } = yield* reading
      const properties = ["displayName", "lastConnectionDateTime"] as const
      for (const order of properties.flatMap((name) => [OrderBy.ascending(name), OrderBy.descending(name)])) {
        const query = { order: [order], limit: 3 }
        let after: string | undefined
        for (let pages = 0; pages < 100; pages++) {
          executed.rows = 0
          const { connectors, next } = yield* reads.list(tenant, { ...query, after })
          assert.strictEqual(connectors.length, 3)
          assert.isAtMost(executed.rows, 8)
          after = next
        }
      }
    }),
  )

  test(
    "a page with a maxLength does not read all rows up to its limit",
    Effect.gen(function* () {
      const name = "x".repeat(1_000)
      yield* insert(
        tenant,
        many(sliceLength).map((connector) => ({ ...connector, displayName: name })),
      )
      const { reads, executed } = yield* reading
      const filter = ConnectorFilter.contains(ConnectorFilter.toLower("displayName"), "x")
      for (const order of [[], [OrderBy.ascending("displayName")]]) {
        for (const query of [{}, { filter }]) {
          executed.rows = 0
          const page = yield* reads.list(tenant, { ...query, order, limit: sliceLength, maxLength: 5_000 })
          assert.strictEqual(page.connectors.length, 5)
          assert.isAtMost(executed.rows, 256)
        }
      }
      executed.rows = 0
      yield* reads.list(tenant, { limit: sliceLength, maxLength: 5_000 })
      assert.isAtMost(executed.rows, 6, "It has seen how long the texts are.")
    }),
  )

  test(
    "a scan returns every remaining connector once, in order, while others are deleted",
    Effect.gen(function* () {
      const rows = many(2 * sliceLength)
      for (const order of orders) {
        for (const filter of [lower, ConnectorFilter.contains("id", "1"), undefined]) {
          const { sql, reads, executed } = yield* reading
          yield* insert(tenant, rows.slice(0, sliceLength))
          yield* insert(tenant, rows.slice(sliceLength))
          const deleted = new Set<string>()
          executed.before = Effect.suspend(() => {
            const ids = idsOf(rows.slice(13 * deleted.size, 13 * deleted.size + 2))
            for (const id of ids) deleted.add(id)
            return sql`DELETE FROM odj_connector WHERE ${isTenant(sql, tenant)} AND ${sql.in("id", ids)}`
          })
          const query = { order, limit: 250, skip: 0, ...(filter && { filter }) }
          const listed: Array<string> = []
          for (let after: string | undefined; ; ) {
            const page: ConnectorPage = yield* reads.list(tenant, { ...query, after })
            listed.push(...idsOf(page.connectors))
            after = page.next
            if (after === undefined) break
          }
          const matched = filter === undefined ? rows : rows.filter(filterPredicate(filter))
          const expected = idsOf(sorted(order, matched))
          const remaining = expected.filter((id) => !deleted.has(id))
          assert.deepStrictEqual(
            listed.filter((id) => !deleted.has(id)),
            remaining,
          )
          assert.strictEqual(new Set(listed).size, listed.length)
          assert.isAbove(deleted.size, 0)
          executed.before = Effect.void
          yield* sql`DELETE FROM odj_connector`
        }
      }
    }),
  )

  test(
    "many connectors can be skipped, in any order, and more than there are",
    Effect.gen(function* () {
      const rows = many(2_500)
      for (let first = 0; first < rows.length; first += 500)
        yield* insert(tenant, rows.slice(first, first + 500))
      const { reads } = yield* reading
      for (const order of orders) {
        for (const filter of [lower, ConnectorFilter.contains("id", "1"), undefined]) {
          const matched = filter === undefined ? rows : rows.filter(filterPredicate(filter))
          const expected = idsOf(sorted(order, matched))
          for (const skip of [17, expected.length - 2, expected.length, 2 ** 53]) {
            const query = { order, limit: 3, skip, ...(filter && { filter }) }
            const { connectors: found, next } = yield* reads.list(tenant, query)
            assert.deepStrictEqual(idsOf(found), expected.slice(skip, skip + 3), JSON.stringify(query))
            assert.strictEqual(next === undefined, skip + 3 >= expected.length)
          }
        }
      }
    }),
  )

  test(
    "a condition that an index serves is found like any other, together with others and in any order",
    Effect.gen(function* () {
      const { reads } = yield* filled
      const { displayName, id, lastConnectionDateTime } = connectors[3] as DomainJoinConnector
      const time = DateTimeOffset.sortKey(lastConnectionDateTime)
      const served = [
        ConnectorFilter.equals("displayName", displayName),
        ConnectorFilter.equals("displayName", null),
        ConnectorFilter.equals("id", id),
        ConnectorFilter.isIn("id", idsOf(connectors.slice(2, 20))),
        ConnectorFilter.isIn("id", []),
        ConnectorFilter.equals("lastConnectionDateTime", ConnectorFilter.literal(time)),
        ConnectorFilter.isLess("lastConnectionDateTime", ConnectorFilter.literal(time)),
        ConnectorFilter.isGreaterOrEqual("lastConnectionDateTime", ConnectorFilter.literal(time)),
      ]
      const others = [
        ConnectorFilter.constant(true),
        lower,
        ConnectorFilter.isGreater("lastConnectionDateTime", ConnectorFilter.literal(time)),
      ]
      const allOrders = [
        [],
        ...(["displayName", "lastConnectionDateTime", "version"] as const).flatMap((name) => [
          [OrderBy.ascending(name)],
          [OrderBy.descending(name)],
        ]),
      ]
      for (const order of allOrders) {
        for (const one of served) {
          for (const other of others) {
            const filter = ConnectorFilter.and(one, other)
            const expected = sorted(order, connectors.filter(filterPredicate(filter)))
            for (const skip of [0, 2]) {
              const query = { filter, order, skip, limit: 2, count: true }
              assert.deepStrictEqual(idsOf(yield* readAll(reads, query)), idsOf(expected.slice(skip)))
              assert.strictEqual((yield* reads.list(tenant, query)).count, expected.length)
            }
          }
        }
      }
    }),
  )

  test(
    "an order of any length is kept from page to page",
    Effect.gen(function* () {
      const { reads } = yield* filled
      const order = Array.from({ length: 5000 }, (_, index) =>
        OrderBy.descending(index === 0 ? "state" : "id"),
      )
      const found = yield* readAll(reads, { order, limit: 7 })
      assert.deepStrictEqual(idsOf(found), idsOf(sorted(order.slice(0, 2), connectors)))
    }),
  )

  test(
    "a filter of any size works",
    Effect.gen(function* () {
      const { reads } = yield* filled
      const some = ConnectorFilter.equals("displayName", "ab")
      const none = ConnectorFilter.equals("displayName", "none")
      for (const size of [100, 390, 410, 5000]) {
        const conditions = [...Array.from({ length: size }, () => none), some]
        let nested = some
        for (let depth = 0; depth < size / 5; depth++)
          nested = ConnectorFilter.not(ConnectorFilter.not(nested))
        const filters = [
          ConnectorFilter.or(...conditions),
          ConnectorFilter.and(...conditions.map(() => some)),
          ConnectorFilter.not(ConnectorFilter.and(...conditions.map(() => none))),
          ConnectorFilter.isIn(
            "displayName",
            conditions.map((_, index) => (index === 0 ? "ab" : `none ${index}`)),
          ),
          nested,
        ]
        for (const filter of filters) {
          const { connectors: found } = yield* reads.list(tenant, { filter, limit: 100 })
          assert.deepStrictEqual(idsOf(found), idsOf(connectors.filter(filterPredicate(filter))))
        }
      }
    }),
  )

  test(
    "a token of another order, or of a position that no row can have, is refused",
    Effect.gen(function* () {
      const { reads } = yield* filled
      const byName: ConnectorOrder = [OrderBy.ascending("displayName")]
      const byId: ConnectorOrder = [OrderBy.ascending("id")]
      for (const [order, position] of [
        [[], ["a"]],
        [byName, []],
        [byName, ["a", "a"]],
        [byName, ["a\0"]],
        [byId, [null]],
      ] as const satisfies ReadonlyArray<readonly [ConnectorOrder, ReadonlyArray<string | null>]>) {
        const after = encodePageToken({ sequence: 1, position })
        const failure = yield* Effect.flip(reads.list(tenant, { order, limit: 1, after }))
        assert.strictEqual(failure._tag, "PageTokenInvalid", JSON.stringify(position))
      }
    }),
  )

  test(
    "rows that are no valid connectors hide no others, and each is on one page, at most, if there is a filter",
    Effect.gen(function* () {
      const { sql, reads } = yield* filled
      const result = yield* Arbitrary.checkEffect(
        Arbitrary.schema(
          Schema.Struct({
            filter: Schema.Union([Schema.Undefined, Schema.Literal("lower"), Filter]),
            order: Order,
            limit: Schema.Literals([1, 2, 7, 100]),
            damaged: Schema.Array(Schema.Literals(idsOf(connectors))),
          }),
        ),
        Effect.fnUntraced(function* ({ filter: given, order, limit, damaged }) {
          const ids = [...new Set(damaged)]
          const isDamaged = sql.and([isTenant(sql, tenant), sql.in("id", ids)])
          const column = sql("last_connection_date_time")
          yield* sql`UPDATE odj_connector SET ${column} = 'x' || ${column} WHERE ${isDamaged}`
          const filter = given === "lower" ? lower : given
          const sound = connectors.filter(({ id }) => !ids.includes(id))
          const matched = filter === undefined ? sound : sound.filter(filterPredicate(filter))
          const query = { order, limit, ...(filter !== undefined && { filter }) }
          const { found, unreadable } = yield* readRows(reads, query)
          assert.deepStrictEqual(idsOf(found), idsOf(sorted(order, matched)), JSON.stringify(query))
          const reported = unreadable.map(({ id }) => id ?? "")
          if (filter === undefined || given === "lower") assert.sameMembers(reported, ids)
          assert.strictEqual(new Set(reported).size, reported.length)
          assert.includeMembers(ids, reported)
          yield* sql`UPDATE odj_connector SET ${column} = substr(${column}, 2) WHERE ${isDamaged}`
          return true
        }),
        generation,
      )
      assert.isUndefined(Arbitrary.formatCheckFailure(result))
    }),
  )

  test(
    "a row that is no valid connector is described, and not counted among those that are evaluated here",
    Effect.gen(function* () {
      const { sql, reads } = yield* filled
      const count = (filter: ConnectorFilter) =>
        Effect.map(reads.list(tenant, { limit: 0, count: true, filter }), ({ count }) => count)
      const before = yield* count(lower)
      yield* sql`UPDATE odj_connector SET last_connection_date_time = 'yesterday' WHERE id = 'ab'`
      const { _tag } = yield* Effect.flip(reads.get(tenant, "ab"))
      assert.strictEqual(_tag, "ConnectorsUnreadable")
      const isAb = connectors.filter(filterPredicate(lower)).some(({ id }) => id === "ab")
      assert.strictEqual(yield* count(lower), Number(before) - Number(isAb))
    }),
  )

  test(
    "a failed statement becomes a failure of the port",
    Effect.gen(function* () {
      const { sql, reads } = yield* filled
      yield* sql`DROP TABLE odj_connector`
      const operations: ReadonlyArray<Effect.Effect<unknown, EntityFailure | ListFailure>> = [
        reads.get(tenant, "ab"),
        reads.list(tenant, { limit: 1 }),
        reads.list(tenant, { limit: 1, filter: lower }),
        reads.list(tenant, { limit: 0, count: true }),
      ]
      for (const operation of operations) {
        assert.strictEqual((yield* Effect.flip(operation))._tag, "ConnectorStoreUnavailable")
      }
    }),
  )
}
