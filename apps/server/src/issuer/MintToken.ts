/** Makes the tokens of the built-in issuer: for its token endpoint, for `odj-server token` and for `startServer`. */
import { defaultTenant, graphResource, readWritePermission } from "@odj/graph-wire"
import { Clock, Effect } from "effect"
import { type JWTPayload, SignJWT } from "jose"
import { guidOf } from "../directory/GuidOf.ts"
import { type SigningKeys, signingAlgorithm } from "../entra/SigningKeys.ts"
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
  /** The tenant, a GUID; by default `0d100d10-0d10-4d10-8d10-0d100d100d10`. */
  readonly tenant?: string | undefined
  /** Makes a user's token with these permissions. */
  readonly scopes?: ReadonlyArray<string> | undefined
  /** Makes an application's token with these permissions, if there are no `scopes`; by default with all permissions. */
  readonly roles?: ReadonlyArray<string> | undefined
  /** The lifetime in seconds; by default 3600. */
  readonly expiresIn?: number | undefined
  /** The id of the application. */
  readonly appId?: string | undefined
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

/** The one user of a tenant; `sub` differs by application, as in Entra. */
const userOf = (tenant: string, appId: string) => ({
  oid: guidOf(tenant, "user"),
  sub: guidOf(tenant, "user", appId),
})

/** The time claims, in seconds since 1970. */
const validity = (lifetime: number) =>
  Effect.map(Clock.currentTimeMillis, (millis) => {
    const now = Math.floor(millis / 1_000)
    return { iat: now, nbf: now, exp: now + lifetime }
  })

/** Makes an ID token, which identifies the user to an application. This API refuses it. */
export const mintIdToken = Effect.fnUntraced(function* (issuer: Issuer, request: TokenRequest) {
  const { tenant = defaultTenant, appId = defaultAppId } = request
  return yield* sign(issuer, {
    aud: appId,
    iss: issuerName(issuer.url, tenant),
    ...(yield* validity(defaultLifetime)),
    ...userOf(tenant, appId),
    name: "User",
    preferred_username: `user@${tenant}`,
    tid: tenant,
    ver: "2.0",
  })
})

/**
 * Makes an access token. Like Graph's tokens it names the application in `appid` and in `azp`, the claims of versions 1.0
 * and 2.0. All user tokens of a tenant have the same `oid`.
 */
export const mintToken = Effect.fnUntraced(function* (issuer: Issuer, request: TokenRequest = {}) {
  const { scopes, roles = [readWritePermission], expiresIn = defaultLifetime, appId = defaultAppId } = request
  const tenant = (request.tenant ?? defaultTenant).toLowerCase()
  const app = guidOf(tenant, appId)
  const flaw = yield* TokenFlaw
  const claims = {
    aud: graphResource,
    iss: issuerName(issuer.url, tenant),
    ...(yield* validity(expiresIn)),
    appid: appId,
    azp: appId,
    ...(scopes === undefined
      ? { idtyp: "app", roles, oid: app, sub: app }
      : { idtyp: "user", scp: scopes.join(" "), ...userOf(tenant, appId) }),
    tid: tenant,
    ver: "2.0",
  }
  const token = yield* sign(issuer, withFlaw(claims, flaw))
  return flaw === "invalidSignature" ? withOtherSignature(token) : token
})
