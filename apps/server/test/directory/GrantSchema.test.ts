/** The JSON Schema of grants agrees with their reader. */
import { assert, describe, it } from "@effect/vitest"
import { Ajv2020 } from "ajv/dist/2020.js"
import { Result, Schema } from "effect"
import { exampleGrants, grantSchema } from "../../src/directory/GrantSchema.ts"
import { Grants } from "../../src/directory/Grants.ts"
import { readGrants } from "../../src/directory/ReadGrants.ts"

const isValid = new Ajv2020().compile(grantSchema())

const isDecoded = (input: unknown) =>
  Result.isSuccess(Schema.decodeUnknownResult(Grants)(input, { onExcessProperty: "error" }))

const [tenant] = exampleGrants.tenants ?? []
const [application] = exampleGrants.applications ?? []
const [user] = exampleGrants.users ?? []

const inputs: ReadonlyArray<unknown> = [
  ...[{}, null, [], "grants.json", { people: [] }, { $schema: 1 }, { tenants: {} }, { tenants: [{}] }],
  ...["contoso", "", `${tenant?.id}0`, 1].map((id) => ({ tenants: [{ ...tenant, id }] })),
  ...["contoso", "a b.c", ".com", "a..b", "a.1b", "-a.com", "a.com\n"].map((name) => ({
    tenants: [{ ...tenant, domains: [name] }],
  })),
  ...["", "Read", "a b.c", "User.Read", "User.Read\n", null].map((name) => ({
    applications: [{ ...application, delegatedPermissions: [name] }],
  })),
  ...["/", "h", "http://localhost", "msal1://auth", "urn:ietf:wg:oauth:2.0:oob", "http://h/#", "x y:z"].map(
    (uri) => ({
      applications: [{ ...application, redirectUris: [uri] }],
    }),
  ),
  ...["", "ada", "@contoso.com", "ada@contoso", "a@b@c.com", `ada@${tenant?.id}`, "ünal@contoso.com"].map(
    (name) => ({
      users: [{ ...user, userPrincipalName: name }],
    }),
  ),
  ...["", "Intune Admin", "User Administrator"].map((role) => ({
    users: [{ ...user, directoryRoles: [role] }],
  })),
  ...[{ appId: "" }, { displayName: "" }, { secrets: [""] }, { secret: "s" }].map((part) => ({
    applications: [{ ...application, ...part }],
  })),
]

describe("The JSON Schema of grants", () => {
  it("has an example, which is valid", () => {
    assert.deepStrictEqual(readGrants(exampleGrants), Result.succeed(exampleGrants))
    assert.isTrue(isValid(exampleGrants), JSON.stringify(isValid.errors))
  })

  it("describes the form that the reader requires", () => {
    const accepted = inputs.filter((input) => isValid(input))
    assert.deepStrictEqual(
      accepted.map((input) => JSON.stringify(input)),
      inputs.filter(isDecoded).map((input) => JSON.stringify(input)),
    )
    assert.isAbove(accepted.length, 5)
    assert.isBelow(accepted.length, inputs.length - 20)
  })

  it.prop("accepts all grants", [Grants], ([grants]) => {
    assert.isTrue(isValid(grants), JSON.stringify(isValid.errors))
  })
})
