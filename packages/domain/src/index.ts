/** The Intune domain join connector, modelled exactly. */
export { connectorBuilds } from "./ConnectorBuilds.ts"
export { type ComparisonOperator, ConnectorFilter } from "./ConnectorFilter.ts"
export {
  type ConnectorOrder,
  OrderBy,
  type OrderPosition,
  positionComparator,
  positionIn,
  withoutRepeats,
} from "./ConnectorOrder.ts"
export {
  type ChangeableProperty,
  type ConnectorProperty,
  changeableNames,
  connectorProperties,
  type PropertyKind,
  propertyNames,
  propertyOf,
  type TimestampProperty,
} from "./ConnectorProperties.ts"
export { comparableOf, equalityKey, isIdentical, textLength, withId } from "./ConnectorValues.ts"
export { DateTimeOffset } from "./DateTimeOffset.ts"
export {
  DomainJoinConnector,
  DomainJoinConnectorPatch,
  type DomainJoinConnectorPatchInput,
  NewDomainJoinConnector,
  type NewDomainJoinConnectorInput,
} from "./DomainJoinConnector.ts"
export { DomainJoinConnectorState } from "./DomainJoinConnectorState.ts"
export { exampleConnector } from "./ExampleConnector.ts"
export { ExpectedFailure, frameless, withoutFrames } from "./ExpectedFailure.ts"
export {
  type FilterOperand,
  type FilterValue,
  functionOf,
  kindOf,
  type TextFunction,
  type TimestampPart,
  textFunctionNames,
  textFunctions,
  timestampPartNames,
  timestampParts,
  type ValueKind,
} from "./FilterFunctions.ts"
export { type FilterNode, partsOf } from "./FilterNodes.ts"
export { filterPredicate } from "./FilterPredicate.ts"
export { isGuid } from "./Guid.ts"
export { type Heartbeat, heartbeat, silenceLimits } from "./Heartbeat.ts"
export { nearestTo } from "./Nearest.ts"
export {
  decodeWithProblems,
  type Problem,
  problemsOf,
  problemsText,
  problemsWithin,
  problemText,
} from "./Problem.ts"
export { qualifiedTypeName } from "./QualifiedTypeName.ts"
export { timestampPart } from "./TimestampPart.ts"
export { readConnector, UnreadableConnector, unreadableText } from "./UnreadableConnector.ts"
