/** How our own issuer makes a token, whoever asks for one: its token endpoint, the start-up line, the command line. */
import { createHash } from "node:crypto"
import { Clock, Effect } from "effect"
import { SignJWT } from "jose"
import { graphResource } from "./Entra.ts"
import { readWrite } from "./Permission.ts"
import { type SigningKeys, signingAlgorithm } from "./SigningKeys.ts"

/** An issuer: where it is, and what it signs with. */
export interface Issuer {
  /** The address of the server, without a slash at its end. */
  readonly url: string
  /** What gives the keys whenever they are asked for: they may still be in the making. */
  readonly keys: Effect.Effect<SigningKeys>
}

/** The tenant of tokens that name none. */
export const defaultTenant = "0d100d10-0d10-4d10-8d10-0d100d100d10"

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

/**
 * Makes a token. Like Graph's own it names the application twice, as tokens of version 1.0 and of 2.0 do; that of a user
 * names one and the same user for every application of a tenant.
 */
export const mintToken = Effect.fnUntraced(function* ({ url, keys }: Issuer, request: TokenRequest = {}) {
  const { scopes, roles = [readWrite], expiresIn = defaultLifetime, appId = defaultAppId } = request
  const tenant = (request.tenant ?? defaultTenant).toLowerCase()
  const [key] = yield* keys
  const now = Math.floor((yield* Clock.currentTimeMillis) / 1_000)
  const oid = guidOf(tenant, scopes === undefined ? appId : "user")
  const claims = {
    aud: graphResource,
    iss: issuerName(url, tenant),
    iat: now,
    nbf: now,
    exp: now + expiresIn,
    appid: appId,
    azp: appId,
    oid,
    ...(scopes === undefined
      ? { idtyp: "app", roles, sub: oid }
      : { idtyp: "user", scp: scopes.join(" "), sub: guidOf(tenant, "user", appId) }),
    tid: tenant,
    ver: "2.0",
  }
  return yield* Effect.promise(() =>
    new SignJWT(claims)
      .setProtectedHeader({ alg: signingAlgorithm, typ: "JWT", kid: key.kid })
      .sign(key.privateKey),
  )
})
