/** The connector of the Graph reference's example, for documents and for tests that need any connector. */
import { Schema } from "effect"
import { propertyNames, propertyOf } from "./ConnectorProperties.ts"
import { NewDomainJoinConnector } from "./DomainJoinConnector.ts"

const required = propertyNames.filter((name) => propertyOf(name).onCreate === "required")

/** It has each property that a create needs, and no id. */
export const exampleConnector: NewDomainJoinConnector = Schema.decodeUnknownSync(NewDomainJoinConnector)(
  Object.fromEntries(required.map((name) => [name, propertyOf(name).example])),
)
