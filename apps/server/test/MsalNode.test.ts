/** `@azure/msal-node`, Microsoft's library for sign-ins, works with the built-in issuer as with Microsoft Entra. */
import {
  ConfidentialClientApplication,
  type Configuration,
  CryptoProvider,
  type INetworkModule,
  PublicClientApplication,
} from "@azure/msal-node"
import { assert, describe, it } from "@effect/vitest"
import { collectionPath, readPermission } from "@odj/graph-wire"
import { decodeJwt } from "jose"
import { guidOf } from "../src/directory/GuidOf.ts"
import { type OpenServer, openServer } from "../src/index.ts"

const authority = "https://login.microsoftonline.com/contoso.onmicrosoft.com"
const contoso = guidOf("contoso.onmicrosoft.com")
const clientId = "0d100d10-0d10-4d10-8d10-0d100d1000a2"
const apiId = "0d100d10-0d10-4d10-8d10-0d100d1000a7"
const redirectUri = "http://localhost:5299/callback"
const graphScope = `https://graph.microsoft.com/${readPermission}`
const graphDefault = "https://graph.microsoft.com/.default"

/** MSAL's requests, to the server and nowhere else. */
const networkOf = (server: OpenServer): INetworkModule => {
  const send = async <T>(url: string, init: RequestInit) => {
    const response = await server.fetch(url, init)
    const headers = Object.fromEntries(response.headers)
    return { status: response.status, headers, body: (await response.json()) as T }
  }
  return {
    sendGetRequestAsync: (url, options) => send(url, { headers: options?.headers ?? {} }),
    sendPostRequestAsync: (url, options) =>
      send(url, { method: "POST", headers: options?.headers ?? {}, body: options?.body ?? "" }),
  }
}

const publicClient = (server: OpenServer, auth: Partial<Configuration["auth"]> = {}) =>
  new PublicClientApplication({
    auth: { clientId, authority, ...auth },
    system: { networkClient: networkOf(server) },
  })

const confidentialClient = (server: OpenServer, auth: Partial<Configuration["auth"]> = {}) =>
  new ConfidentialClientApplication({
    auth: { clientId, authority, clientSecret: "any", ...auth },
    system: { networkClient: networkOf(server) },
  })

/** Opens the sign-in page, which approves by itself, and returns the code that it sends to the redirect URI. */
const codeFrom = async (server: OpenServer, address: string) => {
  const { headers } = await server.fetch(address)
  return new URL(headers.get("location") ?? "").searchParams.get("code") ?? ""
}

/** Signs a person in with a code and PKCE. */
const signIn = async (server: OpenServer, client: PublicClientApplication, scopes: Array<string>) => {
  const { verifier, challenge } = await new CryptoProvider().generatePkceCodes()
  const request = { scopes, redirectUri, nonce: "the-nonce" }
  const address = await client.getAuthCodeUrl({
    ...request,
    codeChallenge: challenge,
    codeChallengeMethod: "S256",
  })
  return client.acquireTokenByCode({
    ...request,
    code: await codeFrom(server, address),
    codeVerifier: verifier,
  })
}

/** The status of a list with a token. */
const list = async (server: OpenServer, token: string) => {
  const headers = { Authorization: `Bearer ${token}` }
  return (await server.fetch(`https://graph.microsoft.com/beta/${collectionPath}`, { headers })).status
}

