/** What can be done with domain join connectors, and the port it takes. */
export { InvalidConnector, type Problem, validate, validatePatch } from "./ConnectorInput.ts"
export {
  ConnectorAlreadyExists,
  ConnectorNotFound,
  type ConnectorPage,
  type ConnectorQuery,
  ConnectorStore,
  ConnectorStoreRefused,
  ConnectorStoreThrottled,
  ConnectorStoreUnavailable,
  type CreateFailure,
  CreateOutcomeUnknown,
  type CreateResult,
  type EntityFailure,
  type ListFailure,
  PageTokenInvalid,
  RefusalReason,
  type ServiceFailure,
} from "./ConnectorStore.ts"
export { createConnector } from "./CreateConnector.ts"
export { deleteConnector } from "./DeleteConnector.ts"
export { getConnector } from "./GetConnector.ts"
export { listConnectors } from "./ListConnectors.ts"
export { streamConnectors } from "./StreamConnectors.ts"
export { updateConnector } from "./UpdateConnector.ts"
