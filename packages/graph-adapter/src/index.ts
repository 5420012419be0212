/** A `ConnectorStore` over Microsoft Graph. */
export type { AzureApplication } from "./AzureEnvironment.ts"
export { cloudAt, cloudNames, clouds, type GraphCloud, type GraphCloudName } from "./GraphCloud.ts"
export * as GraphConnectorStore from "./GraphConnectorStore.ts"
export { InsecureAddress } from "./InsecureAddress.ts"
export type { AccessToken, TokenCredential } from "./TokenCredential.ts"
