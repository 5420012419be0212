/** The claims of the built-in issuer's tokens. */
import { assert, describe, it } from "@effect/vitest"
import { isGuid } from "@odj/domain"
import { defaultTenant } from "@odj/graph-wire"
import { Effect } from "effect"
import { decodeJwt } from "jose"
import { makeGrantedDirectory } from "../../src/directory/GrantedDirectory.ts"
import { guidOf } from "../../src/directory/GuidOf.ts"
import { generateKeys } from "../../src/entra/SigningKeys.ts"
import { defaultAppId, type Issuer, mintToken } from "../../src/issuer/MintToken.ts"

const keys = await Effect.runPromise(generateKeys)
const issuer: Issuer = { url: "http://127.0.0.1:8365", keys: Effect.succeed(keys) }
const tenant = "0a5d4f5c-6f05-4e4c-8a6b-2d6f8f3ad4b1"

describe("mintToken", () => {
  const claimsOf = (request?: Parameters<typeof mintToken>[1]) =>
    Effect.map(mintToken(issuer, request), decodeJwt)

  it.effect("makes by default an application's token with all permissions, for the default tenant", () =>
    Effect.gen(function* () {
      const { tid, roles, scp, azp, exp = 0, iat } = yield* claimsOf()
      assert.strictEqual(azp, defaultAppId)
      assert.isTrue(isGuid(defaultAppId))
      assert.isTrue(isGuid(defaultTenant))
      assert.deepStrictEqual(
        { tid, roles, scp, lifetime: exp - Number(iat) },
        {
          tid: defaultTenant,
          roles: ["DeviceManagementConfiguration.ReadWrite.All"],
          scp: undefined,
          lifetime: 3_600,
        },
      )
    }),
  )

  it.effect("applies every option", () =>
    Effect.gen(function* () {
      const {
        tid,
        roles,
        exp = 0,
        iat,
        azp,
        appid,
      } = yield* claimsOf({
        tenant: tenant.toUpperCase(),
        roles: ["One", "Two"],
        expiresIn: 60,
        appId: "my-app",
      })
      assert.deepStrictEqual(
        { tid, roles, azp, appid, lifetime: exp - Number(iat) },
        { tid: tenant, roles: ["One", "Two"], azp: "my-app", appid: "my-app", lifetime: 60 },
      )
    }),
  )

  it.effect("finds the tenant of a domain, and makes the token of any GUID", () =>
    Effect.gen(function* () {
      assert.strictEqual((yield* claimsOf({ tenant: "contoso.com" })).tid, guidOf("contoso.com"))
      const directory = makeGrantedDirectory({ tenants: [{ id: defaultTenant, domains: ["contoso.com"] }] })
      for (const [name, tid] of [
        ["contoso.com", defaultTenant],
        [tenant, tenant],
      ] as const)
        assert.strictEqual(decodeJwt(yield* mintToken(issuer, { tenant: name }, directory)).tid, tid)
    }),
  )

  it.effect("has one user in a tenant, with a different sub for each application", () =>
    Effect.gen(function* () {
      const user = { scopes: ["User.Read"], tenant }
      const one = yield* claimsOf({ ...user, appId: "one" })
      const again = yield* claimsOf({ ...user, appId: "one" })
      const two = yield* claimsOf({ ...user, appId: "two" })
      const elsewhere = yield* claimsOf({ ...user, appId: "one", tenant: defaultTenant })
      const app = yield* claimsOf({ tenant, appId: "one" })
      assert.deepStrictEqual([one.oid, one.sub], [again.oid, again.sub])
      assert.strictEqual(one.oid, two.oid)
      assert.notStrictEqual(one.sub, two.sub)
      assert.notStrictEqual(one.oid, elsewhere.oid)
      assert.notStrictEqual(one.oid, app.oid)
      assert.deepStrictEqual(one.scp, "User.Read")
    }),
  )

  it.effect("makes the token of a person, in the default tenant or another one", () =>
    Effect.gen(function* () {
      const user = "ada@contoso.onmicrosoft.com"
      const ada = yield* claimsOf({ user, scopes: ["User.Read"] })
      assert.deepInclude<object>(ada, {
        tid: defaultTenant,
        idtyp: "user",
        scp: "User.Read",
        upn: user,
        unique_name: user,
        name: user,
      })
      const elsewhere = yield* claimsOf({ user, tenant })
      assert.deepInclude<object>(elsewhere, {
        tid: tenant,
        scp: "DeviceManagementConfiguration.ReadWrite.All",
      })
      assert.notStrictEqual(elsewhere.oid, ada.oid)
    }),
  )

  it.effect("makes the token of a person in the grants, and fails for others", () =>
    Effect.gen(function* () {
      const directory = makeGrantedDirectory({
        tenants: [{ id: tenant, domains: ["contoso.com"] }],
        users: [{ userPrincipalName: "ada@contoso.com" }],
      })
      const ada = decodeJwt(yield* mintToken(issuer, { user: "ada@contoso.com" }, directory))
      assert.strictEqual(ada.tid, tenant)
      const again = decodeJwt(yield* mintToken(issuer, { user: "ADA@contoso.com" }, directory))
      assert.strictEqual(again.oid, ada.oid)
      // Without a person, a user's token must not become an application's, which can write.
      for (const request of [{ user: "bob@contoso.com" }, { scopes: ["User.Read"], tenant: defaultTenant }]) {
        const exit = yield* Effect.exit(mintToken(issuer, request, directory))
        assert.include(String(exit), "AADSTS50034")
      }
    }),
  )
})
