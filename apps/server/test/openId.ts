/** Signs in at the built-in issuer as a strict OpenID client does: it compares every name and checks every signature. */
import { defaultTenant } from "@odj/graph-wire"
import { createRemoteJWKSet, jwtVerify } from "jose"
import * as oauth from "oauth4webapi"

export const client: oauth.Client = { client_id: "0d100d10-0d10-4d10-8d10-0d100d1000a2" }
const credential = oauth.ClientSecretPost("any")
const insecure = { [oauth.allowInsecureRequests]: true }

/** Signs in at a server, and returns the issuer's description and an application's token. */
export const signIn = async (url: string) => {
  const name = new URL(`${url}/${defaultTenant}/v2.0`)
  const discovered = await oauth.discoveryRequest(name, insecure)
  const issuer = await oauth.processDiscoveryResponse(name, discovered)
  const scope = { scope: "https://graph.microsoft.com/.default" }
  const granted = await oauth.clientCredentialsGrantRequest(issuer, client, credential, scope, insecure)
  const { access_token: token } = await oauth.processClientCredentialsResponse(issuer, client, granted)
  await jwtVerify(token, createRemoteJWKSet(new URL(issuer.jwks_uri ?? "")), {
    issuer: issuer.issuer,
    audience: "https://graph.microsoft.com",
  })
  return { issuer, token }
}

/** Signs a user in by the device flow, approves the sign-in on its page, and returns the claims of the ID token. */
export const signInUser = async (issuer: oauth.AuthorizationServer) => {
  const scope = new URLSearchParams({ scope: "openid" })
  const begun = await oauth.deviceAuthorizationRequest(issuer, client, oauth.None(), scope, insecure)
  const codes = await oauth.processDeviceAuthorizationResponse(issuer, client, begun)
  const decision = new URLSearchParams({ user_code: codes.user_code, decision: "approved" })
  await (await fetch(codes.verification_uri, { method: "POST", body: decision })).text()
  const { device_code } = codes
  const granted = await oauth.deviceCodeGrantRequest(issuer, client, oauth.None(), device_code, insecure)
  const tokens = await oauth.processDeviceCodeResponse(issuer, client, granted)
  await oauth.validateApplicationLevelSignature(issuer, granted, insecure)
  return { claims: oauth.getValidatedIdTokenClaims(tokens), page: codes.verification_uri }
}

const redirectUri = "http://localhost:3000/callback"

/** Opens the page of a request and approves it, as a browser does. Returns the address to which it is sent. */
const approve = async (address: URL) => {
  const page = await fetch(address)
  const [, token = ""] = /name="token" value="([^"]*)"/.exec(await page.text()) ?? []
  const approved = await fetch(address, {
    method: "POST",
    headers: { Cookie: page.headers.getSetCookie().join().split(";")[0] ?? "" },
    body: new URLSearchParams({ token, username: "ada@contoso.example", decision: "approved" }),
    redirect: "manual",
  })
  await approved.text()
  return new URL(approved.headers.get("Location") ?? "")
}

/** Begins to sign a user in with a code and PKCE: the address to open, and what the response is checked with. */
export const beginSignIn = async (issuer: oauth.AuthorizationServer, scope: string) => {
  const verifier = oauth.generateRandomCodeVerifier()
  const [state, nonce] = [oauth.generateRandomState(), oauth.generateRandomNonce()]
  const address = new URL(issuer.authorization_endpoint ?? "")
  address.search = new URLSearchParams({
    client_id: client.client_id,
    response_type: "code",
    redirect_uri: redirectUri,
    scope,
    code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
    code_challenge_method: "S256",
    state,
    nonce,
  }).toString()
  return { address, verifier, state, nonce }
}

/** Redeems the code of a response, and checks everything. `named` is the issuer that the response should be of. */
export const finishSignIn = async (
  issuer: oauth.AuthorizationServer,
  { verifier, state, nonce }: Awaited<ReturnType<typeof beginSignIn>>,
  response: URL,
  options: oauth.TokenEndpointRequestOptions & oauth.ValidateSignatureOptions,
  named = issuer,
) => {
  const parameters = oauth.validateAuthResponse(named, client, response, state)
  const granted = await oauth.authorizationCodeGrantRequest(
    issuer,
    client,
    oauth.None(),
    parameters,
    redirectUri,
    verifier,
    options,
  )
  const tokens = await oauth.processAuthorizationCodeResponse(issuer, client, granted, {
    expectedNonce: nonce,
    requireIdToken: true,
  })
  await oauth.validateApplicationLevelSignature(issuer, granted, options)
  return { tokens, claims: oauth.getValidatedIdTokenClaims(tokens) }
}

/** Signs a user in on the page of the issuer. `named` is the issuer that the response should be of. */
export const signInWithBrowser = async (issuer: oauth.AuthorizationServer, named = issuer) => {
  const begun = await beginSignIn(issuer, "openid profile https://graph.microsoft.com/.default")
  const { tokens, claims } = await finishSignIn(issuer, begun, await approve(begun.address), insecure, named)
  return { token: tokens.access_token, claims }
}
