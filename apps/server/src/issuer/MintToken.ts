/** How our own issuer makes a token, whoever asks for one: its token endpoint, the start-up line, the command line. */
import { createHash } from "node:crypto"
import { defaultTenant, graphResource, readWritePermission } from "@odj/graph-wire"
import { Clock, Effect } from "effect"
import { type JWTPayload, SignJWT } from "jose"
import { type SigningKeys, signingAlgorithm } from "../entra/SigningKeys.ts"

/** An issuer: where it is, and what it signs with. */
export interface Issuer {
  /** The address of the server, without a slash at its end. */
  readonly url: string
  /** What gives the keys whenever they are asked for: they may still be in the making. */
  readonly keys: Effect.Effect<SigningKeys>
}

/** The application that tokens are for which name none. */
export const defaultAppId = "0d100d10-0d10-4d10-8d10-0d100d1000a1"

/** In seconds. */
export const defaultLifetime = 3_600

export interface TokenRequest {
  /** A GUID; the default tenant's where absent. */
  readonly tenant?: string | undefined
  /** For a token of a user: what the user lets the application do. */
  readonly scopes?: ReadonlyArray<string> | undefined
  /** For a token of an application, where there are no scopes: what it may do; all there is where absent. */
  readonly roles?: ReadonlyArray<string> | undefined
  /** In seconds. */
  readonly expiresIn?: number | undefined
  readonly appId?: string | undefined
}

/** The issuer's name in the tokens of a tenant, which `{tenantid}` stands for in what a verifier trusts. */
export const issuerName = (url: string, tenant: string) => `${url}/${tenant}/v2.0`

/** A GUID that is always the same for the same names. */
const guidOf = (...names: ReadonlyArray<string>) =>
  createHash("sha256")
    .update(names.join("\n"))
    .digest("hex")
    .replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-8$4-$5")

const sign = Effect.fnUntraced(function* ({ keys }: Issuer, claims: JWTPayload) {
  const [key] = yield* keys
  return yield* Effect.promise(() =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: signingAlgorithm, typ: "JWT", kid: key.kid })
      .sign(key.privateKey),
  )
})

/** The user of a tenant; there is one, to each application under a name of its own. */
const userOf = (tenant: string, appId: string) => ({
  oid: guidOf(tenant, "user"),
  sub: guidOf(tenant, "user", appId),
})

/** From when to when, in seconds since 1970. */
const validity = (lifetime: number) =>
  Effect.map(Clock.currentTimeMillis, (millis) => {
    const now = Math.floor(millis / 1_000)
    return { iat: now, nbf: now, exp: now + lifetime }
  })

/**
 * Makes an ID token, which tells an application who its user is. It opens nothing: this API refuses it.
 */
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
 * Makes a token. Like Graph's own it names the application twice, as tokens of version 1.0 and of 2.0 do; that of a user
 * names one and the same user for every application of a tenant.
 */
export const mintToken = Effect.fnUntraced(function* (issuer: Issuer, request: TokenRequest = {}) {
  const { scopes, roles = [readWritePermission], expiresIn = defaultLifetime, appId = defaultAppId } = request
  const tenant = (request.tenant ?? defaultTenant).toLowerCase()
  const app = guidOf(tenant, appId)
  return yield* sign(issuer, {
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
  })
})
