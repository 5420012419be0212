/** Casts: the qualified name of a type as a segment of a path. */
import { qualifiedTypeName } from "@odj/domain"

/** Graph's namespace, and its alias in the metadata document. Both may qualify a name. */
const namespaces = [qualifiedTypeName.slice(0, qualifiedTypeName.lastIndexOf(".") + 1), "graph."]

const ownNames = namespaces.map(
  (namespace) => namespace + qualifiedTypeName.slice(qualifiedTypeName.lastIndexOf(".") + 1),
)

/** Whether a segment is the qualified name of a type of Graph. */
export const isCast = (segment: string): boolean =>
  namespaces.some((namespace) => segment.startsWith(namespace))

/** Whether a segment is the qualified name of the connectors' type. */
export const isOwnCast = (segment: string): boolean => ownNames.includes(segment)
