/** What the token endpoint responds to a person's client, and in the form of version 1.0. */
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { decodeJwt } from "jose"
import { now, origin, tenant } from "./issuerRequests.ts"
import { ada, allScopes, makeFlow, readAll, redeeming, renewing, secret, username } from "./tokenFlow.ts"

describe("The tokens for a code", () => {
  it.effect("identify the person in the properties that clients read", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const { post, codeFor } = makeFlow()
      const tokens = yield* post({ ...redeeming(codeFor(allScopes)), client_info: "1" })
      assert.deepInclude<object>(tokens, { token_type: "Bearer", expires_in: 3_600, scope: allScopes })
      const seconds = now / 1_000
      const { sub, ...id } = decodeJwt(tokens.id_token)
      assert.deepStrictEqual(id, {
        aud: "my-app",
        iss: `${origin}/${tenant}/v2.0`,
        iat: seconds,
        nbf: seconds,
        exp: seconds + 3_600,
        oid: ada.id,
        name: ada.name,
        preferred_username: username,
        login_hint: username,
        email: username,
        nonce: "the-nonce",
        auth_time: seconds,
        sid: "the-session",
        tid: tenant,
        ver: "2.0",
      })
      const access = decodeJwt(tokens.access_token)
      assert.deepInclude<object>(access, {
        sub,
        oid: ada.id,
        idtyp: "user",
        scp: `openid profile email ${readAll}`,
        name: ada.name,
        upn: username,
        unique_name: username,
        app_displayname: "my-app",
        appidacr: "0",
      })
      assert.deepStrictEqual(JSON.parse(Buffer.from(tokens.client_info, "base64url").toString()), {
        uid: ada.id,
        utid: tenant,
      })
    }),
  )

  it.effect("have no more than the client requests", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const { post, codeFor } = makeFlow()
      const plain = yield* post(redeeming(codeFor(readAll)))
      assert.doesNotHaveAnyKeys(plain, ["id_token", "refresh_token", "client_info"])
      const { id_token } = yield* post(redeeming(codeFor("openid")))
      assert.doesNotHaveAnyKeys(decodeJwt(id_token), ["name", "preferred_username", "email"])
    }),
  )

  it.effect("can be read by the web page that got the code, and by no other", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const { post, codeFor } = makeFlow()
      const own = { headers: { origin: "https://app.example" } }
      const tokens = yield* post(redeeming(codeFor(allScopes)), own)
      assert.deepInclude<object>(tokens, { page: "https://app.example", refresh_token_expires_in: 86_400 })
      assert.strictEqual((yield* post(renewing(tokens.refresh_token), own)).page, "https://app.example")
      for (const headers of [{ origin: "https://evil.example" }, { origin: "null" }, {}]) {
        const other = yield* post(redeeming(codeFor(allScopes)), { headers })
        assert.isUndefined(other.page)
        assert.notProperty(other, "refresh_token_expires_in")
      }
    }),
  )
})

describe("The token endpoint of version 1.0", () => {
  it.effect("takes an API instead of scopes, and writes numbers as texts", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const { post } = makeFlow()
      const form = {
        grant_type: "client_credentials",
        client_id: "my-app",
        resource: "https://graph.microsoft.com/",
        ...secret,
      }
      const { access_token, page: _, ...rest } = yield* post(form, { isOld: true })
      assert.strictEqual(decodeJwt(access_token).aud, "https://graph.microsoft.com")
      assert.deepStrictEqual<object>(rest, {
        token_type: "Bearer",
        expires_in: "3600",
        ext_expires_in: "3600",
        expires_on: `${now / 1_000 + 3_600}`,
        not_before: `${now / 1_000}`,
        resource: "https://graph.microsoft.com/",
      })
    }),
  )

  it.effect("requires an API", () =>
    Effect.gen(function* () {
      const { refused } = makeFlow()
      const form = { grant_type: "client_credentials", client_id: "my-app", ...secret }
      assert.deepStrictEqual(yield* refused(form, { isOld: true }), ["invalid_request", 900144])
    }),
  )
})
