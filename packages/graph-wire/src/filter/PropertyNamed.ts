/** Looks up a connector's property by its name in a query option. */
import { type ConnectorProperty, connectorProperties, qualifiedTypeName } from "@odj/domain"
import { Result } from "effect"

const isProperty = (name: string): name is ConnectorProperty => Object.hasOwn(connectorProperties, name)

/** The property with exactly that name, or Graph's message that there is none. */
export const propertyNamed = (name: string): Result.Result<ConnectorProperty, string> =>
  isProperty(name)
    ? Result.succeed(name)
    : Result.fail(`Could not find a property named '${name}' on type '${qualifiedTypeName}'.`)

const typeName = qualifiedTypeName.slice(qualifiedTypeName.lastIndexOf(".") + 1)

/** A cast to the connectors' own type, and a slash. OData allows the namespace or its alias. */
const ownCast = new RegExp(`^(?:${qualifiedTypeName.replaceAll(".", "\\.")}|graph\\.${typeName})/`)

/** The property at a path, which may begin with a cast to the connectors' own type. */
export const propertyAt = (path: string): Result.Result<ConnectorProperty, string> =>
  propertyNamed(path.replace(ownCast, ""))
