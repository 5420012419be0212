/** Microsoft Graph's format for domain join connectors, for clients and servers, without I/O. */
export { type BatchResponse, decodeBatchResponses, encodeBatchResponses } from "./BatchResponse.ts"
export {
  type Collection,
  decodeCollection,
  decodeEntity,
  encodeCollection,
  encodeEntity,
  encodeNewEntity,
  encodePatch,
  type MetadataLevel,
  type Representation,
} from "./ConnectorJson.ts"
export { collectionPath, entityPath, navigationProperty, singletonPath } from "./ConnectorPath.ts"
export { defaultTenant } from "./DefaultTenant.ts"
export {
  decodeError,
  type ErrorBody,
  type ErrorDetail,
  type ErrorIds,
  encodeError,
  type RequestIds,
  type ServiceError,
} from "./ErrorJson.ts"
export { isCast, isOwnCast } from "./filter/TypeCast.ts"
export { graphAppId, graphResource } from "./GraphApplication.ts"
export {
  cloudAt,
  cloudNames,
  cloudOfAuthority,
  clouds,
  type GraphCloud,
  type GraphCloudName,
} from "./GraphCloud.ts"
export { readPermission, readWritePermission } from "./GraphPermission.ts"
export { InvalidJson, parseJson, parseLines } from "./JsonText.ts"
export { isLoopback, isSecure } from "./Loopback.ts"
export { metadataDocument } from "./Metadata.ts"
export { claimsText, decodeOAuthError, type OAuthError } from "./OAuthErrorJson.ts"
export { largestPage } from "./PageSize.ts"
export {
  InvalidQuery,
  type ListOptions,
  type OptionName,
  optionNames,
  parseQuery,
} from "./QueryOptions.ts"
export { nextPageQuery } from "./QueryPairs.ts"
export { encodeQuery } from "./QueryText.ts"
export {
  decodeBatchRequests,
  InvalidBatch,
  maxBatchRequests,
  type ReceivedBatchRequest,
} from "./ReceivedBatchRequest.ts"
export { supportsRepeatableCreates } from "./Repeatability.ts"
export { encodeBatchRequests, type SentBatchRequest } from "./SentBatchRequest.ts"
export { encodeServiceDocument, encodeSingleton } from "./ServiceDocument.ts"
