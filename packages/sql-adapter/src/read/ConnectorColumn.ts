/** The columns that filters and orders look at, and the texts that they are compared with. */
import { type ConnectorProperty, DomainJoinConnector } from "@odj/domain"
import { Schema } from "effect"
import type { Statement } from "effect/sql"

/** By the property whose value the column has as filters and orders see it: of a timestamp, its sort key. */
export const columns = {
  id: "id",
  displayName: "display_name",
  lastConnectionDateTime: "last_connection_sort_key",
  state: "state",
  version: "version",
} as const satisfies Record<ConnectorProperty, string>

/** Whether the column may be null. */
export const isNullable = (property: ConnectorProperty): boolean => property === "displayName"

/** Whether a database can hold the text: it is well-formed and has no NUL. */
export const isStorable = Schema.is(DomainJoinConnector.fields.version)

/** A text as a parameter, compared by code points. PostgreSQL has to be told both that it is one and how it compares. */
export const textParameter = (sql: Statement.Constructor, text: string): Statement.Fragment =>
  sql.onDialectOrElse({ pg: () => sql`${text}::text COLLATE "C"`, orElse: () => sql`${text}` })
