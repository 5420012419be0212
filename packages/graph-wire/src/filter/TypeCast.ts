/** Casts: the qualified name of a type as a segment of a path. */
import { namespace, namespaceAlias, typeName } from "./TypeNames.ts"

const prefixes = [`${namespace}.`, `${namespaceAlias}.`]
const ownNames = prefixes.map((prefix) => prefix + typeName)

/** Whether a segment is the qualified name of a type of Graph. */
export const isCast = (segment: string): boolean => prefixes.some((prefix) => segment.startsWith(prefix))

/** Whether a segment is the qualified name of the connectors' type. */
export const isOwnCast = (segment: string): boolean => ownNames.includes(segment)
