/** What exists in the directory of grants, and what it grants. */
import { assert, describe, it } from "@effect/vitest"
import { isGuid } from "@odj/domain"
import { defaultTenant, readPermission, readWritePermission } from "@odj/graph-wire"
import { Result } from "effect"
import { type Directory, openDirectory, type Person } from "../../src/directory/Directory.ts"
import { makeGrantedDirectory } from "../../src/directory/GrantedDirectory.ts"
import type { GrantedApplication, Grants } from "../../src/directory/Grants.ts"
import type { OAuthFailure } from "../../src/oauth/OAuthFailure.ts"

const contoso = "2f0d1a34-5c59-4a0e-9f0b-6f6c3f1e7a10"
const fabrikam = "7c1e6f0a-3b52-4d7e-8f7e-0b9a4c2d5e61"

const grants: Grants = {
  tenants: [
    { id: contoso.toUpperCase(), domains: ["contoso.onmicrosoft.com", "contoso.com"] },
    { id: fabrikam },
  ],
  users: [
    { userPrincipalName: "ada@contoso.com", displayName: "Ada", directoryRoles: ["Global Reader"] },
    { userPrincipalName: `bo@${fabrikam}` },
  ],
}

const directory = makeGrantedDirectory(grants)

const codeOf = (result: Result.Result<unknown, OAuthFailure>) =>
  Result.match(result, { onSuccess: () => "granted", onFailure: ({ code, error }) => `${error} ${code}` })

it("the open directory has one person for a name in any case", () => {
  const [lower, upper] = ["ada@contoso.example", "Ada@Contoso.example"].map((name) =>
    Result.getOrThrow(openDirectory.person(contoso, name)),
  )
  assert.strictEqual(upper?.id, lower?.id)
  assert.notStrictEqual(Result.getOrThrow(openDirectory.person(contoso, "bob@contoso.example")).id, lower?.id)
})

describe("A directory of grants", () => {
  it("without lists is open", () => {
    const { tenantOf, person, roles } = makeGrantedDirectory({})
    assert.deepStrictEqual(
      [tenantOf("contoso.com"), person(contoso, "a@b.c"), roles(contoso, "app")],
      [
        openDirectory.tenantOf("contoso.com"),
        openDirectory.person(contoso, "a@b.c"),
        openDirectory.roles(contoso, "app"),
      ],
    )
  })

  it("has the tenants of its list, under their ids and domains in any case", () => {
    for (const name of [contoso, contoso.toUpperCase(), "contoso.com", "Contoso.OnMicrosoft.com"])
      assert.deepStrictEqual(directory.tenantOf(name), Result.succeed(contoso))
    for (const name of [defaultTenant, "fabrikam.com", "consumers", "", "contoso.com.", "__proto__"])
      assert.strictEqual(codeOf(directory.tenantOf(name)), "invalid_request 90002")
  })

  it("has its first tenant for common and organizations", () => {
    for (const name of ["common", "organizations"]) {
      assert.deepStrictEqual(directory.tenantOf(name), Result.succeed(contoso))
      assert.strictEqual(
        codeOf(makeGrantedDirectory({ tenants: [] }).tenantOf(name)),
        "invalid_request 90002",
      )
    }
  })

  it("has the users of its list, each in one tenant", () => {
    const [ada, bo] = directory.people(undefined) as readonly [Person, Person]
    assert.deepInclude(ada, { tenant: contoso, name: "Ada", roles: ["Global Reader"] })
    assert.deepInclude(bo, { tenant: fabrikam, name: `bo@${fabrikam}`, roles: undefined })
    assert.isTrue(isGuid(ada.id))
    assert.deepStrictEqual([directory.people(contoso), directory.people(fabrikam)], [[ada], [bo]])
    assert.deepStrictEqual(directory.person(contoso, "ADA@contoso.com"), Result.succeed(ada))
    for (const [tenant, name] of [
      [fabrikam, "ada@contoso.com"],
      [contoso, "eve@contoso.com"],
      [contoso, ""],
    ] as const)
      assert.strictEqual(codeOf(directory.person(tenant, name)), "invalid_grant 50034")
  })

  it("puts a user in the same tenant as the open directory if it has no list of tenants", () => {
    const [ada] = makeGrantedDirectory({ users: [{ userPrincipalName: "ada@contoso.com" }] }).people(
      undefined,
    )
    assert.strictEqual(Result.getOrThrow(openDirectory.tenantOf("contoso.com")), ada?.tenant)
  })
})

