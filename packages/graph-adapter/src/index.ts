/** A `ConnectorStore` over Microsoft Graph. */
export { cloudNames, clouds, type GraphCloud, type GraphCloudName } from "@odj/graph-wire"
export type { AzureApplication } from "./credential/AzureEnvironment.ts"
export {
  type CredentialFailure,
  credentialFailure,
  type IssuerExchange,
} from "./credential/CredentialFailure.ts"
export { InsecureAddress } from "./credential/InsecureAddress.ts"
export { type SignInClient, signInClient } from "./credential/SignInClient.ts"
export type { AccessToken, TokenCredential } from "./credential/TokenCredential.ts"
export * as GraphConnectorStore from "./GraphConnectorStore.ts"
export * as UndiciClient from "./http/UndiciClient.ts"
