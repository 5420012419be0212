/**
 * Reads a tenant's connectors with SQL that SQLite and PostgreSQL share.
 *
 * A page begins after a position in the order, which an index finds in a list of any length. If a part of the filter is
 * evaluated here, rows are read in slices, and other work runs in between.
 */
import {
  type ConnectorPage,
  type ConnectorQuery,
  encodePageToken,
  type ListPosition,
  PageTokenInvalid,
  type ServiceFailure,
  selectPage,
  withPosition,
} from "@odj/core"
import {
  type ConnectorOrder,
  type DomainJoinConnector,
  textLength,
  type UnreadableConnector,
  withoutRepeats,
} from "@odj/domain"
import { Effect, Option, Result } from "effect"
import type { SqlError, Statement } from "effect/sql"
import type { Reads } from "../database/SqlConnectorStore.ts"
import { valueColumns } from "./ConnectorColumn.ts"
import { type ConnectorRow, connectorIn, found } from "./ConnectorRow.ts"
import { splitting } from "./FilterSql.ts"
import { afterSql, isIndexed, keysSql, orderSql, positionOf, positionOfKeys } from "./OrderSql.ts"

/** How many rows a slice has. To evaluate them takes a few milliseconds. */
export const sliceLength = 1_000

/** A count as a parameter. Databases take no larger one. */
const bound = (count: number) => BigInt(Math.min(count, Number.MAX_SAFE_INTEGER))

type Passes = (connector: DomainJoinConnector) => boolean

/** A row as it was read: a connector, or one that can't be read. */
interface Entry {
  readonly connector: Result.Result<DomainJoinConnector, UnreadableConnector>
  readonly sequence: number
}

const entryIn = (row: ConnectorRow): Entry => ({
  connector: connectorIn(row),
  sequence: Number(row.sequence),
})

/** The length of an entry's texts. */
const lengthOf = ({ connector }: Entry): number =>
  Result.isSuccess(connector)
    ? textLength(connector.success)
    : JSON.stringify(connector.failure.properties).length

const withUnreadable = (
  page: ConnectorPage,
  unreadable: ReadonlyArray<UnreadableConnector>,
): ConnectorPage => (unreadable.length === 0 ? page : { ...page, unreadable })

/** The position after which a page begins; `undefined` for the first page. */
const startOf = (
  order: ConnectorOrder,
  after: string | undefined,
): Effect.Effect<ListPosition | undefined, PageTokenInvalid> =>
  after === undefined
    ? Effect.succeed(after)
    : Option.match(positionOf(order, after), {
        onNone: () => new PageTokenInvalid(),
        onSome: Effect.succeed,
      })

/** The database to read from, and the parts in which databases differ. */
export interface Source {
  readonly sql: Statement.Constructor
  /** The condition that a row of the tenant has that id. */
  readonly idIs: (id: string) => Statement.Fragment
  /** Runs a statement, and translates its error to a failure of the port. */
  readonly run: <A>(statement: Effect.Effect<A, SqlError.SqlError>) => Effect.Effect<A, ServiceFailure>
}

/**
 * The reads of a database. A row that is no valid connector has a place in a list like any other, by the columns that
 * filters and orders compare.
 */
