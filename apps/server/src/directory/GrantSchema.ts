/** The JSON Schema of a file with grants, for editors and for other languages. */
import { defaultTenant, readPermission } from "@odj/graph-wire"
import { definitionsOf, draft, type Json } from "../input/JsonSchema.ts"
import { Grants } from "./Grants.ts"

/** An example of grants, as people write them. */
export const exampleGrants: Grants = {
  tenants: [{ id: defaultTenant, domains: ["contoso.onmicrosoft.com"] }],
  applications: [
    {
      appId: "2f0d1a34-5c59-4a0e-9f0b-6f6c3f1e7a10",
      displayName: "Connector monitor",
      delegatedPermissions: ["User.Read", readPermission],
      applicationPermissions: [readPermission],
      redirectUris: ["http://localhost"],
      secrets: ["not-so-secret"],
    },
  ],
  users: [
    {
      userPrincipalName: "ada@contoso.onmicrosoft.com",
      displayName: "Ada",
      directoryRoles: ["Intune Administrator"],
    },
  ],
}

/** The schema of grants, in the draft 2020-12. */
export const grantSchema = (): Json => ({
  $schema: draft,
  $id: "urn:odj:grants",
  title: "Grants of odj-server",
  description: "Which tenants, applications and users exist, and what they are granted",
  examples: [exampleGrants],
  $ref: "#/$defs/Grants",
  $defs: definitionsOf(Grants),
})
