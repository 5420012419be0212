/** A program that can call only Microsoft Graph: it creates a connector and prints the names of all connectors. */
import { EnvironmentCredential } from "@azure/identity"
import { Client } from "@microsoft/microsoft-graph-client"
import { TokenCredentialAuthenticationProvider } from "@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js"

const client = Client.initWithMiddleware({
  defaultVersion: "beta",
  authProvider: new TokenCredentialAuthenticationProvider(new EnvironmentCredential(), {
    scopes: ["https://graph.microsoft.com/.default"],
  }),
})
const connectors = client.api("/deviceManagement/domainJoinConnectors")

await connectors.post({
  displayName: "HQ",
  lastConnectionDateTime: "2026-01-31T12:00:00Z",
  state: "active",
  version: "6.2504.2001.8",
})
const { value } = await connectors.get()
for (const { displayName } of value) console.log(displayName)
