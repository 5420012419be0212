/** The columns that hold a connector: for each property its value, and for a timestamp the sort key of it as well. */
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
  /** What the column holds of a connector. */
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

/** All of them. */
export const connectorColumns = propertyNames.flatMap(columnsOf)

/** The names of those from which a connector is read again. */
export const valueColumns = propertyNames.map(snakeCase)

/** What the columns hold of a connector, in their order. */
export const valuesOf = (connector: DomainJoinConnector): ReadonlyArray<string | null> =>
  connectorColumns.map(({ read }) => read(connector))

/** The columns that a patch sets, and what it sets them to. */
export const assignmentsOf = (
  patch: DomainJoinConnectorPatch,
): ReadonlyArray<readonly [column: string, value: string | null]> => {
  const given = patch as DomainJoinConnector
  return connectorColumns
    .filter(({ property }) => given[property] !== undefined)
    .map(({ name, read }) => [name, read(given)])
}

/** The column of a property as filters and orders compare it: of a timestamp, that of its sort key. */
export const comparedColumn = (property: ConnectorProperty): string =>
  isTimestamp(property) ? sortKeyColumn(property) : snakeCase(property)

/** Whether the columns of the property may be null. */
export const isNullable = (property: ConnectorProperty): boolean => propertyOf(property).isNullable

/** Whether a database can hold the text: it is well-formed and has no NUL. */
export const isStorable = Schema.is(DomainJoinConnector.fields.version)

/** A text as a parameter, compared by code points. PostgreSQL has to be told both that it is one and how it compares. */
export const textParameter = (sql: Statement.Constructor, text: string): Statement.Fragment =>
  sql.onDialectOrElse({ pg: () => sql`${text}::text COLLATE "C"`, orElse: () => sql`${text}` })
