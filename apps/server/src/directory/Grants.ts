/**
 * Grants: which tenants, applications and users the directory has, and what they may do.
 *
 * One schema describes them in a program and in a file. Grants are plain JSON, and the names are those of Microsoft Graph and
 * of the Entra admin center. A list that is absent limits nothing.
 */
import { readWritePermission } from "@odj/graph-wire"
import { Schema } from "effect"
import { directoryRoleNames } from "../entra/DirectoryRoles.ts"
import { domain } from "./Directory.ts"

const optional = <S extends Schema.Top>(schema: S, description: string) =>
  Schema.optionalKey(schema).annotateKey({ description })

/** A text that matches a pattern. The pattern has no flags, since JSON Schema has none. */
const text = (pattern: string, expected: string) =>
  Schema.String.check(Schema.isPattern(new RegExp(`^${pattern}$`, "u"), { expected }))

const guid = "[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}"

const name = Schema.String.check(Schema.isNonEmpty({ expected: "a text that is not empty" }))

const permissions = Schema.Array(
  text("[A-Za-z0-9_\\-]+(?:\\.[A-Za-z0-9_\\-]+)+", `a permission such as ${readWritePermission}`),
)

export const GrantedTenant = Schema.Struct({
  id: text(guid, "a GUID").annotateKey({ description: "The id of the tenant, a GUID" }),
  domains: optional(
    Schema.Array(text(domain, "a domain such as contoso.onmicrosoft.com")),
    "Domains that can stand for its id, and with which the names of its users end",
  ),
}).annotate({ identifier: "GrantedTenant", description: "A tenant" })

export const GrantedApplication = Schema.Struct({
  appId: name.annotateKey({ description: "The client id" }),
  displayName: optional(name, "The name that users see; by default the client id"),
  delegatedPermissions: optional(
    permissions,
    "What the application may do for users; by default everything that it requests",
  ),
  applicationPermissions: optional(
    permissions,
    "What the application may do without a user; by default read and write connectors",
  ),
  redirectUris: optional(
    Schema.Array(
      text(
        "[A-Za-z][A-Za-z0-9+.\\-]*://[^\\s#]+",
        "an absolute URL without a fragment, such as http://localhost",
      ),
    ),
    "The URLs to which users can be redirected after they sign in; by default the first one that is used",
  ),
  secrets: optional(Schema.Array(name), "Its client secrets; by default every secret is valid"),
}).annotate({
  identifier: "GrantedApplication",
  description: "An application, and what every tenant has consented to",
})

export const GrantedUser = Schema.Struct({
  userPrincipalName: text(
    `[^\\s@]+@(?:${domain}|${guid})`,
    "a name such as ada@contoso.onmicrosoft.com",
  ).annotateKey({
    description: "The name to sign in with. It ends with a domain of the tenant, or with its id",
  }),
  displayName: optional(name, "The display name; by default the name to sign in with"),
  directoryRoles: optional(
    Schema.Array(Schema.Literals(directoryRoleNames)),
    "The roles, which limit what applications can do for the user; by default nothing is limited",
  ),
}).annotate({ identifier: "GrantedUser", description: "A user" })

export const Grants = Schema.Struct({
  $schema: optional(Schema.String, "The JSON Schema, for editors"),
  tenants: optional(Schema.Array(GrantedTenant), "The tenants; by default every tenant exists"),
  applications: optional(
    Schema.Array(GrantedApplication),
    "The applications; by default every application exists and gets what it requests",
  ),
  users: optional(Schema.Array(GrantedUser), "The users; by default every user exists, without limits"),
}).annotate({ identifier: "Grants" })

export interface GrantedTenant extends Schema.Schema.Type<typeof GrantedTenant> {}
export interface GrantedApplication extends Schema.Schema.Type<typeof GrantedApplication> {}
export interface GrantedUser extends Schema.Schema.Type<typeof GrantedUser> {}
/** Which tenants, applications and users exist, and what they may do. A list that is absent limits nothing. */
export interface Grants extends Schema.Schema.Type<typeof Grants> {}
