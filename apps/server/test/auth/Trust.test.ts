/** The tenant of a token, for every kind of issuer. */
import { assert, describe, it } from "@effect/vitest"
import { defaultTenant } from "@odj/graph-wire"
import { Schema } from "effect"
import { isForEachTenant, issuerOf, tenantOf } from "../../src/auth/Trust.ts"

const [one, two] = ["0a5d4f5c-6f05-4e4c-8a6b-2d6f8f3ad4b1", "7c1e5f3a-9b8d-4c2e-8f60-5d4c3b2a1908"]

const Tenant = Schema.Literals([one, two, one.toUpperCase(), defaultTenant])

describe("The tenant of a token", () => {
  it("is its tid, if the issuer has a name for each tenant", () => {
    assert.strictEqual(tenantOf("https://id.example/{tenantid}/v2.0", one.toUpperCase()), one)
    assert.isUndefined(tenantOf("https://id.example/{tenantid}/v2.0", undefined))
    assert.isUndefined(tenantOf(`https://id.example/${one}/{tenantid}`, undefined))
  })

  it("is the one that the issuer names, in any part of its path", () => {
    for (const issuer of [
      `https://login.microsoftonline.com/${one}/v2.0`,
      `https://sts.windows.net/${one.toUpperCase()}/`,
      `https://contoso.b2clogin.example/tfp/${one}/b2c_1_policy/v2.0/`,
      `https://${one}.ciamlogin.example/${one}/v2.0`,
    ]) {
      for (const tid of [undefined, one, one.toUpperCase()]) assert.strictEqual(tenantOf(issuer, tid), one)
      for (const tid of [two, defaultTenant]) assert.isUndefined(tenantOf(issuer, tid), issuer)
    }
  })

  it("is its tid or the default tenant, if the issuer names none", () => {
    for (const issuer of [
      "https://id.example/",
      `https://id.example/x${one}`,
      "https://id.example/realms/odj",
    ]) {
      assert.strictEqual(tenantOf(issuer, two), two)
      assert.strictEqual(tenantOf(issuer, undefined), defaultTenant)
      assert.isUndefined(tenantOf(issuer, defaultTenant))
    }
  })

  const segments = ["", one, two, "{tenantid}", `${one}/{tenantid}`]

  it.prop(
    "is the tid of a token that has one, and is shared with a token without tid only if the issuer names it",
    [Schema.Literals(segments), Tenant],
    ([segment, tid]) => {
      const issuer = `https://id.example/${segment}/v2.0`
      const [tenant, without] = [tenantOf(issuer, tid), tenantOf(issuer, undefined)]
      assert.include([undefined, tid.toLowerCase()], tenant)
      if (tenant !== undefined && tenant === without) assert.strictEqual(tenant, segment)
      if (isForEachTenant(issuer)) assert.isUndefined(without)
    },
  )
})

describe("The iss of a tenant's tokens", () => {
  it("is the issuer, with the tenant in each {tenantid}", () => {
    assert.strictEqual(issuerOf("a/{tenantid}/{tenantid}", one), `a/${one}/${one}`)
    assert.strictEqual(issuerOf("https://id.example/", one), "https://id.example/")
  })
})
