/**
 * Walks over the rows of a tenant, slice by slice, in an order that an index has.
 *
 * A database in this process holds the event loop while it runs a statement. So a statement visits few rows: first the
 * index finds the last row of the slice, then the conditions are evaluated on the rows up to it. A database in another
 * process may visit any number of rows, and a slice has only those that meet the conditions.
 */
import { inSlices, type ListPosition, type ServiceFailure, type Slice } from "@odj/core"
import { type ConnectorOrder, propertyNames } from "@odj/domain"
import { Effect } from "effect"
import type { SqlError, Statement } from "effect/sql"
import { isTenant } from "./ConnectorColumn.ts"
import type { SplitFilter } from "./FilterSql.ts"
import * as NextSlice from "./NextSlice.ts"
import { indexes, isIndexed, type PositionRow, rowPosition } from "./OrderSql.ts"

/** The database to read from, and the parts in which databases differ. */
export interface Source {
  readonly sql: Statement.Constructor
  /** The condition that a row of the tenant has that id. */
  readonly idIs: (id: string) => Statement.Fragment
  /** Runs a statement, and translates its error to a failure of the port. */
  readonly run: <A>(statement: Effect.Effect<A, SqlError.SqlError>) => Effect.Effect<A, ServiceFailure>
  /** The same for a statement that may visit many rows. Statements of {@link run} need not wait for it. */
  readonly runLong: Source["run"]
  /** Whether the database runs in this process, so that a statement holds the event loop. */
  readonly isInProcess: boolean
}

export interface RowWalk {
  readonly order: ConnectorOrder
  /** The rows that the index finds. */
  readonly within: Statement.Fragment
  /** What else rows have to meet. Each slice visits rows that don't. */
  readonly conditions: ReadonlyArray<Statement.Fragment>
  /** The table, with its index if the number of visited rows has to be bounded. */
  readonly table: Statement.Fragment
  readonly isBounded: boolean
  /** How many rows the first slice of a scan visits, or has: their texts may be long, and the conditions dear. */
  readonly first: number
}

/** Which rows a walk visits, and how. */
interface VisitOptions {
  readonly columns: Statement.Fragment
  readonly after?: ListPosition | undefined
  /** How many rows are left out before the first one. */
  readonly skip?: number
  /** How many rows the first slice has. */
  readonly first: number
  /** How many more rows are needed at most. */
  readonly needed?: () => number
  /** Further conditions, which may change from slice to slice. */
  readonly also?: () => ReadonlyArray<Statement.Fragment>
}

/** How many rows a slice has at most: they are in memory until they are evaluated. */
const maxRows = 512

/** A count as a parameter. Databases take no larger one. */
const bound = (count: number) => BigInt(Math.min(count, Number.MAX_SAFE_INTEGER))

