/** The Intune domain join connector, modelled exactly. */
export {
  type ComparisonOperator,
  type ConnectorFilter,
  type ConnectorProperty,
  type FilterOperand,
  matching,
} from "./ConnectorFilter.ts"
export {
  type ConnectorOrder,
  comparing,
  type OrderBy,
  type OrderPosition,
  positionIn,
} from "./ConnectorOrder.ts"
export { DateTimeOffset } from "./DateTimeOffset.ts"
export {
  DomainJoinConnector,
  DomainJoinConnectorPatch,
  NewDomainJoinConnector,
  qualifiedTypeName,
} from "./DomainJoinConnector.ts"
export { DomainJoinConnectorState } from "./DomainJoinConnectorState.ts"
export { isGuid } from "./Guid.ts"
export { type Problem, problemsText, problemText } from "./Problem.ts"
