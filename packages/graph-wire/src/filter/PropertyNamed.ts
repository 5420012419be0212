/** Looks up a connector's property by its name in a query option. */
import { type ConnectorProperty, connectorProperties, qualifiedTypeName } from "@odj/domain"
import { Result } from "effect"
import { isOwnCast } from "./TypeCast.ts"

const isProperty = (name: string): name is ConnectorProperty => Object.hasOwn(connectorProperties, name)

/** The property with exactly that name, or Graph's message that there is none. */
export const propertyNamed = (name: string): Result.Result<ConnectorProperty, string> =>
  isProperty(name)
    ? Result.succeed(name)
    : Result.fail(`Could not find a property named '${name}' on type '${qualifiedTypeName}'.`)

/** The property at a path, which may begin with a cast to the connectors' own type. */
export const propertyAt = (path: string): Result.Result<ConnectorProperty, string> => {
  const slash = path.indexOf("/")
  return propertyNamed(isOwnCast(path.slice(0, Math.max(slash, 0))) ? path.slice(slash + 1) : path)
}
