/** The properties of a connector by their names, as query options give them. */
import { type ConnectorProperty, connectorProperties, qualifiedTypeName } from "@odj/domain"
import { Result } from "effect"

const isProperty = (name: string): name is ConnectorProperty => Object.hasOwn(connectorProperties, name)

/** The property of that name, upper and lower case apart; Graph's sentence where there is none. */
export const propertyNamed = (name: string): Result.Result<ConnectorProperty, string> =>
  isProperty(name)
    ? Result.succeed(name)
    : Result.fail(`Could not find a property named '${name}' on type '${qualifiedTypeName}'.`)
