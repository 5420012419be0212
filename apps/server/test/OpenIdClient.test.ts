/** `oauth4webapi`, a strict OpenID client, signs people in at the built-in issuer with all its checks. */
import { assert, describe, it } from "@effect/vitest"
import { defaultTenant } from "@odj/graph-wire"
import * as oauth from "oauth4webapi"
import { type OpenServer, openServer } from "../src/index.ts"
import { beginSignIn, client, finishSignIn } from "./openId.ts"

/** Signs a person in, whose sign-in is approved without a page. */
const signIn = async (server: OpenServer) => {
  const options = { [oauth.customFetch]: (url: string, init: object) => server.fetch(url, init) }
  const name = new URL(`https://login.microsoftonline.com/${defaultTenant}/v2.0`)
  const issuer = await oauth.processDiscoveryResponse(name, await oauth.discoveryRequest(name, options))
  const begun = await beginSignIn(issuer, "openid profile email offline_access")
  const location = (await server.fetch(begun.address)).headers.get("Location") ?? ""
  const signedIn = await finishSignIn(issuer, begun, new URL(location), options)
  const { refresh_token: refreshToken = "" } = signedIn.tokens
  const refresh = () => oauth.refreshTokenGrantRequest(issuer, client, oauth.None(), refreshToken, options)
  return { issuer, options, refresh, ...signedIn }
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
    const { issuer, refresh, claims } = await signIn(server)
    server.clock.advance("1 hour")
    const later = { ...client, [oauth.clockSkew]: 3_600 }
    for (let count = 0; count < 2; count++) {
      const response = await refresh()
      const renewed = await oauth.processRefreshTokenResponse(issuer, later, response)
      assert.strictEqual(oauth.getValidatedIdTokenClaims(renewed)?.sub, claims?.sub)
    }
  })

  it("leaves no secret in the recorded requests", async () => {
    await using server = await openServer({ autoApprove: true })
    const { issuer, refresh, tokens } = await signIn(server)
    await oauth.processRefreshTokenResponse(issuer, client, await refresh())
    const requests = server.requests()
    assert.includeMembers(
      requests.map(({ operation }) => operation),
      ["discovery", "token", "keys"],
    )
    const [redeemed] = server.requests({ operation: "token" })
    assert.deepInclude<object>(redeemed?.body as object, { code: "[removed]", code_verifier: "[removed]" })
    const recorded = JSON.stringify(requests)
    for (const secret of [tokens.refresh_token, tokens.access_token, tokens.id_token])
      assert.notInclude(recorded, secret ?? "")
  })

  it("gets the errors of faults in OAuth's form, also from userinfo and for a refresh token", async () => {
    await using server = await openServer({
      autoApprove: true,
      faults: [
        { on: "userInfo", with: { status: 503 } },
        { on: "token", nth: 2, with: { status: 400, code: "invalid_grant" } },
      ],
    })
    const { issuer, options, refresh, tokens } = await signIn(server)
    const info = await oauth.userInfoRequest(issuer, client, tokens.access_token, options)
    assert.deepInclude((await info.json()) as object, { error: "temporarily_unavailable" })
    const response = await refresh()
    assert.deepInclude((await response.json()) as object, { error: "invalid_grant" })
  })
})
