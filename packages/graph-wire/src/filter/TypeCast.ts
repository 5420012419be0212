/** Casts: the qualified name of a type as a segment of a path. */
import { namespace, namespaceAlias, typeName } from "./TypeNames.ts"

const namespaces = [namespace, namespaceAlias]

/** Whether a segment is the qualified name of a type of Graph. */
export const isCast = (segment: string): boolean =>
  namespaces.some((namespace) => segment.startsWith(`${namespace}.`))

/** Whether a segment is the qualified name of the connectors' type. */
export const isOwnCast = (segment: string): boolean =>
  namespaces.some((namespace) => segment === `${namespace}.${typeName}`)
