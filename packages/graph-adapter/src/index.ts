/** A `ConnectorStore` over Microsoft Graph. */
export type { AzureApplication } from "./credential/AzureEnvironment.ts"
export { cloudAt, cloudNames, clouds, type GraphCloud, type GraphCloudName } from "./credential/GraphCloud.ts"
export { InsecureAddress } from "./credential/InsecureAddress.ts"
export type { AccessToken, TokenCredential } from "./credential/TokenCredential.ts"
export * as GraphConnectorStore from "./GraphConnectorStore.ts"
