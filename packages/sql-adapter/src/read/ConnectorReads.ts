/**
 * Reads a tenant's connectors with SQL that SQLite and PostgreSQL share.
 *
 * A page in an order that an index has is read from its first row on. For a page in another order, the positions of its rows
 * are selected first. A row that is no valid connector has a place in a list like any other, by the columns that filters and
 * orders compare.
 */
import {
  type ConnectorPage,
  type ConnectorQuery,
  inSlices,
  type ListPosition,
  PageTokenInvalid,
  type ServiceFailure,
  selectInOrder,
} from "@odj/core"
import { type ConnectorOrder, withoutRepeats } from "@odj/domain"
import { Effect, Option, Result } from "effect"
import type { Reads } from "../database/SqlConnectorStore.ts"
import { isTenant, valueColumns } from "./ConnectorColumn.ts"
import { type ConnectorRow, connectorIn, found } from "./ConnectorRow.ts"
import { type SplitFilter, splitting } from "./FilterSql.ts"
import { type Bounds, type Entry, growingPage } from "./GrowingPage.ts"
import {
  isIndexed,
  notAfterSql,
  notBeforeSql,
  type PositionRow,
  positionColumns,
  positionOf,
  rowPosition,
} from "./OrderSql.ts"
import * as RowWalk from "./RowWalk.ts"

/** How many rows a page reads at first at most: all of a page of the usual size. */
const maxFirstRows = 128

/** Whether a connector passes the part of a filter that is evaluated here. One that can't be read does. */
const passing =
  ({ passes }: SplitFilter) =>
  (entry: Entry): boolean =>
    passes === undefined || Result.isFailure(entry) || passes(entry.success)

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

type Walk = ReturnType<ReturnType<typeof RowWalk.make>["walkOf"]>

