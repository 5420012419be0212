/** A `ConnectorStore` over Microsoft Graph. */
export { cloudNames, clouds, type GraphCloud, type GraphCloudName } from "@odj/graph-wire"
export type { AzureApplication } from "./credential/AzureEnvironment.ts"
export { InsecureAddress } from "./credential/InsecureAddress.ts"
export type { AccessToken, TokenCredential } from "./credential/TokenCredential.ts"
export * as GraphConnectorStore from "./GraphConnectorStore.ts"
