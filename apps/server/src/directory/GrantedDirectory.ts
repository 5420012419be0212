/** The directory that grants describe. For an absent list, it does what the open directory does. */
import { Result } from "effect"
import { isSharedTenant } from "../entra/Entra.ts"
import { applicationNotFound, consentRequired, secretInvalid, userNotFound } from "../oauth/GrantFailures.ts"
import { tenantNotFound } from "../oauth/OAuthFailure.ts"
import { openIdScopes } from "../oauth/RequestedScopes.ts"
import {
  type Application,
  consoleApplication,
  type Directory,
  openDirectory,
  type Person,
} from "./Directory.ts"
import type { GrantedApplication, GrantedUser, Grants } from "./Grants.ts"
import { guidOf } from "./GuidOf.ts"
import { domainOf, isSameName } from "./Username.ts"

const tenantsOf = (tenants: NonNullable<Grants["tenants"]>): Directory["tenantOf"] => {
  const ids = new Map(
    tenants.flatMap(({ id, domains = [] }) =>
      [id, ...domains].map((name) => [name.toLowerCase(), id.toLowerCase()]),
    ),
  )
  const [first] = ids.values()
  return (name) => {
    // The open directory leads both to its default tenant.
    const tenant = isSharedTenant(name) ? first : ids.get(name.toLowerCase())
    return tenant === undefined ? Result.fail(tenantNotFound(name)) : Result.succeed(tenant)
  }
}

/** People sign in to the console without knowing that it is an application. */
const consoleAdvice = ` This is the console of odj-server: to use it, add { "appId": "${consoleApplication.appId}" } to "applications" in the grants, and restart the server.`

const applicationsOf = (
  applications: ReadonlyArray<GrantedApplication>,
): Pick<Directory, "application" | "applications" | "checkSecret" | "delegated" | "roles"> => {
  const applicationOf = ({
    appId,
    displayName = appId,
    redirectUris,
    delegatedPermissions,
  }: GrantedApplication): Application => ({
    appId,
    displayName,
    redirectUris,
    hasAdminConsent: delegatedPermissions !== undefined,
  })
  const find = (tenant: string, appId: string) => {
    const found = applications.find((application) => isSameName(application.appId, appId))
    if (found !== undefined) return Result.succeed(found)
    const advice = isSameName(appId, consoleApplication.appId) ? consoleAdvice : ""
    return Result.fail(applicationNotFound(appId, tenant, advice))
  }
  return {
    application: (tenant, id) => Result.map(find(tenant, id), applicationOf),
    applications: () => applications.map(applicationOf),
    checkSecret: (tenant, id, secret) =>
      Result.flatMap(find(tenant, id), ({ appId, secrets }) =>
        secrets?.includes(secret) === false ? Result.fail(secretInvalid(appId)) : Result.void,
      ),
    delegated: (of, person, requested) =>
      Result.flatMap(
        find(of.tenant, of.appId),
        ({ appId, displayName = appId, delegatedPermissions: granted }) => {
          if (granted === undefined) return openDirectory.delegated(of, person, requested)
          const names = requested.flatMap((name) => (name === ".default" ? granted : [name]))
          const hasConsent =
            // The scopes of OpenID Connect need no consent of an administrator.
            names.every((name) => granted.includes(name) || openIdScopes.includes(name)) &&
            !(granted.length === 0 && requested.includes(".default"))
          return hasConsent
            ? Result.succeed([...new Set(names)])
            : Result.fail(consentRequired(appId, displayName))
        },
      ),
    roles: (tenant, id) =>
      Result.flatMap(find(tenant, id), ({ appId, applicationPermissions: granted }) =>
        granted === undefined ? openDirectory.roles(tenant, appId) : Result.succeed(granted),
      ),
  }
}

const usersOf = (
  users: ReadonlyArray<GrantedUser>,
  tenantOf: Directory["tenantOf"],
): Pick<Directory, "people" | "person"> => {
  const all = users.map(
    ({ userPrincipalName: username, displayName: name = username, directoryRoles: roles }): Person => {
      // Grants whose users have no tenant are invalid.
      const tenant = Result.getOrThrow(tenantOf(domainOf(username)))
      return { id: guidOf(tenant, "user", username.toLowerCase()), tenant, username, name, roles }
    },
  )
  const people = (tenant: string | undefined) =>
    tenant === undefined ? all : all.filter((person) => person.tenant === tenant)
  return {
    people,
    person: (tenant, username) => {
      const person = people(tenant).find((person) => isSameName(person.username, username))
      return person === undefined ? Result.fail(userNotFound(username, tenant)) : Result.succeed(person)
    },
  }
}

/** Makes a directory of valid grants. */
export const makeGrantedDirectory = ({ tenants, applications, users }: Grants): Directory => {
  const tenantOf = tenants === undefined ? openDirectory.tenantOf : tenantsOf(tenants)
  return {
    ...openDirectory,
    tenantOf,
    ...(applications && applicationsOf(applications)),
    ...(users && usersOf(users, tenantOf)),
  }
}
