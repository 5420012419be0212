/** The built-in issuer over real sockets, with independent client libraries. */
import { assert, describe, it } from "@effect/vitest"
import { defaultTenant } from "@odj/graph-wire"
import { Effect } from "effect"
import { createRemoteJWKSet, jwtVerify } from "jose"
import { layer, OdjServer } from "../../src/StartServer.ts"

const post = (url: string, form: Record<string, string>) =>
  Effect.promise(async () => {
    const response = await fetch(url, { method: "POST", body: new URLSearchParams(form) })
    return { status: response.status, body: JSON.parse(await response.text()) }
  })

const discover = Effect.fnUntraced(function* () {
  const { url } = yield* OdjServer
  return yield* Effect.promise(async () => {
    const response = await fetch(`${url}/${defaultTenant}/v2.0/.well-known/openid-configuration`)
    return JSON.parse(await response.text())
  })
})

/** The API's response to a list with a token. */
const list = Effect.fnUntraced(function* (token: string) {
  const { url } = yield* OdjServer
  return yield* Effect.promise(async () => {
    const headers = { authorization: `Bearer ${token}` }
    const response = await fetch(`${url}/beta/deviceManagement/domainJoinConnectors`, { headers })
    await response.arrayBuffer()
    return response.status
  })
})

const credentials = {
  grant_type: "client_credentials",
  client_id: "my-app",
  client_secret: "anything",
  scope: "https://graph.microsoft.com/.default",
}

describe("The built-in issuer, used through its discovery document,", () => {
  it.live("gives an application a token that jose verifies and the API accepts", () =>
    Effect.gen(function* () {
      const { issuer, token_endpoint, jwks_uri } = yield* discover()
      const { status, body } = yield* post(token_endpoint, credentials)
      assert.strictEqual(status, 200)
      const verified = yield* Effect.promise(() =>
        jwtVerify(body.access_token, createRemoteJWKSet(new URL(jwks_uri)), {
          issuer,
          audience: "https://graph.microsoft.com",
          algorithms: ["RS256"],
        }),
      )
      assert.strictEqual(verified.payload.tid, defaultTenant)
      assert.strictEqual(yield* list(body.access_token), 200)
    }).pipe(Effect.provide(layer())),
  )

  it.live("gives a device a token after a user has approved it on the page", () =>
    Effect.gen(function* () {
      const { token_endpoint, device_authorization_endpoint } = yield* discover()
      const { body: codes } = yield* post(device_authorization_endpoint, {
        client_id: "my-app",
        scope: "DeviceManagementConfiguration.Read.All",
      })
      const poll = post(token_endpoint, {
        grant_type: "urn:ietf:params:oauth:grant-type:device_code",
        client_id: "my-app",
        device_code: codes.device_code,
      })
      assert.strictEqual((yield* poll).body.error, "authorization_pending")
      const page = yield* Effect.promise(() =>
        fetch(codes.verification_uri, {
          method: "POST",
          body: new URLSearchParams({ user_code: codes.user_code, decision: "approved" }),
        }).then((response) => response.text()),
      )
      assert.include(page, "You approved the sign-in.")
      assert.strictEqual(yield* list((yield* poll).body.access_token), 200)
    }).pipe(Effect.provide(layer())),
  )

  it.live("gives a token to a personal account, which the API refuses", () =>
    Effect.gen(function* () {
      const { url } = yield* OdjServer
      const { body } = yield* post(`${url}/consumers/oauth2/v2.0/token`, credentials)
      assert.strictEqual(yield* list(body.access_token), 403)
    }).pipe(Effect.provide(layer())),
  )

  it.live("issues tokens that another server refuses", () =>
    Effect.gen(function* () {
      const token = yield* Effect.flatMap(OdjServer, (another) => another.token()).pipe(
        Effect.provide(layer()),
      )
      assert.strictEqual(yield* list(token), 401)
    }).pipe(Effect.provide(layer())),
  )
})
