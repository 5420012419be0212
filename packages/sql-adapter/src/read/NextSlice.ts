/**
 * Finds the next slice of a walk by the index alone.
 *
 * An index has equal keys in the order of creation. A descending walk goes backwards from key to key, but forwards among equal
 * keys. So a slice of it has rows of one key, or all rows between two keys.
 */
import type { ListPosition, ServiceFailure } from "@odj/core"
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
  untilSql,
} from "./OrderSql.ts"
import type { RowWalk, Source } from "./RowWalk.ts"

/** The condition for the rows of a walk that come after the position. */
export const unvisited = (
  sql: Statement.Constructor,
  { within, order }: RowWalk,
  after: ListPosition | undefined,
): Statement.Fragment => (after === undefined ? within : sql.and([within, afterSql(sql, order, after)]))

export interface NextSlice {
  /** The condition for its rows. */
  readonly condition: Statement.Fragment
  /** The position at which it ends; `undefined` if it ends with the walk. */
  readonly end: ListPosition | undefined
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

  /** The slice after the position. It visits at most that many rows; an ascending one has fewer only if the walk ends. */
  return Effect.fnUntraced(function* (
    walk: RowWalk,
    after: ListPosition | undefined,
    length: number,
  ): Effect.fn.Return<NextSlice, ServiceFailure> {
    const { order, within } = walk
    const [by] = order
    if (!by?.descending) {
      const rest = unvisited(sql, walk, after)
      const end = yield* positionAt(walk, rest, orderSql(sql, order), length - 1)
      return { condition: end ? sql.and([rest, untilSql(sql, order, end)]) : rest, end }
    }

    if (after !== undefined) {
      const equal = sql.and([within, equalSql(sql, by, after), sql`sequence > ${BigInt(after.sequence)}`])
      const bySequence = sql`sequence`
      if ((yield* positionAt(walk, equal, bySequence, 0)) !== undefined) {
        const last = yield* positionAt(walk, equal, bySequence, length - 1)
        const end = last ?? { ...after, sequence: Number.MAX_SAFE_INTEGER }
        return { condition: sql.and([equal, sql`sequence <= ${BigInt(end.sequence)}`]), end }
      }
    }

    const beyond = after === undefined ? within : sql.and([within, beyondSql(sql, by, after)])
    const next = yield* positionAt(walk, beyond, keysSql(sql, order), length)
    if (next === undefined) return { condition: beyond, end: undefined }
    const isBefore = beyondSql(sql, { ...by, descending: false }, next)
    // No row has the number 0, so this is before all rows with that key.
    return { condition: sql.and([beyond, isBefore]), end: { ...next, sequence: 0 } }
  })
}
