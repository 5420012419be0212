/** Microsoft's and our clients see what is not granted as they see it with Microsoft Entra and Graph. */

import { ClientSecretCredential, type TokenCredential } from "@azure/identity"
import { ConfidentialClientApplication, InteractionRequiredAuthError } from "@azure/msal-node"
import * as NodeHttpClient from "@effect/platform-node/NodeHttpClient"
import { assert, describe, it } from "@effect/vitest"
import { createConnector, listConnectors } from "@odj/core"
import { GraphConnectorStore } from "@odj/graph-adapter"
import { defaultTenant, readPermission, readWritePermission } from "@odj/graph-wire"
import { Effect, Layer } from "effect"
import { decodeJwt } from "jose"
import { widsOf } from "../src/entra/DirectoryRoles.ts"
import { openServer } from "../src/index.ts"
import { seed } from "./endpoint.ts"
import { startTrustedServer } from "./trustedServer.ts"

const tenant = "contoso.onmicrosoft.com"

const server = await startTrustedServer({
  grants: {
    tenants: [{ id: defaultTenant, domains: [tenant] }],
    applications: [
      {
        appId: "monitor",
        displayName: "Connector monitor",
        delegatedPermissions: [readPermission],
        applicationPermissions: [readPermission],
        secrets: ["right"],
      },
      { appId: "unprivileged", applicationPermissions: [] },
      { appId: "admin" },
    ],
    users: [
      { userPrincipalName: `ada@${tenant}`, directoryRoles: ["Intune Administrator"] },
      { userPrincipalName: `grace@${tenant}`, directoryRoles: ["Global Reader"] },
      { userPrincipalName: `mia@${tenant}`, directoryRoles: [] },
      { userPrincipalName: `root@${tenant}` },
    ],
  },
})

const authority = { authorityHost: server.url, disableInstanceDiscovery: true }
const scope = "https://graph.microsoft.com/.default"

const application = (appId: string, secret = "any", tenantId = defaultTenant) =>
  new ClientSecretCredential(tenantId, appId, secret, authority)

const failureOf = (response: Promise<unknown>): Promise<Error> =>
  response.then(
    () => assert.fail("It did not fail"),
    (error) => error,
  )

/** Posts a form, and returns the JSON of the response. */
const post = async (path: string, form: Readonly<Record<string, string>> = {}) => {
  const response = await fetch(`${server.url}/${path}`, { method: "POST", body: new URLSearchParams(form) })
  return (await response.json()) as Readonly<Record<string, string>>
}

/** What a client of the Graph adapter may do, and the reasons of refusals. */
const abilities = (getToken: () => Promise<string>) => {
  const store = GraphConnectorStore.layer({
    baseUrl: new URL(`${server.url}/beta`),
    credential: { getToken: async () => ({ token: await getToken(), expiresOnTimestamp: 0 }) },
  }).pipe(Layer.provide(NodeHttpClient.layerNodeHttp))
  const outcome = <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) =>
    Effect.match(effect, {
      onSuccess: () => "done",
      onFailure: (failure) => ("reason" in failure ? failure.reason : failure._tag),
    })
  return Effect.runPromise(
    Effect.all({
      read: outcome(listConnectors({ limit: 1 })),
      write: outcome(createConnector(seed)),
    }).pipe(Effect.provide(store)),
  )
}

const ofApplication = (credential: TokenCredential) => async () =>
  (await credential.getToken(scope))?.token ?? ""

