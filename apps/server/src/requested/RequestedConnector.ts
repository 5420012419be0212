/** Finds out which connector a request names in its path. */
import { Result } from "effect"
import { resourceAt } from "../graph/Resource.ts"

/** The id of the connector; `undefined` if the path is not that of one connector. */
export const requestedConnector = (path: string): string | undefined => {
  const resource = Result.getOrUndefined(resourceAt(path))
  return resource?._tag === "Entity" ? resource.id : undefined
}
