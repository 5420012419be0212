/** Signs in at the built-in issuer as a strict OpenID client does: it compares every name and checks every signature. */
import { defaultTenant } from "@odj/graph-wire"
import { createRemoteJWKSet, jwtVerify } from "jose"
import * as oauth from "oauth4webapi"

const client: oauth.Client = { client_id: "0d100d10-0d10-4d10-8d10-0d100d1000a2" }
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
