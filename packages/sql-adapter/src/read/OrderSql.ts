/**
 * Orders in SQL, and the places in them.
 *
 * A key is what is compared of a column: text without null, of which the first 256 code points count, as `positionIn`
 * has it. The indexes are made of the same expressions, which their migrations have to repeat word for word.
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

/** The key of a property that may be null puts a dot before a text, so that null, which is empty, comes first. */
const keyOf = (property: ConnectorProperty): string => {
  const column = comparedColumn(property)
  const text = propertyOf(property).kind === "text" ? `substr(${column}, 1, 256)` : column
  return isNullable(property) ? `coalesce('.' || ${text}, '')` : text
}

const keys = Object.fromEntries(propertyNames.map((name) => [name, keyOf(name)])) as Record<
  ConnectorProperty,
  string
>

/** The condition that the display name is the text, or null: an index finds the key, and a row by what follows it. */
export const displayNameIs = (sql: Statement.Constructor, name: string | null): Statement.Fragment => {
  const key = sql.literal(keys.displayName)
  if (name === null) return sql`${key} = ''`
  const text = textParameter(sql, name)
  return sql`(${key} = '.' || substr(${text}, 1, 256) AND ${sql.literal(comparedColumn("displayName"))} = ${text})`
}

/** The key of a value that a connector has at the property. */
const keyText = (property: ConnectorProperty, value: string | null): string =>
  !isNullable(property) ? (value ?? "") : value === null ? "" : `.${value}`

const indexed: ReadonlyArray<ConnectorProperty> = ["displayName", "lastConnectionDateTime"]

/**
 * Whether an index leads from one connector to the next in the order. It has those that are equal by their creation, so
 * that in a descending order, or one that goes on, the database has to sort them.
 */
export const isIndexed = ([first, ...others]: ConnectorOrder): boolean =>
  first === undefined || (others.length === 0 && !first.descending && indexed.includes(first.property))

/** The place in the order that a token stands for, if it is one of such a list's. */
export const placeIn = (order: ConnectorOrder, token: string): Option.Option<ListPosition> =>
  Option.filter(
    decodePageToken(token),
    ({ position }) =>
      position.length === order.length &&
      order.every(({ property }, index) => {
        const value = position[index] ?? null
        return value === null ? isNullable(property) : isStorable(value)
      }),
  )

/** What stands behind `ORDER BY`: what is equal comes by its creation, whatever the directions. */
export const orderSql = (sql: Statement.Constructor, order: ConnectorOrder): Statement.Fragment =>
  sql.literal(
    [
      ...order.map(({ property, descending }) => `${keys[property]}${descending ? " DESC" : ""}`),
      "sequence",
    ].join(", "),
  )

/** The condition that a connector comes behind the place. */
export const behindSql = (
  sql: Statement.Constructor,
  order: ConnectorOrder,
  { position, sequence }: ListPosition,
): Statement.Fragment => {
  const number = sql`${BigInt(sequence)}`
  const text = ({ property }: OrderBy, index: number) =>
    textParameter(sql, keyText(property, position[index] ?? null))
  const key = ({ property }: OrderBy) => sql.literal(keys[property])

  const [first] = order
  if (first === undefined) return sql`sequence > ${number}`
  // No index serves several ways, and SQLite's none a list with an expression: this leaves it one that begins here.
  const notBefore = sql`${key(first)} ${sql.literal(first.descending ? "<=" : ">=")} ${text(first, 0)}`
  if (order.every(({ descending }) => !descending)) {
    const list = sql`(${sql.csv([...order.map(key), "sequence"])})`
    return sql.and([notBefore, sql`${list} > (${sql.csv([...order.map(text), number])})`])
  }

  const equal = (by: OrderBy, index: number) => sql`${key(by)} = ${text(by, index)}`
  const beyond = (by: OrderBy, index: number) =>
    sql`${key(by)} ${sql.literal(by.descending ? "<" : ">")} ${text(by, index)}`
  const ways = [
    ...order.map((by, index) => sql.and([...order.slice(0, index).map(equal), beyond(by, index)])),
    sql.and([...order.map(equal), sql`sequence > ${number}`]),
  ]
  return sql.and([notBefore, sql.or(ways)])
}
