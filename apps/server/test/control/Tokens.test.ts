/** Tokens that the control makes. */
import { assert, describe, it } from "@effect/vitest"
import { defaultTenant, readPermission, readWritePermission } from "@odj/graph-wire"
import { Effect } from "effect"
import { decodeJwt } from "jose"
import { makeGrantedDirectory } from "../../src/directory/GrantedDirectory.ts"
import type { Grants } from "../../src/directory/Grants.ts"
import { generateKeys } from "../../src/entra/SigningKeys.ts"
import { makeLocalIssuer } from "../../src/issuer/LocalIssuer.ts"
import { defaultAppId } from "../../src/issuer/MintToken.ts"
import { controlled, jsonOf, problemsIn } from "./request.ts"

/** A control whose server has a built-in issuer with these grants. */
const withIssuer = (grants: Grants = {}) =>
  Effect.gen(function* () {
    const keys = yield* Effect.cached(generateKeys)
    const issuer = makeLocalIssuer(keys, { directory: makeGrantedDirectory(grants) })
    const control = yield* controlled(undefined, undefined, { server: { issuer } })
    return {
      ...control,
      make: (body: unknown) => control.send("/_odj/tokens", { method: "POST", body }),
    }
  })

describe("A token of the control", () => {
  it.effect("is by default an application's, with all permissions in the default tenant", () =>
    Effect.gen(function* () {
      const { make } = yield* withIssuer()
      const response = yield* make({})
      const { token, ...made } = jsonOf(response)
      assert.strictEqual(response.status, 201)
      assert.strictEqual(response.headers["Cache-Control"], "no-store")
      assert.deepStrictEqual(made, {
        tenant: defaultTenant,
        appId: defaultAppId,
        permissions: [readWritePermission],
        expiresIn: 3_600,
      })
      const { iss, roles, idtyp } = decodeJwt(token)
      assert.deepStrictEqual(
        [iss, roles, idtyp],
        [`http://127.0.0.1:8365/${defaultTenant}/v2.0`, [readWritePermission], "app"],
      )
    }),
  )

  it.effect("is what the request says, at the address that the client used and by the server's clock", () =>
    Effect.gen(function* () {
      const { double, make, send } = yield* withIssuer()
      const body = {
        tenant: "contoso.com",
        user: "ada@contoso.com",
        scopes: [readPermission, "a"],
        expiresIn: 60,
      }
      const { token, tenant, ...made } = jsonOf(yield* make({ ...body, appId: "app" }))
      assert.deepStrictEqual(made, {
        appId: "app",
        user: "ada@contoso.com",
        permissions: [readPermission, "a"],
        expiresIn: 60,
      })
      assert.deepStrictEqual([decodeJwt(token).tid, decodeJwt(token).scp], [tenant, `${readPermission} a`])
      const headers = { host: "localhost:1" }
      const elsewhere = jsonOf(yield* send("/_odj/tokens", { method: "POST", body: { scopes: [] }, headers }))
      assert.match(decodeJwt(elsewhere.token).iss ?? "", /^http:\/\/localhost:1\//)
      assert.deepStrictEqual(elsewhere.permissions, [])
      assert.lengthOf(double.controls.requests(), 0)
    }),
  )

  it.effect("is refused with every problem of the request", () =>
    Effect.gen(function* () {
      const { make } = yield* withIssuer()
      const response = yield* make({
        tenant: "no tenant",
        user: "",
        scopes: "a",
        roles: ["a b"],
        expiresIn: 86_401,
        appId: 1,
        scope: "a",
      })
      assert.strictEqual(response.status, 400)
      assert.deepStrictEqual(
        problemsIn(response).map((problem) => problem.split(":")[0]),
        ["scope", "tenant", "user", "scopes", "roles/0", "expiresIn", "appId", "roles"],
      )
      for (const both of [
        { user: "ada", roles: [] },
        { scopes: [], roles: [] },
      ])
        assert.deepStrictEqual(problemsIn(yield* make(both)), [
          "roles: user and scopes can't be combined with roles: a token is for a user or for an application",
        ])
      for (const body of [[], null, "a", { expiresIn: 0 }, { expiresIn: 1.5 }])
        assert.strictEqual((yield* make(body)).status, 400)
    }),
  )

  it.effect("is refused for a person whom the directory does not have", () =>
    Effect.gen(function* () {
      const { make, send } = yield* withIssuer({
        tenants: [{ id: defaultTenant, domains: ["contoso.com"] }],
        applications: [{ appId: defaultAppId, displayName: "Provisioning" }],
        users: [{ userPrincipalName: "ada@contoso.com", displayName: "Ada" }],
      })
      assert.strictEqual(jsonOf(yield* make({ scopes: [] })).user, "ada@contoso.com")
      const response = yield* make({ user: "eve@contoso.com" })
      assert.strictEqual(response.status, 400)
      assert.match(problemsIn(response)[0] ?? "", /^user: The user account eve@contoso.com does not exist/)
      assert.deepStrictEqual(jsonOf(yield* send("/_odj/status")).issuer, {
        people: [{ tenant: defaultTenant, username: "ada@contoso.com", name: "Ada" }],
        applications: [{ appId: defaultAppId, displayName: "Provisioning" }],
      })
    }),
  )

  it.effect("can be for more people and applications than the status lists", () =>
    Effect.gen(function* () {
      const ids = Array.from({ length: 101 }, (_, index) => `user${index}`)
      const { make, send } = yield* withIssuer({
        tenants: [{ id: defaultTenant, domains: ["contoso.com"] }],
        applications: ids.map((appId) => ({ appId })),
        users: ids.map((id) => ({ userPrincipalName: `${id}@contoso.com`, displayName: id })),
      })
      const { people, applications } = jsonOf(yield* send("/_odj/status")).issuer
      assert.deepStrictEqual([people.length, applications.length], [100, 100])
      assert.strictEqual((yield* make({ user: "user100@contoso.com", appId: "user100" })).status, 201)
    }),
  )

  it.effect("does not exist on a server without a built-in issuer", () =>
    Effect.gen(function* () {
      const { send } = yield* controlled()
      const response = yield* send("/_odj/tokens", { method: "POST", body: {} })
      assert.strictEqual(response.status, 404)
      assert.include(jsonOf(response).error.message, "no built-in issuer")
      assert.notProperty(jsonOf(yield* send("/_odj/status")), "issuer")
    }),
  )
})