const [ada] = directory.people(contoso) as readonly [Person]

const withApplication = (application: Omit<GrantedApplication, "appId">): Directory =>
  makeGrantedDirectory({ applications: [{ appId: "Monitor", ...application }] })

const delegated = (application: Omit<GrantedApplication, "appId">, ...requested: ReadonlyArray<string>) =>
  withApplication(application).delegated({ tenant: contoso, appId: "monitor" }, ada, requested)

describe("An application of a directory of grants", () => {
  it("is unknown if it is not in the list", () => {
    const { application, checkSecret, delegated, roles } = withApplication({})
    for (const result of [
      application(contoso, "other"),
      checkSecret(contoso, "other", "s"),
      delegated({ tenant: contoso, appId: "other" }, ada, [readPermission]),
      roles(contoso, "other"),
    ])
      assert.strictEqual(codeOf(result), "unauthorized_client 700016")
  })

  it("has its name, redirect URIs and consent, under its id in any case", () => {
    assert.deepStrictEqual(
      withApplication({}).application(contoso, "MONITOR"),
      Result.succeed({
        appId: "Monitor",
        displayName: "Monitor",
        redirectUris: undefined,
        hasAdminConsent: false,
      }),
    )
    const redirectUris = ["http://localhost"]
    assert.deepStrictEqual(
      withApplication({ displayName: "M", redirectUris, delegatedPermissions: [] }).application(
        contoso,
        "Monitor",
      ),
      Result.succeed({ appId: "Monitor", displayName: "M", redirectUris, hasAdminConsent: true }),
    )
  })

  it("has the secrets of its list, or any", () => {
    const secrets = ["one", "two"]
    const check = (secret: string, application: Omit<GrantedApplication, "appId">) =>
      codeOf(withApplication(application).checkSecret(contoso, "Monitor", secret))
    assert.deepStrictEqual([check("any", {}), check("two", { secrets })], ["granted", "granted"])
    for (const secret of ["three", "ONE", ""])
      assert.strictEqual(check(secret, { secrets }), "invalid_client 7000215")
    assert.strictEqual(check("any", { secrets: [] }), "invalid_client 7000215")
  })

  it("has the permissions of its list without a person, or all", () => {
    const roles = (application: Omit<GrantedApplication, "appId">) =>
      withApplication(application).roles(contoso, "Monitor")
    assert.deepStrictEqual(roles({}), Result.succeed([readWritePermission]))
    assert.deepStrictEqual(
      roles({ applicationPermissions: [readPermission] }),
      Result.succeed([readPermission]),
    )
    assert.deepStrictEqual(roles({ applicationPermissions: [] }), Result.succeed([]))
  })

  it("gets for a person what it requests, if it is in its list", () => {
    const delegatedPermissions = ["User.Read", readPermission]
    const granted = delegated(
      { delegatedPermissions },
      readPermission,
      "openid",
      "offline_access",
      readPermission,
    )
    assert.deepStrictEqual(granted, Result.succeed([readPermission, "openid", "offline_access"]))
    assert.deepStrictEqual(
      delegated({ delegatedPermissions }, ".default"),
      Result.succeed(delegatedPermissions),
    )
    assert.deepStrictEqual(
      delegated({}, "Anything.Read", ".default"),
      Result.succeed(["Anything.Read", readWritePermission]),
    )
  })

  it("needs consent for any other permission, and says so as Microsoft's libraries expect", () => {
    const consentMissing = { error: "invalid_grant", code: 65001, suberror: "consent_required" }
    const delegatedPermissions = [readPermission]
    for (const refused of [
      delegated({ delegatedPermissions }, readWritePermission),
      delegated({ delegatedPermissions }, readPermission, readWritePermission),
      delegated({ delegatedPermissions: [] }, ".default"),
      delegated({ delegatedPermissions: [], displayName: "The monitor" }, readPermission),
    ])
      assert.deepInclude(Result.getOrThrow(Result.flip(refused)), consentMissing)
  })
})
