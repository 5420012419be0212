/**
 * Finds the next slice of a walk by the index alone.
 *
 * An index has equal keys in the order of creation, and a walk in either direction goes forwards among them. SQLite finds a
 * position among equal keys only if the condition is for one key. So a slice has rows of one key, or all rows between two keys.
 */
import type { ListPosition, ServiceFailure } from "@odj/core"
import type { OrderBy } from "@odj/domain"
import { Effect } from "effect"
import type { Statement } from "effect/sql"
import {
  afterSql,
  beyondSql,
  equalSql,
  keysSql,
  orderSql,
  type PositionRow,
  positionColumns,
  rowPosition,
} from "./OrderSql.ts"
import type { RowWalk, Source } from "./RowWalk.ts"

/** The condition for the rows of a walk that come after the position. */
const unvisited = (
  sql: Statement.Constructor,
  { within, order }: RowWalk,
  after: ListPosition | undefined,
): Statement.Fragment => (after === undefined ? within : sql.and([within, afterSql(sql, order, after)]))

/** The condition for the rows with the position's key that come after it. */
const equalAfter = (
  sql: Statement.Constructor,
  { within }: RowWalk,
  by: OrderBy,
  after: ListPosition,
): Statement.Fragment =>
  sql.and([within, equalSql(sql, by, after), sql`sequence > ${BigInt(after.sequence)}`])

export interface NextSlice {
  /** The condition for its rows. */
  readonly condition: Statement.Fragment
  /** The list for `ORDER BY`. SQLite would sort rows of one key if the list began with the key. */
  readonly by: Statement.Fragment
  /** The position at which it ends; `undefined` if it ends with the walk. */
  readonly end: ListPosition | undefined
}

/** The number of a position after all rows with its key. */
const afterAll = Number.MAX_SAFE_INTEGER

/**
 * The next rows of a walk that is not descending and needs every row that it visits: those with the key of the position, and
 * then all others.
 */
export const nextOfAll = (
  sql: Statement.Constructor,
  walk: RowWalk,
  after: ListPosition | undefined,
): NextSlice => {
  const { order, within, isBounded } = walk
  const [first] = order
  const ordered = { by: orderSql(sql, order), end: undefined }
  if (!isBounded || first === undefined || after === undefined)
    return { ...ordered, condition: unvisited(sql, walk, after) }
  if (after.sequence === afterAll)
    return { ...ordered, condition: sql.and([within, beyondSql(sql, first, after)]) }
  const end = { ...after, sequence: afterAll }
  return { condition: equalAfter(sql, walk, first, after), by: sql`sequence`, end }
}

export const make = ({ sql, runLong }: Pick<Source, "sql" | "runLong">) => {
  const positionAt = (
    { order, table }: RowWalk,
    condition: Statement.Fragment,
    by: Statement.Fragment,
    offset: number,
  ) =>
    Effect.map(
      runLong(
        sql<PositionRow>`SELECT ${sql.literal(positionColumns(order))} FROM ${table} WHERE ${condition} ORDER BY ${by} LIMIT 1 OFFSET ${BigInt(offset)}`,
      ),
      ([row]) => row && rowPosition(order, row),
    )

  /**
   * The slice after the position. It visits at most that many rows. In the order of creation, it has fewer only if the walk
   * ends.
   */
  return Effect.fnUntraced(function* (
    walk: RowWalk,
    after: ListPosition | undefined,
    length: number,
  ): Effect.fn.Return<NextSlice, ServiceFailure> {
    const { order, within } = walk
    const [first] = order
    const bySequence = sql`sequence`
    if (first === undefined) {
      const rest = unvisited(sql, walk, after)
      const end = yield* positionAt(walk, rest, bySequence, length - 1)
      const condition = end ? sql.and([rest, sql`sequence <= ${BigInt(end.sequence)}`]) : rest
      return { condition, by: bySequence, end }
    }

    if (after !== undefined) {
      const equal = equalAfter(sql, walk, first, after)
      if ((yield* positionAt(walk, equal, bySequence, 0)) !== undefined) {
        const last = yield* positionAt(walk, equal, bySequence, length - 1)
        const end = last ?? { ...after, sequence: afterAll }
        const condition = sql.and([equal, sql`sequence <= ${BigInt(end.sequence)}`])
        return { condition, by: bySequence, end }
      }
    }

    const by = orderSql(sql, order)
    const beyond = after === undefined ? within : sql.and([within, beyondSql(sql, first, after)])
    const next = yield* positionAt(walk, beyond, keysSql(sql, order), length)
    if (next === undefined) return { condition: beyond, by, end: undefined }
    const isBefore = beyondSql(sql, { ...first, descending: !first.descending }, next)
    // No row has the number 0, so this is before all rows with that key.
    return { condition: sql.and([beyond, isBefore]), by, end: { ...next, sequence: 0 } }
  })
}
