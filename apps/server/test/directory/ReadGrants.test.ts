/** Grants are read from values and files, with every problem named. */
import { mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { pathToFileURL } from "node:url"
import { assert, describe, it } from "@effect/vitest"
import { defaultTenant } from "@odj/graph-wire"
import { Effect, Result } from "effect"
import { exampleGrants } from "../../src/directory/GrantSchema.ts"
import type { Grants } from "../../src/directory/Grants.ts"
import { loadGrants, readGrants } from "../../src/directory/ReadGrants.ts"

const problemsOf = (input: unknown) =>
  Result.match(readGrants(input), { onSuccess: () => [], onFailure: ({ message }) => message.split("\n") })

const other = "2f0d1a34-5c59-4a0e-9f0b-6f6c3f1e7a10"

describe("Grants", () => {
  it("can leave out every list", () => {
    for (const grants of [{}, { $schema: "grants.schema.json" }, { users: [] }, exampleGrants])
      assert.deepStrictEqual(readGrants(grants), Result.succeed(grants))
  })

  const invalid: Record<string, readonly [input: unknown, ...problems: ReadonlyArray<string>]> = {
    "no object": [[], "Expected an object"],
    "an unknown list": [
      { people: [], tenant: [] },
      "people: Unknown property. Use $schema, tenants, applications or users",
      "tenant: Unknown property. Did you mean tenants?",
    ],
    "a misspelled property": [
      { applications: [{ appid: "a", delegatedPermission: [] }] },
      "applications[0].appId: Required",
      "applications[0].appid: Unknown property. Did you mean appId?",
      "applications[0].delegatedPermission: Unknown property. Did you mean delegatedPermissions?",
    ],
    "a role in other words": [
      { users: [{ userPrincipalName: "ada@contoso.com", directoryRoles: ["Intune Admin", "globalreader"] }] },
      'users[0].directoryRoles[0]: Unknown value "Intune Admin". Did you mean Intune Administrator?',
      'users[0].directoryRoles[1]: Unknown value "globalreader". Did you mean Global Reader?',
    ],
    "values of other forms": [
      {
        tenants: [{ id: "contoso", domains: ["contoso"] }],
        applications: [
          {
            appId: "",
            applicationPermissions: ["Read"],
            redirectUris: ["/", "http://h#", "localhost:3000"],
            secrets: [7],
          },
        ],
        users: [{ userPrincipalName: "ada" }],
      },
      "tenants[0].id: Expected a GUID",
      "tenants[0].domains[0]: Expected a domain such as contoso.onmicrosoft.com",
      "applications[0].appId: Expected a text that is not empty",
      "applications[0].applicationPermissions[0]: Expected a permission such as DeviceManagementConfiguration.ReadWrite.All",
      "applications[0].redirectUris[0]: Expected an absolute URL without a fragment, such as http://localhost",
      "applications[0].redirectUris[1]: Expected an absolute URL without a fragment, such as http://localhost",
      "applications[0].redirectUris[2]: Expected an absolute URL without a fragment, such as http://localhost",
      "applications[0].secrets[0]: Expected a text",
      "users[0].userPrincipalName: Expected a name such as ada@contoso.onmicrosoft.com",
    ],
    "names that are here twice, in any case": [
      {
        tenants: [{ id: defaultTenant, domains: ["a.test", "A.test"] }, { id: defaultTenant }],
        applications: [{ appId: "app" }, { appId: "APP" }],
        users: [{ userPrincipalName: "ada@a.test" }, { userPrincipalName: "Ada@A.test" }],
      },
      "tenants[0].domains[1]: A.test is here twice",
      `tenants[1].id: ${defaultTenant} is here twice`,
      "applications[1].appId: APP is here twice",
      "users[1].userPrincipalName: Ada@A.test is here twice",
    ],
    "a redirect URI to which no code is sent": [
      { applications: [{ appId: "app", redirectUris: ["http://localhost/", "http://app.example/"] }] },
      "applications[0].redirectUris[1]: Use https, or a loopback address",
    ],
    "a user without a tenant": [
      { tenants: [{ id: defaultTenant }], users: [{ userPrincipalName: "ada@b.test" }] },
      "users[0].userPrincipalName: No tenant has the domain b.test",
    ],
    "a user of another tenant's id": [
      { tenants: [{ id: defaultTenant }], users: [{ userPrincipalName: `ada@${other}` }] },
      `users[0].userPrincipalName: No tenant has the domain ${other}`,
    ],
  }
  for (const [name, [input, ...problems]] of Object.entries(invalid))
    it(`are refused with ${name}, and every problem is named`, () =>
      assert.sameMembers([...problemsOf(input)], problems))

  it("do not repeat a secret in a problem", () =>
    assert.notInclude(
      problemsOf({ applications: [{ appId: "a", secret: "hunter2", secrets: "hunter2" }] }).join(),
      "hunter2",
    ))
})

describe("The source of grants", () => {
  const inFolder = <A, E>(run: (folder: string) => Effect.Effect<A, E>) =>
    Effect.acquireUseRelease(
      Effect.promise(() => mkdtemp(join(tmpdir(), "odj-grants-"))),
      run,
      (folder) => Effect.promise(() => rm(folder, { recursive: true })),
    )

  it.effect("is a value, or a file by its path or URL", () =>
    inFolder((folder) =>
      Effect.gen(function* () {
        const path = join(folder, "grants.json")
        yield* Effect.promise(() => writeFile(path, JSON.stringify(exampleGrants)))
        for (const input of [exampleGrants, path, pathToFileURL(path)])
          assert.deepStrictEqual(yield* loadGrants(input), exampleGrants)
      }),
    ),
  )

  it.effect("is named in each problem", () =>
    inFolder((folder) =>
      Effect.gen(function* () {
        const path = join(folder, "grants.json")
        const problemOf = Effect.fnUntraced(function* (input: Grants | string | URL, text?: string) {
          if (text !== undefined) yield* Effect.promise(() => writeFile(path, text))
          return (yield* Effect.flip(loadGrants(input))).message
        })
        const misspelled = { user: [] } as Grants
        assert.strictEqual(
          yield* problemOf(misspelled),
          "grants: user: Unknown property. Did you mean users?",
        )
        assert.strictEqual(yield* problemOf(null as unknown as Grants), "grants: Expected an object")
        assert.strictEqual(
          yield* problemOf(path, '{"users": [{}]}'),
          `${path}: users[0].userPrincipalName: Required`,
        )
        assert.include(yield* problemOf(path, '{"users": [], "users": []}'), `${path}: `)
        assert.include(yield* problemOf(path, "no JSON"), `${path}: `)
        assert.match(yield* problemOf(join(folder, "none.json")), /none\.json: Can't be read: /)
        assert.strictEqual(
          yield* problemOf(new URL("https://h.test/g")),
          "https://h.test/g: Must be a file: URL",
        )
      }),
    ),
  )
})
