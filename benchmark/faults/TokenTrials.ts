/** Requests for a token whose first attempts fail, with Microsoft's two libraries for them. */
import { randomUUID } from "node:crypto"
import { ClientSecretCredential } from "@azure/identity"
import { ConfidentialClientApplication } from "@azure/msal-node"
import type { IssuerFault, RunningServer } from "@odj/server"
import type { Reported } from "./Trial.ts"

type Outcome = IssuerFault["with"]

/** Gets a token of the tenant from the issuer at the address. */
type GetToken = (issuer: string, tenant: string) => Promise<string | undefined>

const scope = "https://graph.microsoft.com/.default"

export const tokenClients: Readonly<Record<string, GetToken>> = {
  "@azure/msal-node": async (issuer, tenant) => {
    const application = new ConfidentialClientApplication({
      auth: {
        clientId: randomUUID(),
        clientSecret: "any secret",
        authority: `${issuer}/${tenant}`,
        knownAuthorities: [new URL(issuer).host],
      },
    })
    return (await application.acquireTokenByClientCredential({ scopes: [scope] }))?.accessToken
  },
  "@azure/identity": async (issuer, tenant) => {
    const credential = new ClientSecretCredential(tenant, randomUUID(), "any secret", {
      authorityHost: issuer,
      disableInstanceDiscovery: true,
    })
    return (await credential.getToken(scope))?.token
  },
}

/** What the first request for a token fails with. */
export const tokenOutcomes: ReadonlyArray<readonly [title: string, outcome: Outcome]> = [
  ["503", { status: 503 }],
  ["429, Retry-After 1", { status: 429, retryAfter: 1 }],
  ["429 without it", { status: 429 }],
  ["reset", "reset"],
  ["3 seconds late", { delay: "3 seconds" }],
  ["no response", "noResponse"],
]

/** Whether the client gets a token. */
export const tryToken = async (
  server: RunningServer,
  getToken: GetToken,
  outcome: Outcome,
): Promise<Reported<boolean>> => {
  const tenant = randomUUID()
  await server.fail({ on: "token", when: { tenant }, times: 1, with: outcome })
  const report = await getToken(server.url, tenant).then(
    (token) => token !== undefined,
    () => false,
  )
  return { tenant, report, ended: server.clock.now().getTime() }
}
