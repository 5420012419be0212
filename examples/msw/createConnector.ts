/** A program that uses Microsoft's libraries: it creates a connector in a tenant. */
import { ClientSecretCredential } from "@azure/identity"
import { Client } from "@microsoft/microsoft-graph-client"
import { TokenCredentialAuthenticationProvider } from "@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js"

const tenant = "5a3b2c1d-0000-4000-8000-000000000001"
const application = "5a3b2c1d-0000-4000-8000-000000000002"

const credential = new ClientSecretCredential(tenant, application, "secret")
const graph = Client.initWithMiddleware({
  defaultVersion: "beta",
  authProvider: new TokenCredentialAuthenticationProvider(credential, {
    scopes: ["https://graph.microsoft.com/.default"],
  }),
})

export async function createConnector(displayName: string) {
  const connector = {
    displayName,
    state: "active",
    lastConnectionDateTime: "2026-01-31T12:00:00Z",
    version: "6.2504.2001.8",
  }
  const { id } = await graph.api("/deviceManagement/domainJoinConnectors").post(connector)
  return id as string
}
