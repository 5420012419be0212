/** A `ConnectorStore` over Microsoft Graph. */
export { cloudAt, clouds, type GraphCloud, type GraphCloudName } from "./GraphCloud.ts"
export * as GraphConnectorStore from "./GraphConnectorStore.ts"
export type { AccessToken, TokenCredential } from "./TokenCredential.ts"
