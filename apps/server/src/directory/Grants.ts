/**
 * Grants: which tenants, applications and users the directory has, and what they may do.
 *
 * One schema describes them in a program and in a file. Grants are plain JSON, and the names are those of Microsoft Graph and
 * of the Entra admin center. A list that is absent limits nothing.
 */
import { isGuid } from "@odj/domain"
import { readWritePermission } from "@odj/graph-wire"
import { Schema } from "effect"
import { directoryRoleNames } from "../entra/DirectoryRoles.ts"
import { isDomain } from "./Directory.ts"

const optional = <S extends Schema.Top>(schema: S, description: string) =>
  Schema.optionalKey(schema).annotateKey({ description })

const text = (expected: string, isValid: (text: string) => boolean) =>
  Schema.String.check(Schema.makeFilter((value) => isValid(value) || `Expected ${expected}`))

const permissions = Schema.Array(
  text(`the name of a permission, such as ${readWritePermission}`, (name) =>
    /^[\w-]+(?:\.[\w-]+)+$/.test(name),
  ),
)

const isRedirectUri = (uri: string) => URL.canParse(uri) && !uri.includes("#")

export const GrantedTenant = Schema.Struct({
  id: text("a GUID", isGuid).annotateKey({ description: "The id of the tenant, a GUID" }),
  domains: optional(
    Schema.Array(text("a domain such as contoso.onmicrosoft.com", isDomain)),
    "Its domains, which can stand for its id, and with which the names of its users end",
  ),
}).annotate({ identifier: "GrantedTenant", description: "A tenant" })

export const GrantedApplication = Schema.Struct({
  appId: Schema.NonEmptyString.annotateKey({ description: "The client id" }),
  displayName: optional(Schema.NonEmptyString, "The name that users see; by default the client id"),
  delegatedPermissions: optional(
    permissions,
    "What the application may do for users; by default everything that it requests",
  ),
  applicationPermissions: optional(
    permissions,
    "What the application may do without a user; by default read and write connectors",
  ),
  redirectUris: optional(
    Schema.Array(text("an absolute URL without a fragment", isRedirectUri)),
    "Where users may be sent after they sign in; by default the first one that the application uses",
  ),
  secrets: optional(
    Schema.Array(Schema.NonEmptyString),
    "Its client secrets; by default every secret is valid",
  ),
}).annotate({
  identifier: "GrantedApplication",
  description: "An application, with what all tenants consented to",
})

export const GrantedUser = Schema.Struct({
  userPrincipalName: text("a name such as ada@contoso.onmicrosoft.com", (name) => {
    const [user = "", domain = "", ...rest] = name.split("@")
    return user !== "" && rest.length === 0 && (isDomain(domain) || isGuid(domain))
  }).annotateKey({
    description: "The name to sign in with. Its domain, or the id after the @, names the tenant",
  }),
  displayName: optional(
    Schema.NonEmptyString,
    "The name that others see; by default the name to sign in with",
  ),
  directoryRoles: optional(
    Schema.Array(Schema.Literals(directoryRoleNames)),
    "The roles in the directory, which limit what applications may do for the user; by default nothing is limited",
  ),
}).annotate({ identifier: "GrantedUser", description: "A user" })

export const Grants = Schema.Struct({
  $schema: optional(Schema.String, "The JSON Schema, for editors"),
  tenants: optional(Schema.Array(GrantedTenant), "The tenants; by default every tenant exists"),
  applications: optional(
    Schema.Array(GrantedApplication),
    "The applications; by default every application exists, with every permission",
  ),
  users: optional(Schema.Array(GrantedUser), "The users; by default every user exists, without a limit"),
}).annotate({ identifier: "Grants" })
export interface GrantedTenant extends Schema.Schema.Type<typeof GrantedTenant> {}
export interface GrantedApplication extends Schema.Schema.Type<typeof GrantedApplication> {}
export interface GrantedUser extends Schema.Schema.Type<typeof GrantedUser> {}
/** Which tenants, applications and users exist, and what they may do. A list that is absent limits nothing. */
export interface Grants extends Schema.Schema.Type<typeof Grants> {}
