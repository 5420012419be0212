/**
 * The claims of an access token: whose it is, and what it permits.
 *
 * Microsoft Entra, RFC 9068 and other providers use different names for the same things. All of their access tokens are
 * accepted here, but no ID token.
 */
import { isGuid } from "@odj/domain"
import { readPermission, readWritePermission } from "@odj/graph-wire"
import { Duration, Predicate, Result } from "effect"
import type { JWTPayload } from "jose"
import { intuneAccess } from "../entra/DirectoryRoles.ts"
import { personalTenant } from "../entra/Entra.ts"
import {
  AccountNotSupported,
  type Principal,
  TenantNotAllowed,
  TokenAudienceInvalid,
  TokenExpired,
  type TokenFailure,
  TokenInvalid,
  TokenWithoutPermissions,
} from "./Authenticator.ts"
import type { VerificationKey } from "./KeySource.ts"
import { issuerOf, type Trust, tenantOf } from "./Trust.ts"

/**
 * How far the issuer's clock may be ahead of the server's, in seconds. This applies to `nbf` and `iat`. `exp` has no
 * tolerance: clients renew their tokens well before they expire.
 */
export const skew = Duration.toSeconds("5 minutes")

/** The longest lifetime of Entra's access tokens, in seconds: clients with continuous access evaluation get 28 hours. */
const maxLifetime = Duration.toSeconds("28 hours")

const invalid = (reason: string) => new TokenInvalid({ reason })

/** The ids of the client that uses the token: Entra's claims of version 1.0 and 2.0, RFC 9068's and Okta's. */
const clientsOf = ({ appid, azp, client_id, cid }: JWTPayload): ReadonlyArray<string> =>
  [appid, azp, client_id, cid].filter(Predicate.isString)

/** The scopes that a user or a provider granted: `scp` of Entra and Okta, `scope` of RFC 9068 and others. */
const scopesOf = ({ scp, scope }: JWTPayload): unknown => (scp === undefined ? scope : scp)

/** The only audience of a token. A token with several could be used here by every other service that receives it. */
const audienceOf = ({ aud }: JWTPayload): string | undefined => {
  const audiences: ReadonlyArray<unknown> = [aud].flat()
  return audiences.length === 1 && Predicate.isString(audiences[0]) ? audiences[0] : undefined
}

/**
 * Whether the claims are those of an ID token, which is not meant for an API.
 *
 * If an API is also a client, its ID tokens have the same audience as its access tokens, and may have the user's `roles`.
 * Some claims say that a token is an ID token: Keycloak's `typ` is one. Otherwise it has no scopes and either a `nonce`, no
 * client, or a client that equals its audience. Access tokens of Azure AD B2C and of older versions of Keycloak have a `nonce`
 * and scopes.
 */
const isIdToken = (claims: JWTPayload, audience: string) => {
  const { typ, at_hash, c_hash, nonce, idtyp } = claims
  const clients = clientsOf(claims)
  return (
    typ === "ID" ||
    at_hash !== undefined ||
    c_hash !== undefined ||
    (scopesOf(claims) === undefined &&
      idtyp !== "app" &&
      (nonce !== undefined || clients.length === 0 || clients.includes(audience)))
  )
}

/**
 * The permissions of a token: its scopes, or `roles` in Entra's tokens for applications. The `roles` of a token with scopes
 * do not count: they are the user's roles within the application. Auth0's `permissions` do not count either: they are all
 * permissions of the user, including those that the application did not get.
 */
const permissionsOf = (claims: JWTPayload): Result.Result<ReadonlyArray<unknown>, TokenFailure> => {
  const { scp, roles, idtyp } = claims
  const scopes = scopesOf(claims)
  if (scopes === undefined && roles === undefined) return Result.fail(new TokenWithoutPermissions())
  if (idtyp !== undefined && idtyp !== (scopes === undefined ? "app" : "user"))
    return Result.fail(invalid("Invalid idtyp claim."))
  if (Predicate.isString(scopes)) return Result.succeed(scopes.split(" "))
  const [name, list] = scopes === undefined ? ["roles", roles] : [scp === undefined ? "scope" : "scp", scopes]
  return Array.isArray(list) && list.every(Predicate.isString)
    ? Result.succeed(list)
    : Result.fail(invalid(`Invalid ${name} claim.`))
}

/**
 * The user of a token with scopes. A token that a client got for itself has the client as its `sub`; Auth0 appends
 * `@clients`.
 */
const userOf = (claims: JWTPayload): string | undefined => {
  const { oid, sub } = claims
  const isForClient = clientsOf(claims).some((client) => sub === client || sub === `${client}@clients`)
  return scopesOf(claims) === undefined || isForClient ? undefined : [oid, sub].find(Predicate.isString)
}

/** The caller that a token identifies, and when the token expires, in milliseconds since 1970. */
export interface Verified {
  readonly principal: Principal
  readonly expiresAt: number
}

/** Checks the claims of a token that `jose` has verified with that key; `now` is in seconds since 1970. */
export const checkClaims = (
  claims: JWTPayload,
  key: VerificationKey,
  { issuers, isIssuer, tenants }: Trust,
  now: number,
): Result.Result<Verified, TokenFailure> => {
  const { iss, tid, iat = Number.POSITIVE_INFINITY, exp = Number.POSITIVE_INFINITY } = claims
  if (exp <= now) return Result.fail(new TokenExpired())
  if (exp > now + maxLifetime) return Result.fail(invalid("The lifetime of the token is too long."))
  if (iat > now + skew) return Result.fail(invalid("The token is issued in the future."))
  const audience = audienceOf(claims)
  if (audience === undefined) return Result.fail(new TokenAudienceInvalid())
  if (tid !== undefined && !(Predicate.isString(tid) && isGuid(tid)))
    return Result.fail(invalid("Invalid tid claim."))
  const issuer = issuers.find((issuer) => issuerOf(issuer, tid) === iss)
  const own = tid !== undefined && isIssuer?.(String(iss), tid) ? tid.toLowerCase() : undefined
  const tenantId = issuer === undefined ? own : tenantOf(issuer, tid)
  if (tenantId === undefined) return Result.fail(invalid("Invalid issuer."))
  if (!isKeyOf(issuers, key, tid ?? tenantId)) return Result.fail(invalid("Invalid issuer of the key."))
  if (tenantId === personalTenant) return Result.fail(new AccountNotSupported())
  if (tenants !== undefined && !tenants.includes(tenantId))
    return Result.fail(new TenantNotAllowed({ tenantId }))
  if (isIdToken(claims, audience)) return Result.fail(invalid("An ID token is not an access token."))
  return Result.map(permissionsOf(claims), (permissions) => {
    const canWrite = permissions.includes(readWritePermission)
    const canRead = canWrite || permissions.includes(readPermission)
    const [application] = clientsOf(claims)
    // The roles in a provider's token say little: Intune has roles too, and no token lists them.
    const roles = own !== undefined && Array.isArray(claims.wids) ? intuneAccess(claims.wids) : undefined
    return {
      principal: { tenantId, application, user: userOf(claims), canRead, canWrite, ...(roles && { roles }) },
      expiresAt: exp * 1_000,
    }
  })
}

/**
 * Whether the key belongs to an issuer of the tenant. Entra signs with the same keys as two issuers, and publishes the keys
 * with the name of one, so that is not always the `iss` of the token.
 */
const isKeyOf = (issuers: ReadonlyArray<string>, { issuer: owner }: VerificationKey, tid: string) =>
  owner === undefined || issuers.some((issuer) => issuerOf(issuer, tid) === issuerOf(owner, tid))