/** The reads of a database. */
export const make = ({ idIs, ...source }: RowWalk.Source): Reads => {
  const { sql, run, runLong } = source
  const split = splitting(sql, idIs)
  const walks = RowWalk.make(source)
  const values = valueColumns.join(", ")
  /** How long the texts of a connector were in the page before. */
  let usualLength = 0

  /** How many rows a page reads at first: no more than it has room for, if their texts are as long as those before. */
  const firstRows = ({ limit, maxLength = Number.POSITIVE_INFINITY }: Bounds) =>
    Math.min(
      limit + 1,
      maxFirstRows,
      usualLength === 0 ? maxFirstRows : Math.ceil(maxLength / usualLength) + 1,
    )
  /** The condition that a row's number is in a list in JSON: one parameter, however long the list is. */
  const isOneOf = (numbers: string) =>
    sql.onDialectOrElse({
      pg: () => sql`sequence IN (SELECT value::bigint FROM json_array_elements_text(${numbers}::text::json))`,
      orElse: () => sql`sequence IN (SELECT value FROM json_each(${numbers}))`,
    })
  /** The columns of a connector and of its position. */
  const columnsOf = (order: ConnectorOrder) => sql.literal(`${positionColumns(order)}, ${values}`)

  /** A page whose rows the walk has in order. */
  const readSorted = Effect.fnUntraced(function* (
    walk: Walk,
    filter: SplitFilter,
    order: ConnectorOrder,
    bounds: Bounds,
    after: ListPosition | undefined,
  ) {
    const { passes } = filter
    const isPassing = passing(filter)
    const page = growingPage(bounds)
    const { skip = 0 } = bounds
    let unskipped = passes === undefined ? 0 : skip
    let last: ConnectorRow | undefined
    let hasNext = false
    yield* walks.visit<ConnectorRow>(
      walk,
      {
        columns: columnsOf(order),
        after,
        skip: skip - unskipped,
        first: passes === undefined && walk.conditions.length === 0 ? firstRows(bounds) : walk.first,
        needed: () => (passes === undefined ? page.room() + 1 : Number.POSITIVE_INFINITY),
      },
      (row) => {
        const entry = connectorIn(row)
        if (!isPassing(entry)) return true
        if (unskipped > 0) {
          unskipped--
          return true
        }
        hasNext = page.room() <= 0
        if (hasNext) return false
        page.add(entry)
        last = row
        return true
      },
    )
    usualLength = page.usualLength() ?? usualLength
    return page.endingAt(hasNext && last ? rowPosition(order, last) : undefined)
  })

  /** How many connectors match. Those that can't be read count only if the database evaluates the whole filter. */
  const count = Effect.fnUntraced(function* (walk: Walk, { passes }: SplitFilter) {
    if (passes === undefined) return yield* walks.count(walk)
    let matched = 0
    const options = { columns: columnsOf([]), first: walk.first }
    yield* walks.visit<ConnectorRow>({ ...walk, order: [] }, options, (row) => {
      const connector = connectorIn(row)
      if (Result.isSuccess(connector) && passes(connector.success)) matched++
      return true
    })
    return matched
  })

  /** The same for a page that has all that match. */
  const counted = ({ connectors, unreadable = [] }: ConnectorPage, { passes }: SplitFilter) =>
    connectors.length + (passes === undefined ? unreadable.length : 0)

  /** The positions of the page's rows, and of the one after it. The rows themselves are not kept. */
  const select = Effect.fnUntraced(function* (
    walk: Walk,
    filter: SplitFilter,
    order: ConnectorOrder,
    { limit, skip = 0 }: Bounds,
    after: ListPosition | undefined,
  ) {
    const length = limit + 1
    if (walk.isSorted) {
      const selected: Array<ListPosition> = []
      const options = { columns: sql.literal(positionColumns(order)), after, skip, first: length }
      yield* walks.visit<PositionRow>(walk, options, (row) => selected.push(rowPosition(order, row)) < length)
      return selected
    }
    const { passes } = filter
    const isPassing = passing(filter)
    const columns = passes === undefined ? sql.literal(positionColumns(order)) : columnsOf(order)
    const [by] = order
    return yield* selectInOrder<ListPosition, ServiceFailure, never>(
      { order, length, skip, after },
      ({ offer, after, last }) =>
        walks.visit<ConnectorRow>(
          walk,
          {
            columns,
            first: walk.first,
            also: () => {
              const end = last()
              return [
                ...(by && after ? [notBeforeSql(sql, by, after)] : []),
                ...(by && end ? [notAfterSql(sql, by, end)] : []),
              ]
            },
          },
          (row) => {
            if (passes === undefined || isPassing(connectorIn(row))) {
              offer(rowPosition(order, row))
            }
            return true
          },
        ),
      count(walk, filter),
    )
  })

  /** A page whose rows have to be selected first. A row that was deleted or changed in between may be missing. */
  const readSelected: typeof readSorted = Effect.fnUntraced(function* (walk, filter, order, bounds, after) {
    const selected = yield* select(walk, filter, order, bounds, after)
    const isPassing = passing(filter)
    const page = growingPage(bounds)
    const matching = sql.and([walk.within, ...walk.conditions])
    const shown = selected.slice(0, bounds.limit)
    let read = 0
    /** Whether there is room for more after these rows. */
    const add = (part: ReadonlyArray<ListPosition>, rows: ReadonlyArray<ConnectorRow>) => {
      const bySequence = new Map(rows.map((row) => [Number(row.sequence), row]))
      for (const position of part) {
        if (page.room() <= 0) return false
        read++
        const row = bySequence.get(position.sequence)
        const entry = row && connectorIn(row)
        if (entry !== undefined && isPassing(entry)) page.add(entry)
      }
      return true
    }
    yield* inSlices(firstRows(bounds), ({ length, restart }) => {
      const part = shown.slice(read, read + length)
      if (part.length === 0) return Effect.succeed(false)
      const numbers = JSON.stringify(part.map(({ sequence }) => sequence))
      const rows = runLong(
        sql<ConnectorRow>`SELECT ${columnsOf([])} FROM ${walk.table} WHERE ${sql.and([isOneOf(numbers), matching])}`,
      )
      return Effect.map(rows, (rows) => {
        if (!source.isInProcess) restart()
        return add(part, rows)
      })
    })
    usualLength = page.usualLength() ?? usualLength
    const last = read < selected.length ? selected[read - 1] : undefined
    return last !== undefined && page.isEmpty()
      ? yield* readSelected(walk, filter, order, { ...bounds, skip: 0 }, last)
      : page.endingAt(last)
  })

  const get = Effect.fnUntraced(function* (tenant: string, id: string) {
    const rows = sql<ConnectorRow>`SELECT ${columnsOf([])} FROM odj_connector WHERE ${isTenant(sql, tenant)} AND ${idIs(id)}`
    const [row] = yield* run(rows)
    return yield* found(id, row)
  })

  const list = Effect.fnUntraced(function* (tenant: string, query: ConnectorQuery) {
    const { limit, maxLength } = query
    const order = withoutRepeats(query.order ?? [])
    const start = yield* startOf(order, query.after)
    const filter = split(query.filter)
    const walk = walks.walkOf(tenant, filter, order)
    const bounds = { limit, maxLength, skip: start === undefined ? query.skip : 0 }
    const readPage = walk.isSorted && isIndexed(order) ? readSorted : readSelected
    const page = limit === 0 ? { connectors: [] } : yield* readPage(walk, filter, order, bounds, start)
    if (query.count !== true) return page
    const isAll = limit > 0 && start === undefined && !query.skip && page.next === undefined
    const all = isAll ? counted(page, filter) : yield* count(walks.walkOf(tenant, filter, []), filter)
    return { ...page, count: all }
  })

  return { get, list }
}
