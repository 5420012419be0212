/** Resolves the path of a property in a `$filter`. The connector may be written as `$it`, and be cast to its own type. */
import { type ConnectorProperty, qualifiedTypeName } from "@odj/domain"
import type { Result } from "effect"
import { propertyNamed } from "./PropertyNamed.ts"

/** OData 4.01 allows the name of a type without its namespace. */
const typeNames: ReadonlyArray<string> = [qualifiedTypeName, qualifiedTypeName.replace(/^.*\./, "")]

/** Whether it is the name of the connector's own type. */
export const isOwnType = (name: string): boolean => typeNames.includes(name)

/** The property at the end of a path, or Graph's message that there is none. */
export const propertyAt = (path: string): Result.Result<ConnectorProperty, string> => {
  const segments = path.split("/")
  if (segments.length > 1 && segments[0] === "$it") segments.shift()
  if (segments.length > 1 && isOwnType(segments[0] ?? "")) segments.shift()
  return propertyNamed(segments.join("/"))
}
