/** Which grants compile. */
import { describe, expectTypeOf, it } from "@effect/vitest"
import { type Grants, type GrantsInput, openServer, startServer } from "../../src/index.ts"

describe("Grants", () => {
  it("are given as a value, or as the path or URL of a file", () => {
    expectTypeOf(startServer).toBeCallableWith({ grants: {} })
    expectTypeOf(startServer).toBeCallableWith({ grants: "grants.json", autoApprove: true })
    expectTypeOf(openServer).toBeCallableWith({ grants: new URL("grants.json", import.meta.url) })
    expectTypeOf<undefined>().not.toExtend<GrantsInput>()
  })

  it("have only the lists and properties that have an effect", () => {
    expectTypeOf<{ applications: [{ appId: "app"; secrets: [] }] }>().toExtend<Grants>()
    // @ts-expect-error: an unknown list
    startServer({ grants: { people: [] } })
    // @ts-expect-error: a misspelled property
    startServer({ grants: { applications: [{ appId: "app", delegatedPermission: [] }] } })
    // @ts-expect-error: an application without an id
    startServer({ grants: { applications: [{}] } })
  })

  it("name the roles as Entra does", () => {
    const userPrincipalName = "ada@contoso.com"
    expectTypeOf(startServer).toBeCallableWith({
      grants: { users: [{ userPrincipalName, directoryRoles: ["Intune Administrator"] }] },
    })
    // @ts-expect-error: another name
    startServer({ grants: { users: [{ userPrincipalName, directoryRoles: ["Intune Admin"] }] } })
  })
})
