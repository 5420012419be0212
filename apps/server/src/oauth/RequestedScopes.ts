/** Reads the scopes that a client requests: the permissions of APIs, and those of OpenID Connect. */
import { isGuid } from "@odj/domain"
import { graphAppId, graphResource } from "@odj/graph-wire"
import { Result } from "effect"
import {
  type OAuthFailure,
  resourceNotFound,
  resourcesSeveral,
  scopeInvalid,
  scopesTooMany,
} from "./OAuthFailure.ts"

export interface RequestedScopes {
  /** The API: the id of its application, or Graph's address. By default it is Graph. */
  readonly resource: string
  /** The names of the permissions, without the API. `.default` stands for all that are granted. */
  readonly permissions: ReadonlyArray<string>
  readonly openId: ReadonlyArray<string>
  /** The permissions of further APIs, with the API: a person can consent to several, but a token is for one. */
  readonly further: ReadonlyArray<string>
}

/** The scopes of OpenID Connect, which belong to no API. */
export const openIdScopes = ["openid", "profile", "email", "offline_access"]

/** Scopes are stored with what was issued for them. */
const maxScope = 4_096

const permissionName = /^[\w.-]+$/

/** The API with an address or an id. `api://ID` is the usual address of an application's API. */
const resourceOf = (name: string): string | undefined => {
  const address = name.replace(/\/$/, "")
  // An id has no colon. Otherwise `api://https://graph.microsoft.com` would name Graph too.
  const [, named = address] = /^api:\/\/([^:]+)$/.exec(address) ?? []
  const id = isGuid(named) ? named.toLowerCase() : named
  if (id === graphResource || id === graphAppId) return graphResource
  return named !== address || isGuid(id) ? id : undefined
}

/** Reads a `scope`, which may have permissions of several APIs. It fails if it is too long. */
export const readScopes = (scope: string, tenant: string): Result.Result<RequestedScopes, OAuthFailure> => {
  if (scope.length > maxScope) return Result.fail(scopesTooMany)
  const names = [...new Set(scope.split(" ").filter((name) => name !== ""))]
  const openId = names.filter((name) => openIdScopes.includes(name))
  const permissions = new Map<string, Set<string>>()
  for (const name of names.filter((name) => !openIdScopes.includes(name))) {
    const end = name.lastIndexOf("/")
    const address = name.slice(0, Math.max(end, 0))
    const permission = name.slice(end + 1)
    if (!permissionName.test(permission)) return Result.fail(scopeInvalid(scope))
    const resource = end < 0 ? graphResource : resourceOf(address)
    if (resource === undefined)
      return Result.fail(URL.canParse(address) ? resourceNotFound(address, tenant) : scopeInvalid(scope))
    permissions.set(resource, (permissions.get(resource) ?? new Set()).add(permission))
  }
  if (names.length === 0) return Result.fail(scopeInvalid(scope))
  const [first = graphResource] = permissions.keys()
  const resource = permissions.has(graphResource) ? graphResource : first
  const own = [...(permissions.get(resource) ?? [])]
  permissions.delete(resource)
  const further = [...permissions].flatMap(([api, names]) => [...names].map((name) => `${api}/${name}`))
  return Result.succeed({ resource, permissions: own, openId, further })
}

/** Reads the `scope` of a token. It fails if it has permissions of several APIs. */
export const readTokenScopes = (
  scope: string,
  tenant: string,
): Result.Result<RequestedScopes, OAuthFailure> =>
  Result.flatMap(readScopes(scope, tenant), (scopes) =>
    scopes.further.length > 0 ? Result.fail(resourcesSeveral(scope)) : Result.succeed(scopes),
  )
