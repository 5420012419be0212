/** The directory of the built-in issuer: its tenants, applications and people, and what they are granted. */
import { isGuid } from "@odj/domain"
import { defaultTenant, readWritePermission } from "@odj/graph-wire"
import { Result } from "effect"
import type { DirectoryRole } from "../entra/DirectoryRoles.ts"
import { isSharedTenant, personalTenant } from "../entra/Entra.ts"
import { userNotFound } from "../oauth/GrantFailures.ts"
import { type OAuthFailure, tenantNotFound } from "../oauth/OAuthFailure.ts"
import { guidOf } from "./GuidOf.ts"
import { isSameName } from "./Username.ts"

/** A person who can sign in. */
export interface Person {
  /** The object id in the tenant, a GUID. */
  readonly id: string
  /** The tenant that the person belongs to. */
  readonly tenant: string
  /** The name to sign in with, such as `ada@contoso.onmicrosoft.com`. */
  readonly username: string
  /** The display name. */
  readonly name: string
  /** The roles in the directory; `undefined` if the person can do everything. */
  readonly roles?: ReadonlyArray<DirectoryRole> | undefined
}

/** An application as one tenant knows it. */
export interface Application {
  readonly appId: string
  readonly displayName: string
  /** The registered redirect URIs; `undefined` if the first sign-in registers the one that it uses. */
  readonly redirectUris?: ReadonlyArray<string> | undefined
  /** Whether an administrator has consented to its permissions, so that people need not approve them. */
  readonly hasAdminConsent?: boolean | undefined
}

/** Tenants are lower-case GUIDs. Each failure is the one that Entra reports. */
export interface Directory {
  /** The tenant of a name in a path: a GUID, a domain, or `common`, `organizations` or `consumers`. */
  tenantOf(name: string): Result.Result<string, OAuthFailure>
  application(tenant: string, appId: string): Result.Result<Application, OAuthFailure>
  /** Checks a client secret of an application. */
  checkSecret(tenant: string, appId: string, secret: string): Result.Result<void, OAuthFailure>
  /** The registered applications. Others may exist too. */
  applications(): ReadonlyArray<Application>
  /** The people that a sign-in page lists, of one tenant or of all. Others may be able to sign in too. */
  people(tenant: string | undefined): ReadonlyArray<Person>
  person(tenant: string, username: string): Result.Result<Person, OAuthFailure>
  /** The permissions that a person grants to an application: the requested ones, with `.default` replaced. */
  delegated(
    application: { readonly tenant: string; readonly appId: string },
    person: Person,
    requested: ReadonlyArray<string>,
  ): Result.Result<ReadonlyArray<string>, OAuthFailure>
  /** The permissions that an application has without a person. */
  roles(tenant: string, appId: string): Result.Result<ReadonlyArray<string>, OAuthFailure>
}

/** The tenant that a name in a path stands for. */
const aliased = (name: string): string => {
  if (isSharedTenant(name)) return defaultTenant
  const lower = name.toLowerCase()
  return lower === "consumers" ? personalTenant : lower
}

/** The permissions that `.default` stands for. */
export const allPermissions = [readWritePermission]

const label = "[0-9A-Za-z](?:[0-9A-Za-z-]*[0-9A-Za-z])?"

/** The pattern of a domain with at least two labels, of which the last does not begin with a digit. */
export const domain = `(?:${label}\\.)+(?!\\d)${label}`

const isDomain = new RegExp(`^${domain}$`)

/** Longer than every user name in Entra. Names are stored with sessions, codes and refresh tokens. */
const maxUsername = 256

const usernameOf = (tenant: string) => `user@${tenant}`

/** The console of this server, as an application that people sign in to. */
export const consoleApplication: Application = {
  appId: "0d100d10-0d10-4d10-8d10-0d10c02501e0",
  displayName: "The console of odj-server",
}

/** The directory in which every tenant, application and person exists and has what it requests. */
export const openDirectory: Directory = {
  tenantOf: (name) => {
    const tenant = aliased(name)
    if (isGuid(tenant)) return Result.succeed(tenant)
    return isDomain.test(tenant) ? Result.succeed(guidOf(tenant)) : Result.fail(tenantNotFound(name))
  },
  application: (_tenant, appId) =>
    Result.succeed(appId === consoleApplication.appId ? consoleApplication : { appId, displayName: appId }),
  checkSecret: () => Result.void,
  applications: () => [],
  people: (tenant = defaultTenant) => [
    { id: guidOf(tenant, "user"), tenant, username: usernameOf(tenant), name: "User" },
  ],
  person: (tenant, username) =>
    username.length > maxUsername
      ? Result.fail(userNotFound(`${username.slice(0, maxUsername)}…`, tenant))
      : Result.succeed({
          id: isSameName(username, usernameOf(tenant))
            ? guidOf(tenant, "user")
            : guidOf(tenant, "user", username.toLowerCase()),
          tenant,
          username,
          name: username,
        }),
  delegated: (_application, _person, requested) =>
    Result.succeed([
      ...new Set(requested.flatMap((name) => (name === ".default" ? allPermissions : [name]))),
    ]),
  roles: () => Result.succeed(allPermissions),
}
