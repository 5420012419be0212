/** What the issuer grants for codes, refresh tokens and assertions. This file is long for its tables of failures. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { decodeJwt, decodeProtectedHeader, SignJWT } from "jose"
import { keys, now, tenant } from "./issuerRequests.ts"
import {
  ada,
  allScopes,
  makeFlow,
  type Options,
  readAll,
  redeeming,
  renewing,
  secret,
  username,
} from "./tokenFlow.ts"

describe("Tokens for a code", () => {
  it.effect("need PKCE or a credential of the client", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const { refused, codeFor } = makeFlow()
      const { code_verifier: _, ...without } = redeeming(codeFor(allScopes))
      assert.deepStrictEqual(yield* refused(without), ["invalid_client", 7000218])
    }),
  )

  it.effect("are for the tenant of the person at the endpoint of all tenants", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const { post, codeFor } = makeFlow()
      const common = { tenant: { id: "0d100d10-0d10-4d10-8d10-0d100d100d10", isShared: true } }
      const { access_token, refresh_token } = yield* post(redeeming(codeFor(allScopes)), common)
      assert.strictEqual(decodeJwt(access_token).tid, tenant)
      assert.strictEqual(decodeJwt((yield* post(renewing(refresh_token), common)).access_token).tid, tenant)
    }),
  )

  it.effect("are for a client whose id has any case, if it is a GUID", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const { post, refused, codeFor } = makeFlow()
      const id = "0d100d10-0d10-4d10-8d10-0d100d1000a7"
      const scope = `api://${id.toUpperCase()}/.default offline_access`
      const code = codeFor(scope, id)
      const { access_token, refresh_token } = yield* post(redeeming(code, id.toUpperCase()))
      assert.deepInclude<object>(decodeJwt(access_token), { aud: id, azp: id })
      yield* post({ ...renewing(refresh_token), client_id: id.toUpperCase() })
      const { access_token: exchanged } = yield* post({
        ...secret,
        grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
        client_id: id.toUpperCase(),
        assertion: access_token,
        requested_token_use: "on_behalf_of",
        scope: "https://graph.microsoft.com/.default",
      })
      assert.strictEqual(decodeJwt(exchanged).azp, id)
      assert.deepStrictEqual(yield* refused(redeeming(codeFor(scope), "My-App")), ["invalid_grant", 70000])
    }),
  )

  it.effect("are for one API, Graph or that of an application, which Graph refuses", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const { post, refused, codeFor } = makeFlow()
      const api = "0d100d10-0d10-4d10-8d10-0d100d1000a7"
      for (const scope of [`api://${api}/.default`, `${api}/access_as_user`]) {
        const { access_token } = yield* post(redeeming(codeFor(scope)))
        assert.deepInclude<object>(decodeJwt(access_token), { aud: api, scp: "access_as_user" })
      }
      for (const [scope, error] of [
        [`api://${api}/.default User.Read`, ["invalid_request", 28000]],
        [`api://${api}/.default api://other/.default`, ["invalid_request", 28000]],
        ["https://vault.azure.net/.default", ["invalid_resource", 500011]],
        ["api://https://graph.microsoft.com//User.Read", ["invalid_resource", 500011]],
        ["not/a/resource", ["invalid_scope", 70011]],
        ["with,comma", ["invalid_scope", 70011]],
        ["   ", ["invalid_scope", 70011]],
        ["x".repeat(4_097), ["invalid_request", 28004]],
      ] as const)
        assert.deepStrictEqual(yield* refused({ ...redeeming(codeFor("openid")), scope }), error, scope)
    }),
  )

  it.effect("are refused without consent, with a wrong secret, and for an API that does not exist", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const { refused, codeFor } = makeFlow({
        applications: [{ appId: "my-app", delegatedPermissions: ["User.Read"], secrets: ["right"] }],
      })
      const form = (scope: string) => ({ ...redeeming(codeFor(scope)), client_secret: "right" })
      assert.deepStrictEqual(yield* refused(form(readAll)), ["invalid_grant", 65001])
      assert.deepStrictEqual(yield* refused(form("api://other/.default")), ["invalid_resource", 500011])
      assert.deepStrictEqual(yield* refused({ ...form("User.Read"), client_secret: "wrong" }), [
        "invalid_client",
        7000215,
      ])
    }),
  )
})

describe("A refresh token", () => {
  /** The refresh token of a new sign-in. */
  const begin = Effect.fnUntraced(function* (options?: Options, form: Record<string, string> = {}) {
    yield* TestClock.setTime(now)
    const flow = makeFlow()
    const code = flow.codeFor(allScopes)
    const { refresh_token } = yield* flow.post({ ...redeeming(code), ...form }, options)
    return { ...flow, code, token: String(refresh_token) }
  })

  it.effect("gives new tokens of the same person, and a new refresh token", () =>
    Effect.gen(function* () {
      const { post, token } = yield* begin()
      const renewed = yield* post(renewing(token))
      assert.notStrictEqual(renewed.refresh_token, token)
      assert.deepInclude<object>(decodeJwt(renewed.id_token), {
        oid: ada.id,
        sid: "the-session",
        auth_time: now / 1_000,
      })
      assert.notProperty(decodeJwt(renewed.id_token), "nonce")
      const { access_token } = yield* post({
        ...renewing(renewed.refresh_token),
        scope: "api://my-api/.default",
      })
      assert.strictEqual(decodeJwt(access_token).aud, "my-api")
    }),
  )

  it.effect("stays valid after its use, so that a lost response can be retried", () =>
    Effect.gen(function* () {
      const { post, token } = yield* begin()
      yield* post(renewing(token))
      assert.property(yield* post(renewing(token)), "access_token")
    }),
  )

  it.effect("is valid for its client and its tenant only", () =>
    Effect.gen(function* () {
      const { refused, token } = yield* begin()
      const other = { tenant: { id: "0d100d10-0d10-4d10-8d10-0d100d100d10", isShared: false } }
      for (const [form, options] of [
        [{ ...renewing(token), client_id: "another" }, undefined],
        [renewing(token), other],
        [renewing(`${token}x`), undefined],
      ] as const)
        assert.deepStrictEqual(yield* refused(form, options), ["invalid_grant", 70000])
    }),
  )

  it.effect("of a client with a credential needs a credential", () =>
    Effect.gen(function* () {
      const { post, refused, token } = yield* begin(undefined, secret)
      assert.deepStrictEqual(yield* refused(renewing(token)), ["invalid_client", 7000218])
      assert.property(yield* post({ ...renewing(token), ...secret }), "access_token")
    }),
  )

  it.effect("expires after 90 days without use", () =>
    Effect.gen(function* () {
      const { post, refused, token } = yield* begin()
      yield* TestClock.adjust("89 days")
      const { refresh_token } = yield* post(renewing(token))
      yield* TestClock.adjust("2 days")
      assert.deepStrictEqual(yield* refused(renewing(token)), ["invalid_grant", 700082])
      assert.property(yield* post(renewing(refresh_token)), "access_token")
    }),
  )

  it.effect("of a web page expires a day after the sign-in, whether or not it is used", () =>
    Effect.gen(function* () {
      const { post, refused, token } = yield* begin({ headers: { origin: "https://app.example" } })
      yield* TestClock.adjust("23 hours")
      const { refresh_token } = yield* post(renewing(token))
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(yield* refused(renewing(refresh_token)), ["invalid_grant", 700084])
    }),
  )

  it.effect("is revoked, with all that followed from it, when its code is used again", () =>
    Effect.gen(function* () {
      const { post, refused, token, code } = yield* begin()
      const { refresh_token } = yield* post(renewing(token))
      assert.deepStrictEqual(yield* refused(redeeming(code)), ["invalid_grant", 54005])
      for (const revoked of [token, refresh_token])
        assert.deepStrictEqual(yield* refused(renewing(revoked)), ["invalid_grant", 70000])
    }),
  )
})

