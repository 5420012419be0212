/** What can be done with a domain join connector, and the port it takes. */
export {
  ConnectorAlreadyExists,
  ConnectorStore,
  ConnectorStoreRefused,
  ConnectorStoreThrottled,
  ConnectorStoreUnavailable,
  type CreateFailure,
  CreateOutcomeUnknown,
} from "./ConnectorStore.ts"
export { createConnector, InvalidConnector, type Problem, validate } from "./CreateConnector.ts"