describe("A person who signs in with a code", () => {
  it("has an account and a token, which is renewed from the cache and by its refresh token", async () => {
    await using server = await openServer({ autoApprove: true })
    const client = publicClient(server)
    const { account, accessToken, idTokenClaims } = await signIn(server, client, [graphScope])
    assert.strictEqual(await list(server, accessToken), 200)
    assert.isNotNull(account)
    assert.deepInclude<object>(idTokenClaims, { nonce: "the-nonce", tid: contoso })
    assert.strictEqual(account.tenantId, contoso)
    assert.strictEqual(account.username, `user@${contoso}`)
    assert.strictEqual(account.homeAccountId, `${account.localAccountId}.${contoso}`)
    const cached = await client.acquireTokenSilent({ account, scopes: [graphScope] })
    assert.strictEqual(cached.accessToken, accessToken)
    for (let count = 0; count < 2; count++) {
      const renewed = await client.acquireTokenSilent({ account, scopes: [graphScope], forceRefresh: true })
      assert.isFalse(renewed.fromCache)
      assert.strictEqual(decodeJwt(renewed.accessToken).oid, account.localAccountId)
    }
    assert.lengthOf(await client.getTokenCache().getAllAccounts(), 1)
  })

  it("is of the tenant that the person belongs to, at the authority of all tenants", async () => {
    await using server = await openServer({
      autoApprove: true,
      grants: {
        tenants: [{ id: contoso, domains: ["contoso.onmicrosoft.com"] }],
        users: [{ userPrincipalName: "ada@contoso.onmicrosoft.com", displayName: "Ada" }],
      },
    })
    const client = publicClient(server, { authority: "https://login.microsoftonline.com/common" })
    const { account, tenantId } = await signIn(server, client, [graphScope])
    assert.isNotNull(account)
    assert.deepInclude(account, { username: "ada@contoso.onmicrosoft.com", name: "Ada", tenantId: contoso })
    assert.strictEqual(tenantId, contoso)
    const renewed = await client.acquireTokenSilent({ account, scopes: [graphScope], forceRefresh: true })
    assert.strictEqual(renewed.tenantId, contoso)
  })

  it("lets an API that the client calls get a token for Graph, on behalf of the person", async () => {
    await using server = await openServer({ autoApprove: true })
    const client = publicClient(server)
    const { accessToken, account } = await signIn(server, client, [`api://${apiId}/access_as_user`])
    assert.strictEqual(await list(server, accessToken), 401)
    const api = confidentialClient(server, { clientId: apiId })
    const request = { oboAssertion: accessToken, scopes: [graphScope] }
    const exchanged = await api.acquireTokenOnBehalfOf(request)
    assert.strictEqual(await list(server, exchanged?.accessToken ?? ""), 200)
    assert.strictEqual(exchanged?.account?.homeAccountId, account?.homeAccountId)
    assert.isTrue((await api.acquireTokenOnBehalfOf(request))?.fromCache)
  })
})

describe("A person who signs in on a device", () => {
  it("has a token that is renewed by its refresh token", async () => {
    await using server = await openServer({ autoApprove: true })
    const client = publicClient(server)
    const result = await client.acquireTokenByDeviceCode({
      scopes: [graphScope],
      deviceCodeCallback: ({ verificationUri, userCode }) => {
        void server.fetch(verificationUri, {
          method: "POST",
          body: new URLSearchParams({ user_code: userCode, decision: "approved" }),
        })
      },
    })
    assert.isNotNull(result?.account ?? null)
    if (result?.account == null) return
    const renewed = await client.acquireTokenSilent({
      account: result.account,
      scopes: [graphScope],
      forceRefresh: true,
    })
    assert.isFalse(renewed.fromCache)
  })
})

describe("An application", () => {
  it("gets a token at an authority that is a domain, and at an address that MSAL does not know", async () => {
    await using server = await openServer()
    for (const own of [authority, "https://idp.example/contoso.onmicrosoft.com"]) {
      const client = confidentialClient(server, { authority: own })
      const result = await client.acquireTokenByClientCredential({ scopes: [graphDefault] })
      const claims = decodeJwt(result?.accessToken ?? "")
      assert.deepInclude<object>(claims, { tid: contoso, app_displayname: clientId, idtyp: "app" })
      assert.strictEqual(await list(server, result?.accessToken ?? ""), 200)
    }
  })

  it("is refused without a tenant, as by Entra", async () => {
    await using server = await openServer()
    const { status, body } = await networkOf(server).sendPostRequestAsync<Record<string, string>>(
      "https://login.microsoftonline.com/organizations/oauth2/v2.0/token",
      {
        headers: { "Content-Type": "application/x-www-form-urlencoded" },
        body: new URLSearchParams({
          grant_type: "client_credentials",
          client_id: clientId,
          client_secret: "any",
          scope: graphDefault,
        }).toString(),
      },
    )
    assert.strictEqual(status, 400)
    assert.match(body.error_description ?? "", /^AADSTS50059: /)
  })
})