export const make = ({ sql, idIs, run }: Source): Reads => {
  const split = splitting(sql, idIs)
  const columns = sql.literal(["sequence", ...valueColumns].join(", "))

  /** The entries that meet the condition, in the order: `length` of them after the first `skip`. */
  const read = (condition: Statement.Fragment, order: ConnectorOrder, length: number, skip: number) => {
    const bounds = sql`LIMIT ${bound(length)} OFFSET ${bound(skip)}`
    const rows = sql<ConnectorRow>`SELECT ${columns} FROM odj_connector WHERE ${condition} ORDER BY ${orderSql(sql, order)} ${bounds}`
    return Effect.map(run(rows), (rows) => rows.map(entryIn))
  }

  /** The position of an entry. Only the database knows it for one that can't be read. */
  const positionAt = Effect.fnUntraced(function* (order: ConnectorOrder, { connector, sequence }: Entry) {
    if (Result.isSuccess(connector)) return withPosition(order, { connector: connector.success, sequence })
    if (order.length === 0) return { position: [], sequence }
    const [keys = {}] = yield* run(
      sql<
        Record<string, string | null>
      >`SELECT ${keysSql(sql, order)} FROM odj_connector WHERE sequence = ${BigInt(sequence)}`,
    )
    return { position: positionOfKeys(order, keys), sequence }
  })

  /** The page of the entries from its first one on. If there are more than it has, there is a next page. */
  const pageOf = Effect.fnUntraced(function* (
    entries: ReadonlyArray<Entry>,
    order: ConnectorOrder,
    { limit, maxLength = Number.POSITIVE_INFINITY }: Pick<ConnectorQuery, "limit" | "maxLength">,
  ) {
    let length = 0
    const end = entries.findIndex((entry, index) => {
      const isFull = index > 0 && length >= maxLength
      length += lengthOf(entry)
      return isFull
    })
    const shown = entries.slice(0, end === -1 ? limit : Math.min(end, limit))
    const last = shown.at(-1)
    const connectors: Array<DomainJoinConnector> = []
    const unreadable: Array<UnreadableConnector> = []
    for (const { connector } of shown) {
      if (Result.isSuccess(connector)) connectors.push(connector.success)
      else unreadable.push(connector.failure)
    }
    const isLast = last === undefined || entries.length === shown.length
    const page = isLast
      ? { connectors }
      : { connectors, next: encodePageToken(yield* positionAt(order, last)) }
    return withUnreadable(page, unreadable)
  })

  /** Visits the entries that meet the condition in the order, slice by slice, until `visit` returns false. */
  const scan = Effect.fnUntraced(function* (
    condition: Statement.Fragment,
    order: ConnectorOrder,
    visit: (entries: ReadonlyArray<Entry>) => boolean,
  ) {
    let unread = condition
    for (;;) {
      const slice = yield* read(unread, order, sliceLength, 0)
      const last = slice.at(-1)
      if (!visit(slice) || last === undefined || slice.length < sliceLength) return
      unread = sql.and([condition, afterSql(sql, order, yield* positionAt(order, last))])
      yield* Effect.yieldNow
    }
  })

  /**
   * The page of the entries that meet the condition and also pass `passes`, which runs here. Those that can't be read are on
   * the page with the entry after them, or all on the first page if the database does not sort.
   */
  const readFiltered = Effect.fnUntraced(function* (
    condition: Statement.Fragment,
    passes: Passes,
    order: ConnectorOrder,
    { limit, maxLength, skip = 0 }: Pick<ConnectorQuery, "limit" | "maxLength" | "skip">,
    isFirst: boolean,
  ) {
    // Without an index the database would sort all rows for every slice, so they are sorted here.
    const isSorted = isIndexed(order)
    const selection = selectPage({ order, limit, maxLength, skip }, { isSorted })
    const unreadable: Array<{ readonly connector: UnreadableConnector; readonly before: number }> = []
    let passed = 0
    yield* scan(condition, isSorted ? order : [], (entries) => {
      for (const { connector, sequence } of entries) {
        if (Result.isFailure(connector)) unreadable.push({ connector: connector.failure, before: passed })
        else if (passes(connector.success)) {
          passed++
          selection.offer({ connector: connector.success, sequence })
        }
      }
      return !selection.isComplete()
    })
    const page = selection.page()
    const reported = isSorted
      ? unreadable.filter(({ before }) => page.next === undefined || before < skip + page.connectors.length)
      : unreadable.filter(() => isFirst)
    return withUnreadable(
      page,
      reported.map(({ connector }) => connector),
    )
  })

  const count = Effect.fnUntraced(function* (condition: Statement.Fragment, passes: Passes | undefined) {
    if (passes === undefined) {
      const [row] = yield* run(
        sql<{
          readonly count: number | bigint
        }>`SELECT count(*) AS count FROM odj_connector WHERE ${condition}`,
      )
      return Number(row?.count)
    }
    let matched = 0
    yield* scan(condition, [], (entries) => {
      matched += entries.filter(
        ({ connector }) => Result.isSuccess(connector) && passes(connector.success),
      ).length
      return true
    })
    return matched
  })

  const get = Effect.fnUntraced(function* (tenant: string, id: string) {
    const rows = sql<ConnectorRow>`SELECT ${columns} FROM odj_connector WHERE tenant = ${tenant} AND ${idIs(id)}`
    const [row] = yield* run(rows)
    return yield* found(id, row)
  })

  const list = Effect.fnUntraced(function* (tenant: string, query: ConnectorQuery) {
    const { filter, limit, maxLength } = query
    const order = withoutRepeats(query.order ?? [])
    const start = yield* startOf(order, query.after)

    const { conditions, passes } = split(filter)
    const matching = sql.and([sql`tenant = ${tenant}`, ...conditions])
    const remaining = start === undefined ? matching : sql.and([matching, afterSql(sql, order, start)])
    const bounds = { limit, maxLength, skip: start === undefined ? query.skip : 0 }
    const page: ConnectorPage =
      limit === 0
        ? { connectors: [] }
        : passes === undefined
          ? yield* pageOf(yield* read(remaining, order, limit + 1, bounds.skip ?? 0), order, bounds)
          : yield* readFiltered(remaining, passes, order, bounds, start === undefined)
    return query.count === true ? { ...page, count: yield* count(matching, passes) } : page
  })

  return { get, list }
}