describe("An application", () => {
  const refusals: Record<string, readonly [credential: TokenCredential, failure: RegExp]> = {
    "is not in the list": [application("other"), /^unauthorized_client: .*AADSTS700016: .* 'other'/],
    "has another secret": [application("monitor", "wrong"), /^invalid_client: .*AADSTS7000215: /],
  }
  for (const [name, [credential, failure]] of Object.entries(refusals))
    it(`gets no token if it ${name}`, async () => {
      const { message } = await failureOf(credential.getToken(scope) as Promise<unknown>)
      assert.match(message, failure)
    })

  it("gets no token in a tenant that is not in the list", async () => {
    const { error_description = "" } = await post("fabrikam.onmicrosoft.com/oauth2/v2.0/token")
    assert.match(error_description, /^AADSTS90002: Tenant 'fabrikam\.onmicrosoft\.com' not found\./)
  })

  it("can do what its permissions permit, under each name of the tenant", async () => {
    for (const name of [defaultTenant, tenant])
      assert.deepStrictEqual(await abilities(ofApplication(application("monitor", "right", name))), {
        read: "done",
        write: "PermissionMissing",
      })
    assert.deepStrictEqual(await abilities(ofApplication(application("admin"))), {
      read: "done",
      write: "done",
    })
  })

  it("gets a token without roles if it has no permission, and the API says that it lacks one", async () => {
    const getToken = ofApplication(application("unprivileged"))
    assert.notProperty(decodeJwt(await getToken()), "roles")
    assert.deepStrictEqual(await abilities(getToken), {
      read: "PermissionMissing",
      write: "PermissionMissing",
    })
  })
})

describe("A person", () => {
  const people: Record<string, { readonly read: string; readonly write: string }> = {
    ada: { read: "done", write: "done" },
    grace: { read: "done", write: "PermissionMissing" },
    mia: { read: "PermissionMissing", write: "PermissionMissing" },
    root: { read: "done", write: "done" },
  }
  for (const [name, expected] of Object.entries(people))
    it(`named ${name} can do what both the token and the roles permit`, async () => {
      const user = `${name}@${tenant}`
      assert.deepStrictEqual(await abilities(() => server.token({ user })), expected)
      assert.deepStrictEqual(await abilities(() => server.token({ user, scopes: [readPermission] })), {
        ...expected,
        write: "PermissionMissing",
      })
    })

  it("has no token for a permission without consent, for which Microsoft's library requires interaction", async () => {
    const client = { client_id: "monitor", client_secret: "right" }
    const { device_code = "", user_code = "" } = await post(`${tenant}/oauth2/v2.0/devicecode`, {
      ...client,
      scope: `${readPermission} offline_access`,
    })
    const decision = new URLSearchParams({ user_code, decision: "approved" })
    await fetch(`${server.url}/devicelogin`, { method: "POST", body: decision })
    const { refresh_token: refreshToken = "", access_token = "" } = await post(
      `${tenant}/oauth2/v2.0/token`,
      {
        ...client,
        grant_type: "urn:ietf:params:oauth:grant-type:device_code",
        device_code,
      },
    )
    const [ofAdministrator] = widsOf(["Intune Administrator"])
    assert.include(String(decodeJwt(access_token).wids), ofAdministrator ?? "")

    const msal = new ConfidentialClientApplication({
      auth: {
        clientId: "monitor",
        clientSecret: "right",
        authority: `${server.url}/${tenant}`,
        knownAuthorities: [new URL(server.url).host],
      },
    })
    const permitted = await msal.acquireTokenByRefreshToken({ refreshToken, scopes: [readPermission] })
    assert.include(permitted?.scopes ?? [], readPermission)
    const failure = await failureOf(
      msal.acquireTokenByRefreshToken({ refreshToken, scopes: [readWritePermission] }),
    )
    assert.instanceOf(failure, InteractionRequiredAuthError)
    assert.strictEqual(failure.subError, "consent_required")
    assert.match(failure.message, /AADSTS65001: .*'monitor' named 'Connector monitor'/)
  })
})

describe("A server with grants", () => {
  it("reads them from a value, and names every problem", async () => {
    const grants = { application: [], users: [{ userPrincipalName: "ada" }] }
    const { message } = await failureOf(openServer({ grants }))
    assert.strictEqual(
      message,
      [
        "grants: application: Unknown property. Did you mean applications?",
        "grants: users[0].userPrincipalName: Expected a name such as ada@contoso.onmicrosoft.com",
      ].join("\n"),
    )
  })

  it("needs the built-in issuer", async () => {
    const { message } = await failureOf(openServer({ auth: "none", grants: {}, autoApprove: true }))
    assert.strictEqual(
      message,
      [
        `The options of the server are invalid: grants can't be combined with auth "none", which has no issuer`,
        `autoApprove can't be combined with auth "none", which has no issuer`,
      ].join("\n"),
    )
  })
})
