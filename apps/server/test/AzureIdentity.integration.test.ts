/** Microsoft's library for getting tokens, which takes the server's own issuer for Microsoft Entra. */
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

/** Microsoft's Graph client, which asks the credential for a token before each request. */
const clientOf = (credential: TokenCredential) =>
  Client.initWithMiddleware({
    baseUrl: server.url,
    defaultVersion: "beta",
    customHosts: new Set([new URL(server.url).hostname]),
    authProvider: new TokenCredentialAuthenticationProvider(credential, { scopes: [scope] }),
  })

const messageOf = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => assert.fail("It did not fail"),
    ({ message }) => message,
  )

describe("An application's credential", () => {
  const credentials: Record<string, (tenant: string) => TokenCredential> = {
    "a secret": (tenant) => new ClientSecretCredential(tenant, clientId, "any", authority),
    "an assertion": (tenant) => new ClientAssertionCredential(tenant, clientId, async () => "any", authority),
  }
  for (const [name, make] of Object.entries(credentials)) {
    it(`gets a token by ${name}, which the API takes as one of its tenant`, async () => {
      const tenant = randomUUID()
      const client = clientOf(make(tenant))
      await client.api(collectionPath).post(seed)
      assert.lengthOf((await client.api(collectionPath).get()).value, 1)
      assert.lengthOf((await clientOf(make(randomUUID())).api(collectionPath).get()).value, 0)
      const claims = decodeJwt((await make(tenant).getToken(scope))?.token ?? "")
      assert.deepInclude(claims, { tid: tenant, appid: clientId, idtyp: "app" })
    })
  }

  it("gets one token for many requests", async () => {
    const credential = new ClientSecretCredential(randomUUID(), clientId, "any", authority)
    assert.strictEqual((await credential.getToken(scope)).token, (await credential.getToken(scope)).token)
  })

  it("is told why it gets none", async () => {
    const credential = new ClientSecretCredential(randomUUID(), clientId, "any", authority)
    const message = await messageOf(credential.getToken("https://vault.azure.net/.default"))
    assert.match(message, /^invalid_scope: .*AADSTS1002012: /)
  })
})

/** The credential of a user who decides as soon as they are asked; it polls when they have. */
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
  it("gets a user's token once the user has approved its code, and the API takes it", async () => {
    const { credential } = credentialOfUser("approved")
    const { token } = await credential.getToken(scope)
    assert.deepInclude<Record<string, unknown>>(decodeJwt(token), { idtyp: "user", appid: clientId })
    const answer = await fetch(`${server.url}/beta/${collectionPath}`, {
      headers: { Authorization: `Bearer ${token}` },
    })
    assert.strictEqual(answer.status, 200)
  })

  it("asks the user once for many requests", async () => {
    const { credential, prompts } = credentialOfUser("approved")
    const client = clientOf(credential)
    await client.api(collectionPath).post(seed)
    await client.api(collectionPath).get()
    assert.strictEqual(prompts(), 1)
  })

  it("gets none where the user declines", async () => {
    const { credential } = credentialOfUser("declined")
    assert.match(await messageOf(credential.getToken(scope)), /authorization_declined/)
  })
})
