/** Finds the operation of a request by its method and its path. */
import { Result } from "effect"
import { operationsOf } from "./GraphOperation.ts"
import { headAsGet } from "./HeadAsGet.ts"
import type { ApiOperation } from "./Operation.ts"
import { resourceAt } from "./Resource.ts"

/** The operation, or `undefined` if the path or the method is unknown. */
export const operationAt = (method: string, path: string): ApiOperation | undefined => {
  const resource = Result.getOrUndefined(resourceAt(path))
  if (resource === undefined) return undefined
  const name = headAsGet(method)
  if (resource._tag === "Batch") return name === "POST" ? "batch" : undefined
  if (resource._tag === "Metadata") return name === "GET" ? "metadata" : undefined
  const operations = operationsOf(resource)
  return Object.hasOwn(operations, name) ? operations[name]?.name : undefined
}
