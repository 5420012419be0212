/** Tests the program against a Graph endpoint inside this process, which also issues its tokens. */
import assert from "node:assert/strict"
import { after, test } from "node:test"
import { getCACertificates, setDefaultCACertificates } from "node:tls"
import { ClientSecretCredential } from "@azure/identity"
import { Client } from "@microsoft/microsoft-graph-client"
import { TokenCredentialAuthenticationProvider } from "@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js"
import { startServer } from "@odj/server"
import { connectorNames } from "./connectorNames.ts"

// Microsoft's clients send tokens only over https, and trust no unknown certificate.
const server = await startServer({ tls: true })
after(() => server.stop())
setDefaultCACertificates([...getCACertificates("default"), server.certificate ?? ""])

// The server accepts any tenant, application and secret. A tenant is a GUID, and is empty at first.
const credential = new ClientSecretCredential(crypto.randomUUID(), crypto.randomUUID(), "any secret", {
  authorityHost: server.url,
  disableInstanceDiscovery: true,
})
const client = Client.initWithMiddleware({
  baseUrl: server.url,
  defaultVersion: "beta",
  customHosts: new Set([new URL(server.url).hostname]),
  authProvider: new TokenCredentialAuthenticationProvider(credential, {
    scopes: ["https://graph.microsoft.com/.default"],
  }),
})

test("lists the created connectors of every page", async () => {
  const names = Array.from({ length: 120 }, (_, index) => `Depot ${index}`)
  for (const displayName of names)
    await client.api("/deviceManagement/domainJoinConnectors").post({
      displayName,
      state: "active",
      lastConnectionDateTime: "2026-01-31T12:00:00Z",
      version: "1",
    })
  assert.deepEqual(await connectorNames(client), names)
})
