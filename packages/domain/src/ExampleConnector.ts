/** The connector of the Graph reference's example, for documentation and tests. */
import { Schema } from "effect"
import { propertyNames, propertyOf } from "./ConnectorProperties.ts"
import { NewDomainJoinConnector } from "./DomainJoinConnector.ts"

const required = propertyNames.filter((name) => propertyOf(name).onCreate === "required")

/** A connector that has every property that a create requires, and no id. */
export const exampleConnector: NewDomainJoinConnector = Schema.decodeUnknownSync(NewDomainJoinConnector)(
  Object.fromEntries(required.map((name) => [name, propertyOf(name).example])),
)
