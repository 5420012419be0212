/**
 * Decides who a bearer token stands for.
 *
 * `jose` verifies the signature and the standard claims. On top of that a token has to be what Microsoft Entra issues for
 * this API, in its one form: what `jose` lets through beyond that is refused here.
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

/** Whose tokens are trusted. */
export interface Trust {
  /**
   * The names that an issuer may have, where `{tenantid}` stands for the tenant of the token. Every token names a tenant
   * by a GUID in `tid`, whatever its issuer: it is whose connectors are seen.
   */
  readonly issuers: ReadonlyArray<string>
  /** The one tenant whose tokens are trusted; that of any where absent. In lower case. */
  readonly tenant?: string | undefined
  /** What a token may be for. */
  readonly audiences: ReadonlyArray<string>
  readonly algorithms: ReadonlyArray<string>
  readonly keys: KeySource
}

/** In characters. */
const maxToken = 16_384

/** How many tokens are remembered. */
const maxVerified = 1_000

/**
 * How far the issuer's clock may be ahead of ours, in seconds, for `nbf` and `iat`. There is no such allowance for `exp`:
 * clients renew their tokens well before.
 */
const skew = Duration.toSeconds("5 minutes")

/** The longest life of an access token that Entra gives, to clients that it can tell of a revocation. */
const maxLifetime = Duration.toSeconds("28 hours")

const invalid = (reason: string) => new TokenInvalid({ reason })

/** The JSON object that a segment writes: in canonical base64url, in UTF-8, and with every name once. */
const readSegment = (segment: string): Record<PropertyKey, unknown> | undefined => {
  const bytes = Buffer.from(segment, "base64url")
  if (!isUtf8(bytes)) return undefined
  const json = Result.getOrUndefined(parseJson(bytes.toString()))
  return Predicate.isObject(json) ? json : undefined
}

const isCanonical = (segment: string) => Buffer.from(segment, "base64url").toString("base64url") === segment

const authorizationOf = /^Bearer +(.*)/is

const mediaType = /^(?:application\/)?(?:at\+)?jwt$/i

/** A token as it can be read without a key. */
interface Unverified {
  readonly token: string
  readonly kid: string
  readonly algorithm: string
}

/** Reads a token, and refuses it where no key could make it good. */
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
  if (!Predicate.isString(kid)) return Result.fail(invalid("The key is not named."))
  if (!Predicate.isString(typ) || !mediaType.test(typ)) return Result.fail(invalid("Invalid token type."))
  if ("crit" in header || "b64" in header) return Result.fail(invalid("Header extensions are not supported."))
  return Result.succeed({ token, kid, algorithm: alg })
}

/** What it means that `jose` refuses a token. */
const refusal = (error: unknown): TokenFailure => {
  if (error instanceof errors.JWTExpired) return new TokenExpired()
  if (!(error instanceof errors.JWTClaimValidationFailed)) return invalid("Invalid signature.")
  if (error.claim === "aud") return new TokenAudienceInvalid()
  if (error.claim === "nbf" && error.reason === "check_failed") return invalid("The token is not yet valid.")
  return invalid(`Invalid ${error.claim} claim.`)
}

/**
 * Whether the claims are those of an ID token, which tells a client who its user is and opens nothing. An ID token for
 * an API that is a client as well has the same audience as an access token, and perhaps the user's `roles`. It has
 * claims of its own; and where it has none of them, it names no client, or none but the audience itself.
 */
const isIdToken = ({ nonce, at_hash, c_hash, aud, azp, appid, scp, idtyp }: JWTPayload) => {
  const client = azp ?? appid
  return (
    [nonce, at_hash, c_hash].some((mark) => mark !== undefined) ||
    (scp === undefined && idtyp !== "app" && (client === undefined || client === aud))
  )
}

/**
 * What the token permits. That of a user permits what the user lets the application do, in `scp`; its `roles` are the
 * user's own in the application, and do not count. That of an application has its permissions in `roles`.
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

/** Who a token stands for, and until when, in milliseconds since 1970. */
interface Verified {
  readonly principal: Principal
  readonly expiresAt: number
}

/** Decides on the claims of a token that `jose` has verified, at `now` in seconds since 1970. */
const judge = (
  claims: JWTPayload,
  { issuers, tenant }: Trust,
  now: number,
): Result.Result<Verified, TokenFailure> => {
  const { iss, aud, tid, iat = Number.POSITIVE_INFINITY, exp = Number.POSITIVE_INFINITY } = claims
  if (exp <= now) return Result.fail(new TokenExpired())
  if (exp > now + maxLifetime) return Result.fail(invalid("The token is valid for too long."))
  if (iat > now + skew) return Result.fail(invalid("The token is not yet issued."))
  if (!Predicate.isString(aud)) return Result.fail(new TokenAudienceInvalid())
  if (!Predicate.isString(tid) || !isGuid(tid)) return Result.fail(invalid("Invalid tid claim."))
  const tenantId = tid.toLowerCase()
  if (
    (tenant ?? tenantId) !== tenantId ||
    !issuers.some((name) => name.replaceAll("{tenantid}", tid) === iss)
  )
    return Result.fail(invalid("Invalid issuer."))
  if (tenantId === personalTenant) return Result.fail(new AccountNotSupported())
  if (isIdToken(claims)) return Result.fail(invalid("An ID token is no access token."))
  return Result.map(permissionsOf(claims), (permissions) => {
    const canWrite = permissions.includes(readWritePermission)
    const principal = { tenantId, canRead: canWrite || permissions.includes(readPermission), canWrite }
    return { principal, expiresAt: exp * 1_000 }
  })
}

/**
 * Makes a judge of `Authorization` headers. It remembers the last thousand tokens that it has found good until they
 * expire, also where their key is withdrawn before. What it has refused it looks at again.
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
      catch: refusal,
    })
    return yield* Effect.fromResult(judge(payload, trust, now / 1_000))
  })

  const remember = (authorization: string) =>
    Effect.map(verify(authorization), (found) => {
      verified.set(authorization, found)
      return found.principal
    })

  return (authorization = ""): Effect.Effect<Principal, TokenFailure> =>
    Clock.clockWith((clock) => {
      const known = verified.get(authorization)
      if (known === undefined) return remember(authorization)
      if (clock.currentTimeMillisUnsafe() < known.expiresAt) return Effect.succeed(known.principal)
      verified.delete(authorization)
      return new TokenExpired()
    })
}
