/** The columns of a connector: the value of each property, and for a timestamp its sort key as well. */
import {
  type ConnectorProperty,
  comparableOf,
  DomainJoinConnector,
  type DomainJoinConnectorPatch,
  propertyNames,
  propertyOf,
} from "@odj/domain"
import { Schema } from "effect"
import type { Statement } from "effect/sql"

interface ConnectorColumn {
  readonly name: string
  readonly property: ConnectorProperty
  /** The column's value for a connector. */
  readonly read: (connector: DomainJoinConnector) => string | null
}

const snakeCase = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const sortKeyColumn = (name: ConnectorProperty) => `${snakeCase(name).replace(/_date_time$/, "")}_sort_key`

const isTimestamp = (name: ConnectorProperty) => propertyOf(name).kind === "timestamp"

const columnsOf = (property: ConnectorProperty): ReadonlyArray<ConnectorColumn> => [
  { name: snakeCase(property), property, read: (connector) => connector[property] },
  ...(isTimestamp(property)
    ? [{ name: sortKeyColumn(property), property, read: comparableOf(property) }]
    : []),
]

/** All columns of a connector. */
export const connectorColumns = propertyNames.flatMap(columnsOf)

/** The names of the columns that a connector is read from. */
export const valueColumns = propertyNames.map(snakeCase)

/** The values of all columns for a connector, in the order of the columns. */
export const valuesOf = (connector: DomainJoinConnector): ReadonlyArray<string | null> =>
  connectorColumns.map(({ read }) => read(connector))

/** The columns that a patch sets, with their new values. */
export const assignmentsOf = (
  patch: DomainJoinConnectorPatch,
): ReadonlyArray<readonly [column: string, value: string | null]> => {
  const given = patch as DomainJoinConnector
  return connectorColumns
    .filter(({ property }) => given[property] !== undefined)
    .map(({ name, read }) => [name, read(given)])
}

/** The column by which filters and orders compare a property: for a timestamp, its sort key. */
export const comparedColumn = (property: ConnectorProperty): string =>
  isTimestamp(property) ? sortKeyColumn(property) : snakeCase(property)

/** Whether the property's columns may be null. */
export const isNullable = (property: ConnectorProperty): boolean => propertyOf(property).isNullable

/** The condition that a row is the tenant's. In SQLite rows have the tenant's number. */
export const isTenant = (sql: Statement.Constructor, tenant: string): Statement.Fragment =>
  sql.onDialectOrElse({
    pg: () => sql`tenant = ${tenant}`,
    orElse: () => sql`tenant_number = (SELECT number FROM odj_tenant WHERE name = ${tenant})`,
  })

/** Whether a database can store the text: it must be well-formed and must not contain NUL. */
export const isStorable = Schema.is(DomainJoinConnector.fields.version)

/** A text as a parameter that is compared by code points. PostgreSQL needs its type and its collation for that. */
export const textParameter = (sql: Statement.Constructor, text: string): Statement.Fragment =>
  sql.onDialectOrElse({ pg: () => sql`${text}::text COLLATE "C"`, orElse: () => sql`${text}` })
