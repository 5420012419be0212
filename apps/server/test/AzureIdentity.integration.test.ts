/** `@azure/identity`, Microsoft's library for tokens, works with the built-in issuer as with Microsoft Entra. */
import { randomUUID } from "node:crypto"
import {
  ClientAssertionCredential,
  ClientSecretCredential,
  DeviceCodeCredential,
  type TokenCredential,
} from "@azure/identity"
import { assert, describe, it } from "@effect/vitest"
import { Client } from "@microsoft/microsoft-graph-client"
import { TokenCredentialAuthenticationProvider } from "@microsoft/microsoft-graph-client/authProviders/azureTokenCredentials/index.js"
import { collectionPath } from "@odj/graph-wire"
import { decodeJwt } from "jose"
import { seed } from "./endpoint.ts"
import { startTrustedServer } from "./trustedServer.ts"

const server = await startTrustedServer()

const authority = { authorityHost: server.url, disableInstanceDiscovery: true }
const clientId = randomUUID()
const scope = "https://graph.microsoft.com/.default"

/** Microsoft's Graph client, which gets a token from the credential before each request. */
const clientOf = (credential: TokenCredential) =>
  Client.initWithMiddleware({
    baseUrl: server.url,
    defaultVersion: "beta",
    customHosts: new Set([new URL(server.url).hostname]),
    authProvider: new TokenCredentialAuthenticationProvider(credential, { scopes: [scope] }),
  })

const messageOf = (response: Promise<unknown>): Promise<string> =>
  response.then(
    () => assert.fail("It did not fail"),
    ({ message }) => message,
  )

describe("An application's credential", () => {
  const credentials: Record<string, (tenant: string) => TokenCredential> = {
    "a secret": (tenant) => new ClientSecretCredential(tenant, clientId, "any", authority),
    "an assertion": (tenant) => new ClientAssertionCredential(tenant, clientId, async () => "any", authority),
  }
  for (const [name, make] of Object.entries(credentials)) {
    it(`gets a token with ${name}, which the API accepts for its tenant`, async () => {
      const tenant = randomUUID()
      const client = clientOf(make(tenant))
      await client.api(collectionPath).post(seed)
      assert.lengthOf((await client.api(collectionPath).get()).value, 1)
      assert.lengthOf((await clientOf(make(randomUUID())).api(collectionPath).get()).value, 0)
      const claims = decodeJwt((await make(tenant).getToken(scope))?.token ?? "")
      assert.deepInclude(claims, { tid: tenant, appid: clientId, idtyp: "app" })
    })
  }

  it("fetches one token for many requests", async () => {
    const credential = new ClientSecretCredential(randomUUID(), clientId, "any", authority)
    assert.strictEqual((await credential.getToken(scope)).token, (await credential.getToken(scope)).token)
  })

  it("gets an error that says why there is no token", async () => {
    const credential = new ClientSecretCredential(randomUUID(), clientId, "any", authority)
    const message = await messageOf(credential.getToken("https://vault.azure.net/.default"))
    assert.match(message, /^invalid_resource: .*AADSTS500011: /)
  })
})

/** A device credential whose user decides at once; it polls after the decision. */
const credentialOfUser = (decision: "approved" | "declined") => {
  const decided = Promise.withResolvers<void>()
  let prompts = 0
  const credential = new DeviceCodeCredential({
    ...authority,
    tenantId: randomUUID(),
    clientId,
    userPromptCallback: ({ verificationUri, userCode }) => {
      prompts++
      const body = new URLSearchParams({ user_code: userCode, decision })
      fetch(verificationUri, { method: "POST", body }).then(() => decided.resolve(), decided.reject)
    },
    additionalPolicies: [
      {
        position: "perCall",
        policy: {
          name: "pollWhenDecided",
          sendRequest: async (request, next) => {
            if (request.url.includes("/oauth2/v2.0/token")) await decided.promise
            return next(request)
          },
        },
      },
    ],
  })
  return { credential, prompts: () => prompts }
}

describe("A device's credential", () => {
  it("gets a user's token after the user has approved its code, and the API accepts it", async () => {
    const { credential } = credentialOfUser("approved")
    const { token } = await credential.getToken(scope)
    assert.deepInclude<Record<string, unknown>>(decodeJwt(token), { idtyp: "user", appid: clientId })
    const response = await fetch(`${server.url}/beta/${collectionPath}`, {
      headers: { Authorization: `Bearer ${token}` },
    })
    assert.strictEqual(response.status, 200)
  })

  it("prompts the user once for many requests", async () => {
    const { credential, prompts } = credentialOfUser("approved")
    const client = clientOf(credential)
    await client.api(collectionPath).post(seed)
    await client.api(collectionPath).get()
    assert.strictEqual(prompts(), 1)
  })

  it("gets no token if the user declines", async () => {
    const { credential } = credentialOfUser("declined")
    assert.match(await messageOf(credential.getToken(scope)), /authorization_declined/)
  })
})
