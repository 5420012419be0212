/** The Intune domain join connector, modelled exactly. */
export { DateTimeOffset } from "./DateTimeOffset.ts"
export { DomainJoinConnector, NewDomainJoinConnector, qualifiedTypeName } from "./DomainJoinConnector.ts"
export { DomainJoinConnectorState } from "./DomainJoinConnectorState.ts"
