/** Makes the tokens of the built-in issuer: for its token endpoint, for `odj-server token` and for `startServer`. */
import { defaultTenant, graphResource } from "@odj/graph-wire"
import { Clock, Effect, Result } from "effect"
import { type JWTPayload, SignJWT } from "jose"
import {
  type Application,
  allPermissions,
  type Directory,
  openDirectory,
  type Person,
} from "../directory/Directory.ts"
import { guidOf } from "../directory/GuidOf.ts"
import { widsOf } from "../entra/DirectoryRoles.ts"
import { type SigningKeys, signingAlgorithm } from "../entra/SigningKeys.ts"
import type { OAuthFailure } from "../oauth/OAuthFailure.ts"
import type { ClientAuthentication } from "../oauth/OAuthForm.ts"
import type { SignIn } from "../signin/SignIn.ts"
import { TokenFlaw, withFlaw, withOtherSignature } from "./TokenFlaw.ts"

/** An issuer, under one of its addresses. */
export interface Issuer {
  /** A URL of the server, without a trailing slash. */
  readonly url: string
  /** An effect, because making the keys takes some time. */
  readonly keys: Effect.Effect<SigningKeys>
}

/** The application of a token whose request names none. */
export const defaultAppId = "0d100d10-0d10-4d10-8d10-0d100d1000a1"

/** The lifetime of a token whose request names none, in seconds. */
export const defaultLifetime = 3_600

export interface TokenRequest {
  /** The tenant, a GUID or a domain; by default `0d100d10-0d10-4d10-8d10-0d100d100d10`. */
  readonly tenant?: string | undefined
  /**
   * Makes the token of this person, such as `ada@contoso.onmicrosoft.com`. By default a user's token is that of the first
   * person of the tenant.
   */
  readonly user?: string | undefined
  /** Makes a user's token with these permissions; by default, a user's token has all permissions. */
  readonly scopes?: ReadonlyArray<string> | undefined
  /** Makes an application's token with these permissions; by default, an application's token has all permissions. */
  readonly roles?: ReadonlyArray<string> | undefined
  /** The lifetime in seconds; by default 3600. */
  readonly expiresIn?: number | undefined
  /** The id of the application. */
  readonly appId?: string | undefined
}

/** The content of an access token, except for its times. */
export interface AccessGrant {
  readonly tenant: string
  readonly application: Pick<Application, "appId" | "displayName">
  /** The API that the token is for. */
  readonly resource: string
  readonly permissions: ReadonlyArray<string>
  readonly authentication: ClientAuthentication
  /** Whose token it is; without a person, it is the application's. */
  readonly person?: Person | undefined
}

/** The `iss` of a tenant's tokens. */
export const issuerName = (url: string, tenant: string) => `${url}/${tenant}/v2.0`

const sign = Effect.fnUntraced(function* ({ keys }: Issuer, claims: JWTPayload) {
  const [key] = yield* keys
  return yield* Effect.promise(() =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: signingAlgorithm, typ: "JWT", kid: key.kid })
      .sign(key.privateKey),
  )
})

/** A person; `sub` differs by application, as in Entra. */
const subjectOf = (tenant: string, appId: string, { id }: Person) => ({
  oid: id,
  sub: guidOf(tenant, id, appId),
})

/** The time claims, in seconds since 1970. */
const validity = (lifetime: number) =>
  Effect.map(Clock.currentTimeMillis, (millis) => {
    const now = Math.floor(millis / 1_000)
    return { iat: now, nbf: now, exp: now + lifetime }
  })

