/** The names of types in Graph's metadata. */
import { qualifiedTypeName, type ValueKind } from "@odj/domain"

const dot = qualifiedTypeName.lastIndexOf(".")

/** Graph's namespace. */
export const namespace = qualifiedTypeName.slice(0, dot)

/** What the metadata document calls the namespace. Both may qualify a name. */
export const namespaceAlias = "graph"

/** The name of the connectors' type, without its namespace. */
export const typeName = qualifiedTypeName.slice(dot + 1)

/** The types of values. A number is of any numeric type. */
export const valueTypes = {
  text: "Edm.String",
  timestamp: "Edm.DateTimeOffset",
  date: "Edm.Date",
  time: "Edm.TimeOfDay",
  state: `${qualifiedTypeName}State`,
} as const satisfies Record<Exclude<ValueKind, "number">, string>
