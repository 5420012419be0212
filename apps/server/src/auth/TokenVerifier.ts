/**
 * Verifies bearer tokens.
 *
 * `jose` verifies the signature and the standard claims. This file is stricter: it accepts only the form of access token
 * that Microsoft Entra issues for this API.
 */
import { isUtf8 } from "node:buffer"
import { isGuid } from "@odj/domain"
import { parseJson, readPermission, readWritePermission } from "@odj/graph-wire"
import { Clock, Duration, Effect, Predicate, Result } from "effect"
import { errors, type JWTPayload, jwtVerify } from "jose"
import { personalTenant } from "../entra/Entra.ts"
import { BoundedMap } from "../memory/BoundedMap.ts"
import {
  AccountNotSupported,
  type Principal,
  TokenAudienceInvalid,
  TokenExpired,
  type TokenFailure,
  TokenInvalid,
  TokenMalformed,
  TokenMissing,
  TokenWithoutPermissions,
} from "./Authenticator.ts"
import type { KeySource } from "./KeySource.ts"

/** Which tokens are trusted. */
export interface Trust {
  /**
   * The accepted `iss` claims; `{tenantid}` in them stands for the token's `tid`. Every token must have a GUID as its `tid`:
   * the caller sees the connectors of that tenant.
   */
  readonly issuers: ReadonlyArray<string>
  /** Accepts further `iss` claims: those of the built-in issuer, which has a name for each address of the server. */
  readonly isIssuer?: ((iss: string, tid: string) => boolean) | undefined
  /** The only accepted tenant, in lower case; without it any tenant is accepted. */
  readonly tenant?: string | undefined
  /** The accepted `aud` claims. */
  readonly audiences: ReadonlyArray<string>
  readonly algorithms: ReadonlyArray<string>
  readonly keys: KeySource
}

/** The longest token, in characters. */
const maxToken = 16_384

/** How many verified tokens are cached. */
const maxVerified = 1_000

/**
 * How far the issuer's clock may be ahead of the server's, in seconds. This applies to `nbf` and `iat`. `exp` has no
 * tolerance: clients renew their tokens well before they expire.
 */
const skew = Duration.toSeconds("5 minutes")

/** The longest lifetime of Entra's access tokens, in seconds: clients with continuous access evaluation get 28 hours. */
const maxLifetime = Duration.toSeconds("28 hours")

const invalid = (reason: string) => new TokenInvalid({ reason })

/** Decodes a segment: a JSON object in UTF-8, without repeated names. */
const readSegment = (segment: string): Record<PropertyKey, unknown> | undefined => {
  const bytes = Buffer.from(segment, "base64url")
  if (!isUtf8(bytes)) return undefined
  const json = Result.getOrUndefined(parseJson(bytes.toString()))
  return Predicate.isObject(json) ? json : undefined
}

const isCanonical = (segment: string) => Buffer.from(segment, "base64url").toString("base64url") === segment

const authorizationOf = /^Bearer +(.*)/is

const mediaType = /^(?:application\/)?(?:at\+)?jwt$/i

/** A token whose signature is not verified yet. */
interface Unverified {
  readonly token: string
  readonly kid: string
  readonly algorithm: string
}

/** Reads a token. A token that no key could make valid is refused here, before its key is looked up. */
const readToken = (
  authorization: string,
  algorithms: ReadonlyArray<string>,
): Result.Result<Unverified, TokenFailure> => {
  const token = authorizationOf.exec(authorization)?.[1]
  if (!token) return Result.fail(new TokenMissing())
  const segments = token.length <= maxToken ? token.split(".") : []
  const [header, claims] =
    segments.length === 3 && segments.every(isCanonical) ? segments.map(readSegment) : []
  if (header === undefined || claims === undefined) return Result.fail(new TokenMalformed())
  const { alg, kid, typ = "JWT" } = header
  if (!Predicate.isString(alg) || !algorithms.includes(alg)) return Result.fail(invalid("Invalid algorithm."))
  if (!Predicate.isString(kid)) return Result.fail(invalid("Missing kid."))
  if (!Predicate.isString(typ) || !mediaType.test(typ)) return Result.fail(invalid("Invalid token type."))
  if ("crit" in header || "b64" in header) return Result.fail(invalid("Header extensions are not supported."))
  return Result.succeed({ token, kid, algorithm: alg })
}

/** Translates an error of `jose`. */
const failureOf = (error: unknown): TokenFailure => {
  if (error instanceof errors.JWTExpired) return new TokenExpired()
  if (!(error instanceof errors.JWTClaimValidationFailed)) return invalid("Invalid signature.")
  if (error.claim === "aud") return new TokenAudienceInvalid()
  if (error.claim === "nbf" && error.reason === "check_failed") return invalid("The token is not yet valid.")
  return invalid(`Invalid ${error.claim} claim.`)
}