/** Makes an ID token, which identifies the person to the application. This API refuses it. */
export const mintIdToken = Effect.fnUntraced(function* (
  issuer: Issuer,
  { tenant, appId, person, nonce, session, signedInAt }: SignIn,
  scopes: ReadonlyArray<string>,
) {
  const { name, username } = person
  return yield* sign(issuer, {
    aud: appId,
    iss: issuerName(issuer.url, tenant),
    ...(yield* validity(defaultLifetime)),
    ...subjectOf(tenant, appId, person),
    ...(scopes.includes("profile") && { name, preferred_username: username, login_hint: username }),
    ...(scopes.includes("email") && { email: username }),
    nonce,
    auth_time: Math.floor(signedInAt / 1_000),
    sid: session,
    tid: tenant,
    ver: "2.0",
  })
})

/**
 * Makes an access token. Like Graph's tokens, it names the application and the person in the claims of both versions 1.0
 * and 2.0: `appid` and `azp`, `unique_name` and `preferred_username`.
 */
export const mintAccessToken = Effect.fnUntraced(function* (
  issuer: Issuer,
  { tenant, application, resource, permissions, authentication, person }: AccessGrant,
  lifetime = defaultLifetime,
) {
  const { appId, displayName } = application
  const flaw = yield* TokenFlaw
  const claims = {
    aud: resource,
    iss: issuerName(issuer.url, tenant),
    ...(yield* validity(lifetime)),
    app_displayname: displayName,
    appid: appId,
    appidacr: authentication,
    azp: appId,
    azpacr: authentication,
    ...(person === undefined
      ? appClaims(tenant, appId, permissions)
      : { ...userClaims(person, permissions), ...subjectOf(tenant, appId, person) }),
    tid: tenant,
    ver: "2.0",
  }
  const token = yield* sign(issuer, withFlaw(claims, flaw))
  return flaw === "invalidSignature" ? withOtherSignature(token) : token
})

const appClaims = (tenant: string, appId: string, roles: ReadonlyArray<string>) => {
  const id = guidOf(tenant, appId)
  // Entra leaves out an empty list.
  return { idtyp: "app", ...(roles.length > 0 && { roles }), oid: id, sub: id }
}

const userClaims = ({ name, username, roles }: Person, scopes: ReadonlyArray<string>) => ({
  idtyp: "user",
  scp: scopes.join(" "),
  name,
  preferred_username: username,
  unique_name: username,
  upn: username,
  ...(roles && { wids: widsOf(roles) }),
})

/** Whose token a request is for: of a person, or of an application. By default the tenant is that of the person. */
const subjectIn = (
  directory: Directory,
  { tenant: named, user, scopes }: TokenRequest,
): Result.Result<Pick<AccessGrant, "tenant" | "person">, OAuthFailure> => {
  const main = Result.getOrElse(directory.tenantOf("common"), () => defaultTenant)
  const tenant =
    named === undefined ? undefined : Result.getOrElse(directory.tenantOf(named), () => named.toLowerCase())
  if (user === undefined && scopes === undefined) return Result.succeed({ tenant: tenant ?? main })
  const isMeant = ({ username }: Person) =>
    user === undefined || username.toLowerCase() === user.toLowerCase()
  const listed = directory.people(tenant).find(isMeant)
  const found =
    listed === undefined ? directory.person(tenant ?? main, user ?? "user") : Result.succeed(listed)
  return Result.map(found, (person) => ({ tenant: person.tenant, person }))
}

/** Makes a token for Graph's API, which need not be granted in the directory. Fails if the directory has no such person. */
export const mintToken = Effect.fnUntraced(function* (
  issuer: Issuer,
  request: TokenRequest = {},
  directory: Directory = openDirectory,
) {
  const { scopes = allPermissions, roles = allPermissions, appId = defaultAppId } = request
  const { tenant, person } = yield* Effect.fromResult(subjectIn(directory, request))
  return yield* mintAccessToken(
    issuer,
    {
      tenant,
      application: Result.getOrElse(directory.application(tenant, appId), () => ({
        appId,
        displayName: appId,
      })),
      resource: graphResource,
      permissions: person === undefined ? roles : scopes,
      authentication: person === undefined ? "1" : "0",
      person,
    },
    request.expiresIn,
  )
})
