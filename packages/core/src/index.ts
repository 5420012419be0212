/** The use cases of domain join connectors, and the port that stores implement. */
export {
  type ConnectorInput,
  InvalidConnector,
  type PatchInput,
  validate,
  validatePatch,
} from "./ConnectorInput.ts"
export {
  type ListEntry,
  listEntries,
  type PageSelection,
  type PositionedEntry,
  pageOf,
  pageStart,
  selectPage,
  withPosition,
} from "./ConnectorPages.ts"
export {
  ConnectorAlreadyExists,
  ConnectorNotFound,
  type ConnectorPage,
  type ConnectorQuery,
  ConnectorStore,
  ConnectorStoreFull,
  ConnectorStoreRefused,
  ConnectorStoreThrottled,
  ConnectorStoreUnavailable,
  ConnectorsUnreadable,
  type CreateFailure,
  CreateInProgress,
  type CreateOptions,
  CreateOutcomeUnknown,
  type CreateResult,
  type EntityFailure,
  IdempotencyKeyReused,
  type ListFailure,
  PageTokenInvalid,
  type ServiceFailure,
} from "./ConnectorStore.ts"
export { createConnector, createConnectorIn } from "./CreateConnector.ts"
export { type CreateConnectorResult, createConnectors } from "./CreateConnectors.ts"
export { deleteConnector, deleteConnectorIn } from "./DeleteConnector.ts"
export { type Candidates, type FindCreatedOptions, findCreated } from "./FindCreated.ts"
export { getConnector, getConnectorIn } from "./GetConnector.ts"
export {
  IdempotencyKey,
  IdempotencyKeyInvalid,
  idempotencyKeyLifetime,
  isRemembered,
  isRetryOf,
  type RememberedCreate,
  rememberedSince,
} from "./IdempotencyKey.ts"
export { listConnectors } from "./ListConnectors.ts"
export {
  type CallOptions,
  type Connectors,
  ConnectorsClosed,
  type CreateCallOptions,
  type CreateOutcome,
  type ListCallOptions,
  type ListQuery,
  openConnectors,
} from "./OpenConnectors.ts"
export { type FirstEntries, selectInOrder } from "./OrderedSelection.ts"
export { decodePageToken, encodePageToken, type ListPosition } from "./PageToken.ts"
export { RefusalReason } from "./RefusalReason.ts"
export { reportText, ServiceReport } from "./ServiceReport.ts"
export { inSlices, type Slice } from "./Slices.ts"
export { type StreamOptions, streamConnectors } from "./StreamConnectors.ts"
export { runIfSynchronous, synchronous } from "./Synchronous.ts"
export { UnavailabilityReason } from "./UnavailabilityReason.ts"
export { patchConnector, updateConnector, updateConnectorIn } from "./UpdateConnector.ts"