/**
 * Whether the claims are those of an ID token, which is not meant for an API.
 *
 * If an API is also a client, its ID tokens have the same audience as its access tokens, and may have the user's `roles`.
 * But one of three things shows an ID token: it has a claim that access tokens do not have, it names no client, or its
 * client equals its audience.
 */
const isIdToken = ({ nonce, at_hash, c_hash, aud, azp, appid, scp, idtyp }: JWTPayload) => {
  const client = azp ?? appid
  return (
    [nonce, at_hash, c_hash].some((claim) => claim !== undefined) ||
    (scp === undefined && idtyp !== "app" && (client === undefined || client === aud))
  )
}

/**
 * The permissions of a token: `scp` in a user's token, `roles` in an application's. The `roles` of a user's token do not
 * count: they are the user's roles within the application.
 */
const permissionsOf = ({
  scp,
  roles,
  idtyp,
}: JWTPayload): Result.Result<ReadonlyArray<unknown>, TokenFailure> => {
  if (scp === undefined && roles === undefined) return Result.fail(new TokenWithoutPermissions())
  if (idtyp !== undefined && idtyp !== (scp === undefined ? "app" : "user"))
    return Result.fail(invalid("Invalid idtyp claim."))
  if (scp !== undefined)
    return Predicate.isString(scp)
      ? Result.succeed(scp.split(" "))
      : Result.fail(invalid("Invalid scp claim."))
  return Array.isArray(roles) && roles.every(Predicate.isString)
    ? Result.succeed(roles)
    : Result.fail(invalid("Invalid roles claim."))
}

/** The caller that a token identifies, and when the token expires, in milliseconds since 1970. */
interface Verified {
  readonly principal: Principal
  readonly expiresAt: number
}

/** Checks the claims of a token that `jose` has verified; `now` is in seconds since 1970. */
const checkClaims = (
  claims: JWTPayload,
  { issuers, isIssuer, tenant }: Trust,
  now: number,
): Result.Result<Verified, TokenFailure> => {
  const { iss, aud, tid, iat = Number.POSITIVE_INFINITY, exp = Number.POSITIVE_INFINITY } = claims
  if (exp <= now) return Result.fail(new TokenExpired())
  if (exp > now + maxLifetime) return Result.fail(invalid("The lifetime of the token is too long."))
  if (iat > now + skew) return Result.fail(invalid("The token is issued in the future."))
  if (!Predicate.isString(aud)) return Result.fail(new TokenAudienceInvalid())
  if (!Predicate.isString(tid) || !isGuid(tid)) return Result.fail(invalid("Invalid tid claim."))
  const tenantId = tid.toLowerCase()
  if (
    (tenant ?? tenantId) !== tenantId ||
    !(issuers.some((name) => name.replaceAll("{tenantid}", tid) === iss) || isIssuer?.(String(iss), tid))
  )
    return Result.fail(invalid("Invalid issuer."))
  if (tenantId === personalTenant) return Result.fail(new AccountNotSupported())
  if (isIdToken(claims)) return Result.fail(invalid("An ID token is not an access token."))
  return Result.map(permissionsOf(claims), (permissions) => {
    const canWrite = permissions.includes(readWritePermission)
    const principal = { tenantId, canRead: canWrite || permissions.includes(readPermission), canWrite }
    return { principal, expiresAt: exp * 1_000 }
  })
}

/**
 * Makes a verifier of `Authorization` headers. It caches the last thousand valid tokens until they expire, even if their
 * key is withdrawn earlier. Refused tokens are not cached.
 */
export const makeVerifier = (trust: Trust) => {
  const verified = new BoundedMap<string, Verified>(maxVerified)

  const verify = Effect.fnUntraced(function* (authorization: string) {
    const { token, kid, algorithm } = yield* Effect.fromResult(readToken(authorization, trust.algorithms))
    const key = yield* trust.keys.find(kid, algorithm)
    if (key === undefined) return yield* invalid("Key not found.")
    const now = yield* Clock.currentTimeMillis
    const { payload } = yield* Effect.tryPromise({
      try: () =>
        jwtVerify(token, key, {
          algorithms: [algorithm],
          audience: [...trust.audiences],
          requiredClaims: ["exp", "iat", "iss", "tid"],
          clockTolerance: skew,
          currentDate: new Date(now),
        }),
      catch: failureOf,
    })
    return yield* Effect.fromResult(checkClaims(payload, trust, now / 1_000))
  })

  const verifyAndCache = (authorization: string) =>
    Effect.map(verify(authorization), (token) => {
      verified.set(authorization, token)
      return token.principal
    })

  return (authorization = ""): Effect.Effect<Principal, TokenFailure> =>
    Clock.clockWith((clock) => {
      const cached = verified.get(authorization)
      if (cached === undefined) return verifyAndCache(authorization)
      if (clock.currentTimeMillisUnsafe() < cached.expiresAt) return Effect.succeed(cached.principal)
      verified.delete(authorization)
      return new TokenExpired()
    })
}
