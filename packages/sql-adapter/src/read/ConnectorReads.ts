/**
 * What is read of a tenant's connectors, in words that SQLite and PostgreSQL share.
 *
 * A page begins behind a place in the order, which an index finds however deep it lies. Where a part of the filter is
 * evaluated here, rows are read in slices, and others run in between.
 */
import {
  ConnectorNotFound,
  type ConnectorPage,
  type ConnectorQuery,
  encodePageToken,
  type ListEntry,
  type ListPosition,
  PageTokenInvalid,
  pageOf,
  positioned,
  type ServiceFailure,
  selectPage,
} from "@odj/core"
import { type ConnectorOrder, type DomainJoinConnector, withoutRepeats } from "@odj/domain"
import { Effect, Option } from "effect"
import type { SqlError, Statement } from "effect/sql"
import type { Reads } from "../database/SqlConnectorStore.ts"
import { valueColumns } from "./ConnectorColumn.ts"
import { type ConnectorRow, connectorIn } from "./ConnectorRow.ts"
import { splitting } from "./FilterSql.ts"
import { behindSql, isIndexed, orderSql, placeIn } from "./OrderSql.ts"

/** How many rows are read in one go where they are looked at here: a few milliseconds. */
export const sliceLength = 1_000

/** As a database takes it, which counts no further. */
const bound = (count: number) => BigInt(Math.min(count, Number.MAX_SAFE_INTEGER))

type Passes = (connector: DomainJoinConnector) => boolean

const entryIn = (row: ConnectorRow): ListEntry => ({
  connector: connectorIn(row),
  sequence: Number(row.sequence),
})

/** The place behind which the page begins, where it is not the first. */
const pageStart = (
  order: ConnectorOrder,
  after: string | undefined,
): Effect.Effect<ListPosition | undefined, PageTokenInvalid> =>
  after === undefined
    ? Effect.succeed(after)
    : Option.match(placeIn(order, after), {
        onNone: () => new PageTokenInvalid(),
        onSome: Effect.succeed,
      })

/** What is read from, and the words that each database has of its own. */
export interface Source {
  readonly sql: Statement.Constructor
  /** The condition that a row of the tenant is the one of that id. */
  readonly idIs: (id: string) => Statement.Fragment
  /** Carries out a statement, and says in the port's words how it failed. */
  readonly answer: <A>(statement: Effect.Effect<A, SqlError.SqlError>) => Effect.Effect<A, ServiceFailure>
}

/** Reads from a database. A row that holds no connector is a defect. */
export const make = ({ sql, idIs, answer }: Source): Reads => {
  const split = splitting(sql, idIs)
  const columns = sql.literal(["sequence", ...valueColumns].join(", "))

  /** The first that meet the condition, in the order, without as many as are skipped. */
  const read = (condition: Statement.Fragment, order: ConnectorOrder, length: number, skip: number) => {
    const bounds = sql`LIMIT ${bound(length)} OFFSET ${bound(skip)}`
    const rows = sql<ConnectorRow>`SELECT ${columns} FROM odj_connector WHERE ${condition} ORDER BY ${orderSql(sql, order)} ${bounds}`
    return Effect.map(answer(rows), (rows) => rows.map(entryIn))
  }

  /** Visits all that meet the condition, in the order and slice by slice, as long as `visit` says so. */
  const scan = Effect.fnUntraced(function* (
    condition: Statement.Fragment,
    order: ConnectorOrder,
    visit: (entries: ReadonlyArray<ListEntry>) => boolean,
  ) {
    let unread = condition
    for (;;) {
      const slice = yield* read(unread, order, sliceLength, 0)
      const last = slice.at(-1)
      if (!visit(slice) || last === undefined || slice.length < sliceLength) return
      unread = sql.and([condition, behindSql(sql, order, positioned(order, last))])
      yield* Effect.yieldNow
    }
  })

  /** The page of those that meet the condition and pass: looked at here, row by row. */
  const sift = Effect.fnUntraced(function* (
    condition: Statement.Fragment,
    passes: Passes,
    order: ConnectorOrder,
    { limit, skip }: Pick<ConnectorQuery, "limit" | "skip">,
  ) {
    // Without an index the database would sort all of them for every slice, so that they are put in order here.
    const isSorted = isIndexed(order)
    const selection = selectPage({ order, limit, skip }, { isSorted })
    yield* scan(condition, isSorted ? order : [], (entries) => {
      for (const entry of entries) if (passes(entry.connector)) selection.offer(entry)
      return !selection.isComplete()
    })
    return selection.page()
  })

  const count = Effect.fnUntraced(function* (condition: Statement.Fragment, passes: Passes | undefined) {
    if (passes === undefined) {
      const [row] = yield* answer(
        sql<{
          readonly count: number | bigint
        }>`SELECT count(*) AS count FROM odj_connector WHERE ${condition}`,
      )
      return Number(row?.count)
    }
    let matched = 0
    yield* scan(condition, [], (entries) => {
      matched += entries.filter(({ connector }) => passes(connector)).length
      return true
    })
    return matched
  })

  const get = Effect.fnUntraced(function* (tenant: string, id: string) {
    const rows = sql<ConnectorRow>`SELECT ${columns} FROM odj_connector WHERE tenant = ${tenant} AND ${idIs(id)}`
    const [row] = yield* answer(rows)
    return row === undefined ? yield* new ConnectorNotFound({ id }) : connectorIn(row)
  })

  const list = Effect.fnUntraced(function* (tenant: string, query: ConnectorQuery) {
    const { filter, limit } = query
    const order = withoutRepeats(query.order ?? [])
    const after = yield* pageStart(order, query.after)

    const { conditions, passes } = split(filter)
    const matching = sql.and([sql`tenant = ${tenant}`, ...conditions])
    const behind = after === undefined ? matching : sql.and([matching, behindSql(sql, order, after)])
    const bounds = { limit, skip: after === undefined ? query.skip : 0 }
    const page: ConnectorPage =
      limit === 0
        ? { connectors: [] }
        : passes === undefined
          ? pageOf(yield* read(behind, order, limit + 1, bounds.skip ?? 0), { limit }, (last) =>
              encodePageToken(positioned(order, last)),
            )
          : yield* sift(behind, passes, order, bounds)
    return query.count === true ? { ...page, count: yield* count(matching, passes) } : page
  })

  return { get, list }
}
