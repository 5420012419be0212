/** `oauth4webapi`, a strict OpenID client, signs people in at the built-in issuer with all its checks. */
import { assert, describe, it } from "@effect/vitest"
import * as oauth from "oauth4webapi"
import { type OpenServer, openServer } from "../src/index.ts"

const client: oauth.Client = { client_id: "0d100d10-0d10-4d10-8d10-0d100d1000a2" }
const redirectUri = "https://app.example/callback"
const tenant = "0d100d10-0d10-4d10-8d10-0d100d100d10"

/** Signs a person in with a code and PKCE. */
const signIn = async (server: OpenServer) => {
  const options = { [oauth.customFetch]: (url: string, init: object) => server.fetch(url, init) }
  const name = new URL(`https://login.microsoftonline.com/${tenant}/v2.0`)
  const issuer = await oauth.processDiscoveryResponse(name, await oauth.discoveryRequest(name, options))
  const verifier = oauth.generateRandomCodeVerifier()
  const state = oauth.generateRandomState()
  const nonce = oauth.generateRandomNonce()
  const address = new URL(issuer.authorization_endpoint ?? "")
  address.search = new URLSearchParams({
    client_id: client.client_id,
    response_type: "code",
    redirect_uri: redirectUri,
    scope: "openid profile email offline_access",
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
  }).toString()
  const location = (await server.fetch(address)).headers.get("location") ?? ""
  const parameters = oauth.validateAuthResponse(issuer, client, new URL(location), state)
  const response = await oauth.authorizationCodeGrantRequest(
    issuer,
    client,
    oauth.None(),
    parameters,
    redirectUri,
    verifier,
    options,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(issuer, client, response, {
    expectedNonce: nonce,
    requireIdToken: true,
  })
  await oauth.validateApplicationLevelSignature(issuer, response, options)
  return { issuer, options, tokens, claims: oauth.getValidatedIdTokenClaims(tokens) }
}

describe("A strict OpenID client", () => {
  it("redeems a code with PKCE, and gets the same person from userinfo", async () => {
    await using server = await openServer({ autoApprove: true })
    const { issuer, options, tokens, claims } = await signIn(server)
    assert.isDefined(claims)
    const response = await oauth.userInfoRequest(issuer, client, tokens.access_token, options)
    const info = await oauth.processUserInfoResponse(issuer, client, claims?.sub ?? "", response)
    assert.deepInclude<object>(info, { name: claims?.name, email: claims?.email })
  })

  it("renews its tokens, also after an hour and after a lost response", async () => {
    await using server = await openServer({ autoApprove: true })
    const { issuer, options, tokens, claims } = await signIn(server)
    server.clock.advance("1 hour")
    const later = { ...client, [oauth.clockSkew]: 3_600 }
    for (let count = 0; count < 2; count++) {
      const response = await oauth.refreshTokenGrantRequest(
        issuer,
        client,
        oauth.None(),
        tokens.refresh_token ?? "",
        options,
      )
      const renewed = await oauth.processRefreshTokenResponse(issuer, later, response)
      assert.strictEqual(oauth.getValidatedIdTokenClaims(renewed)?.sub, claims?.sub)
    }
  })
})