describe("On-behalf-of", () => {
  const api = "0d100d10-0d10-4d10-8d10-0d100d1000a7"

  const exchanging = (assertion: string) => ({
    grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer",
    requested_token_use: "on_behalf_of",
    client_id: api,
    assertion,
    scope: `openid offline_access ${readAll}`,
    ...secret,
  })

  /** A token with which a client calls the API. */
  const begin = Effect.fnUntraced(function* (scope = `api://${api}/.default`) {
    yield* TestClock.setTime(now)
    const flow = makeFlow()
    const { access_token } = yield* flow.post(redeeming(flow.codeFor(scope)))
    return { ...flow, token: String(access_token) }
  })

  it.effect("gives an API a token for Graph, of the person that called it", () =>
    Effect.gen(function* () {
      const { post, token } = yield* begin()
      const exchanged = yield* post(exchanging(token))
      assert.deepInclude<object>(decodeJwt(exchanged.access_token), {
        aud: "https://graph.microsoft.com",
        appid: api,
        oid: ada.id,
        upn: username,
        scp: `openid ${readAll}`,
      })
      assert.strictEqual(decodeJwt(exchanged.id_token).aud, api)
      assert.isString(exchanged.refresh_token)
    }),
  )

  it.effect("accepts only a valid access token of a person for the API itself", () =>
    Effect.gen(function* () {
      const { post, refused, token, codeFor } = yield* begin()
      const toGraph = yield* post(redeeming(codeFor(readAll)))
      const { id_token } = yield* post(redeeming(codeFor("openid", api), api))
      const application = yield* post({
        grant_type: "client_credentials",
        client_id: "my-app",
        scope: `${api}/.default`,
        ...secret,
      })
      const [{ privateKey, kid }] = keys
      const foreign = yield* Effect.promise(() =>
        new SignJWT({ ...decodeJwt(token), iss: `https://foreign.example/${tenant}/v2.0` })
          .setProtectedHeader({ alg: "RS256", kid })
          .sign(privateKey),
      )
      const forged = `${token.slice(0, token.lastIndexOf("."))}.${"A".repeat(342)}`
      const unsigned = `${Buffer.from('{"alg":"none"}').toString("base64url")}.${token.split(".")[1]}.`
      for (const [name, assertion, failure] of [
        ["for Graph", toGraph.access_token, ["invalid_grant", 500131]],
        ["an ID token", id_token, ["invalid_request", 50027]],
        ["of an application", application.access_token, ["invalid_grant", 7000114]],
        ["of another server", foreign, ["invalid_grant", 50013]],
        ["with another signature", forged, ["invalid_grant", 50013]],
        ["unsigned", unsigned, ["invalid_grant", 50013]],
        ["no token", "x", ["invalid_request", 50027]],
      ] as const)
        assert.deepStrictEqual(yield* refused(exchanging(assertion)), failure, name)
      const other = { tenant: { id: "0d100d10-0d10-4d10-8d10-0d100d100d10", isShared: false } }
      assert.deepStrictEqual(yield* refused(exchanging(token), other), ["invalid_grant", 50013])
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(yield* refused(exchanging(token)), ["invalid_grant", 500133])
      assert.strictEqual(decodeProtectedHeader(token).kid, kid)
    }),
  )

  it.effect("requires a credential, a scope and requested_token_use", () =>
    Effect.gen(function* () {
      const { refused, token } = yield* begin()
      const { client_secret: _, ...without } = exchanging(token)
      assert.deepStrictEqual(yield* refused(without), ["invalid_client", 7000218])
      for (const [change, failure] of [
        [{ scope: "" }, ["invalid_request", 900144]],
        [{ requested_token_use: "" }, ["invalid_request", 900144]],
        [{ requested_token_use: "other" }, ["invalid_request", 90100]],
      ] as const)
        assert.deepStrictEqual(yield* refused({ ...exchanging(token), ...change }), failure)
    }),
  )
})