export const make = ({ sql, runLong, isInProcess }: Omit<Source, "idIs" | "run">) => {
  const nextSlice = NextSlice.make({ sql, runLong })
  const anyTable = sql`odj_connector`
  const tables = new Map(
    [undefined, ...propertyNames].map((name) => [
      name,
      sql.literal(`odj_connector INDEXED BY ${(name && indexes[name]) ?? "odj_connector_by_creation"}`),
    ]),
  )

  /**
   * A walk over the tenant's rows that meet the conditions. `isSorted` tells whether it is in the requested order. If not,
   * it is in the order of creation.
   */
  const walkOf = (
    tenant: string,
    { conditions, indexed, passes }: SplitFilter,
    order: ConnectorOrder,
  ): RowWalk & { readonly isSorted: boolean } => {
    const hasIndex = isIndexed(order)
    if (!isInProcess || indexed.some(({ property }) => property === "id")) {
      // Other orders the database would sort again for every slice, so it sorts only if one slice is enough.
      const isSorted = (hasIndex && !order[0]?.descending) || passes === undefined
      return {
        isSorted,
        order: isSorted ? order : [],
        within: sql.and([isTenant(sql, tenant), ...conditions]),
        conditions: [],
        table: anyTable,
        isBounded: false,
        first: 128,
      }
    }
    const ordered = hasIndex ? order[0]?.property : undefined
    const by = indexed.find(({ isEqual }) => isEqual)?.property ?? ordered
    // An index has rows with equal keys in the order of creation.
    const isSorted = order.length === 0 || (hasIndex && by === ordered)
    const found = indexed.filter(({ property }) => property === by).map(({ condition }) => condition)
    return {
      isSorted,
      order: isSorted ? order : [],
      within: sql.and([isTenant(sql, tenant), ...found]),
      conditions,
      table: tables.get(by) ?? anyTable,
      isBounded: true,
      first: 16,
    }
  }

  const countOf = ({ table }: RowWalk, condition: Statement.Fragment) =>
    Effect.map(
      runLong(
        sql<{
          readonly count: number | bigint
        }>`SELECT count(*) AS count FROM ${table} WHERE ${condition}`,
      ),
      ([row]) => Number(row?.count),
    )

  /** Counts the next rows that meet the conditions. */
  const countNext = Effect.fnUntraced(function* (
    walk: RowWalk,
    after: ListPosition | undefined,
    length: number,
  ) {
    const { condition, end } = yield* nextSlice(walk, after, length)
    const { conditions, order } = walk
    // A slice that ends with a key may have fewer rows.
    const isKnown = end !== undefined && conditions.length === 0 && order.length === 0
    return { count: isKnown ? length : yield* countOf(walk, sql.and([condition, ...conditions])), end }
  })

  /** The number of rows that meet the conditions. */
  const count = Effect.fnUntraced(function* (walk: RowWalk) {
    if (!walk.isBounded) return yield* countOf(walk, walk.within)
    let counted = 0
    let position: ListPosition | undefined
    yield* inSlices(walk.first, ({ length }) =>
      Effect.map(countNext(walk, position, length), ({ count, end }) => {
        counted += count
        position = end
        return end !== undefined
      }),
    )
    return counted
  })

  /** Visits the rows that meet the conditions, until `visit` returns false. */
  const visit = <Row extends PositionRow>(
    walk: RowWalk,
    { columns, after, skip = 0, first, needed, also }: VisitOptions,
    visit: (row: Row) => boolean,
  ): Effect.Effect<void, ServiceFailure> => {
    const { order, table, isBounded } = walk
    let position = after
    let unskipped = skip
    let rows: ReadonlyArray<Row> = []
    let visited = 0
    let isEnd = false

    // No generators here: V8 keeps what one captures, such as the rows, until its next full collection.
    const read = (length: number) => {
      const conditions = also === undefined ? walk.conditions : [...walk.conditions, ...also()]
      const next =
        isBounded && (conditions.length > 0 || order[0]?.descending)
          ? nextSlice(walk, position, length)
          : Effect.succeed(NextSlice.nextOfAll(sql, walk, position))
      const limit = Math.min(length, maxRows, needed?.() ?? length)
      return Effect.flatMap(next, ({ condition, by, end }) =>
        Effect.map(
          runLong(
            sql<Row>`SELECT ${columns} FROM ${table} WHERE ${sql.and([condition, ...conditions])} ORDER BY ${by} LIMIT ${bound(limit)} OFFSET ${bound(unskipped)}`,
          ),
          (read) => {
            rows = read
            unskipped = 0
            visited = 0
            const last = rows.length === limit ? rows.at(-1) : undefined
            position = last === undefined ? end : rowPosition(order, last)
            isEnd = position === undefined
          },
        ),
      )
    }

    const visitRows = (isOver: () => boolean) => {
      while (visited < rows.length) {
        const row = rows[visited++]
        if (row !== undefined && !visit(row)) return false
        if (isOver()) break
      }
      return visited < rows.length || !isEnd
    }

    const readOrVisit = ({ length, isOver, restart }: Slice) =>
      visited < rows.length
        ? Effect.sync(() => visitRows(isOver))
        : Effect.map(read(length), () => {
            if (!isInProcess) restart()
            return visitRows(isOver)
          })

    return inSlices(first, (slice) =>
      isBounded && unskipped > 0
        ? Effect.flatMap(countNext(walk, position, slice.length), ({ count, end }) => {
            if (count > unskipped) return readOrVisit(slice)
            unskipped -= count
            position = end
            return Effect.succeed(end !== undefined)
          })
        : readOrVisit(slice),
    )
  }

  return { walkOf, count, visit }
}
