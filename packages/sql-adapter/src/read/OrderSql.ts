/**
 * Orders and positions in SQL.
 *
 * A key is the expression by which a property is ordered: never null, and for texts only the first 256 code points, as
 * in `positionIn`. The indexes are on the same expressions: the migrations must repeat them word for word.
 */
import { decodePageToken, type ListPosition } from "@odj/core"
import {
  type ConnectorOrder,
  type ConnectorProperty,
  type OrderBy,
  propertyNames,
  propertyOf,
} from "@odj/domain"
import { Option } from "effect"
import type { Statement } from "effect/sql"
import { comparedColumn, isNullable, isStorable, textParameter } from "./ConnectorColumn.ts"

/**
 * The key of a property. For a nullable property, the key of a text begins with a dot, and the key of null is empty. So
 * null comes first.
 */
const keyOf = (property: ConnectorProperty): string => {
  const column = comparedColumn(property)
  const text = propertyOf(property).kind === "text" ? `substr(${column}, 1, 256)` : column
  return isNullable(property) ? `coalesce('.' || ${text}, '')` : text
}

const keys = Object.fromEntries(propertyNames.map((name) => [name, keyOf(name)])) as Record<
  ConnectorProperty,
  string
>

/** The condition that the key of the display name is that of the text, or of null. */
export const displayNameKeyIs = (sql: Statement.Constructor, name: string | null): Statement.Fragment => {
  const key = sql.literal(keys.displayName)
  return name === null ? sql`${key} = ''` : sql`${key} = '.' || substr(${textParameter(sql, name)}, 1, 256)`
}

/**
 * The condition that the display name is the text, or null. The index finds the rows whose first 256 code points are
 * equal, and the column decides whether the whole text is equal.
 */
export const displayNameIs = (sql: Statement.Constructor, name: string | null): Statement.Fragment => {
  const isKey = displayNameKeyIs(sql, name)
  if (name === null) return isKey
  return sql`(${isKey} AND ${sql.literal(comparedColumn("displayName"))} = ${textParameter(sql, name)})`
}

/** The key for a value of the property. */
const keyText = (property: ConnectorProperty, value: string | null): string =>
  !isNullable(property) ? (value ?? "") : value === null ? "" : `.${value}`

/** The indexes that have the keys of a property in order. */
export const indexes: Partial<Record<ConnectorProperty, string>> = {
  displayName: "odj_connector_by_display_name",
  lastConnectionDateTime: "odj_connector_by_last_connection",
}

/** Whether an index has the keys in order, in one direction or the other. */
export const isIndexed = ([first, ...others]: ConnectorOrder): boolean =>
  first === undefined || (others.length === 0 && first.property in indexes)

/** The position in a page token, if the token fits the order. */
export const positionOf = (order: ConnectorOrder, token: string): Option.Option<ListPosition> =>
  Option.filter(
    decodePageToken(token),
    ({ position }) =>
      position.length === order.length &&
      order.every(({ property }, index) => {
        const value = position[index] ?? null
        return value === null ? isNullable(property) : isStorable(value)
      }),
  )

/** The columns of a row's position, which {@link rowPosition} reads. */
export const positionColumns = (order: ConnectorOrder): string =>
  [...order.map(({ property }, index) => `${keys[property]} AS key_${index}`), "sequence"].join(", ")

/** A row with its position in an order. */
export interface PositionRow extends Readonly<Record<string, unknown>> {
  readonly sequence: number | bigint
}

/** The position of a row in the order. */
export const rowPosition = (order: ConnectorOrder, row: PositionRow): ListPosition => ({
  sequence: Number(row.sequence),
  position: order.map(({ property }, index) => {
    const key = String(row[`key_${index}`])
    if (!isNullable(property)) return key
    return key === "" ? null : key.slice(1)
  }),
})

const keyOrderSql = ({ property, descending }: OrderBy) => `${keys[property]}${descending ? " DESC" : ""}`

/** The list for `ORDER BY` without regard to equal connectors, which an index has in both directions. */
export const keysSql = (sql: Statement.Constructor, order: ConnectorOrder): Statement.Fragment =>
  sql.literal(order.map(keyOrderSql).join(", "))

/** The list for `ORDER BY`. Equal connectors are in the order of creation, whatever the directions. */
export const orderSql = (sql: Statement.Constructor, order: ConnectorOrder): Statement.Fragment =>
  sql.literal([...order.map(keyOrderSql), "sequence"].join(", "))

const keySql = (sql: Statement.Constructor, { property }: OrderBy) => sql.literal(keys[property])

/** The text of a position's key. */
const keyTextSql = (
  sql: Statement.Constructor,
  { property }: OrderBy,
  { position }: ListPosition,
  index: number,
) => textParameter(sql, keyText(property, position[index] ?? null))

/** The condition that the first key of a connector is not before that of the position. */
export const notBeforeSql = (
  sql: Statement.Constructor,
  by: OrderBy,
  position: ListPosition,
): Statement.Fragment =>
  sql`${keySql(sql, by)} ${sql.literal(by.descending ? "<=" : ">=")} ${keyTextSql(sql, by, position, 0)}`

/** The condition that the first key of a connector is not after that of the position. */
export const notAfterSql = (
  sql: Statement.Constructor,
  by: OrderBy,
  position: ListPosition,
): Statement.Fragment => notBeforeSql(sql, { ...by, descending: !by.descending }, position)

/** The condition that a key of a connector is that of the position. */
export const equalSql = (
  sql: Statement.Constructor,
  by: OrderBy,
  position: ListPosition,
  index = 0,
): Statement.Fragment => sql`${keySql(sql, by)} = ${keyTextSql(sql, by, position, index)}`

/** The condition that a key of a connector comes after that of the position. */
export const beyondSql = (
  sql: Statement.Constructor,
  by: OrderBy,
  position: ListPosition,
  index = 0,
): Statement.Fragment =>
  sql`${keySql(sql, by)} ${sql.literal(by.descending ? "<" : ">")} ${keyTextSql(sql, by, position, index)}`

/** The condition that a connector comes after the position. */
export const afterSql = (
  sql: Statement.Constructor,
  order: ConnectorOrder,
  after: ListPosition,
): Statement.Fragment => {
  const number = sql`${BigInt(after.sequence)}`
  const [first] = order
  if (first === undefined) return sql`sequence > ${number}`
  // An index supports neither alternatives nor, in SQLite, a row value with an expression. This condition lets the
  // index at least begin at the position.
  const notBefore = notBeforeSql(sql, first, after)
  if (order.every(({ descending }) => !descending)) {
    const list = sql`(${sql.csv([...order.map((by) => keySql(sql, by)), "sequence"])})`
    const texts = order.map((by, index) => keyTextSql(sql, by, after, index))
    return sql.and([notBefore, sql`${list} > (${sql.csv([...texts, number])})`])
  }

  const equal = order.map((by, index) => equalSql(sql, by, after, index))
  const alternatives = [
    ...order.map((by, index) => sql.and([...equal.slice(0, index), beyondSql(sql, by, after, index)])),
    sql.and([...equal, sql`sequence > ${number}`]),
  ]
  return sql.and([notBefore, sql.or(alternatives)])
}
