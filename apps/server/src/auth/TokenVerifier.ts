/**
 * Verifies bearer tokens.
 *
 * `jose` verifies the signature and the standard claims. This file is stricter: it accepts only tokens in canonical form,
 * with the claims that TokenClaims.ts accepts.
 */
import { isUtf8 } from "node:buffer"
import { parseJson } from "@odj/graph-wire"
import { Clock, Effect, Predicate, Result } from "effect"
import { errors, jwtVerify } from "jose"
import { BoundedMap } from "../memory/BoundedMap.ts"
import {
  type Authenticate,
  type Principal,
  TokenAudienceInvalid,
  TokenExpired,
  type TokenFailure,
  TokenInvalid,
  TokenMalformed,
  TokenMissing,
} from "./Authenticator.ts"
import type { VerificationKey } from "./KeySource.ts"
import { checkClaims, skew, type Verified } from "./TokenClaims.ts"
import { isForEachTenant, type Trust } from "./Trust.ts"

/** The longest token, in characters. */
const maxToken = 16_384

/** How many verified tokens are cached. */
const maxVerified = 1_000

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

/** A verified token, and the key that verified it. */
interface Cached extends Verified {
  readonly key: VerificationKey
}

/**
 * Makes a verifier of `Authorization` headers. It caches the last thousand valid tokens until they expire or their key is
 * withdrawn. Refused tokens are not cached.
 */
export const makeVerifier = (trust: Trust) => {
  const verified = new BoundedMap<string, Cached>(maxVerified)
  const requiredClaims = ["exp", "iat", "iss", ...(trust.issuers.every(isForEachTenant) ? ["tid"] : [])]

  const verify = Effect.fnUntraced(function* (authorization: string) {
    const { token, kid, algorithm } = yield* Effect.fromResult(readToken(authorization, trust.algorithms))
    const key = yield* trust.keys.find(kid, algorithm)
    if (key === undefined) return yield* Effect.fail(invalid("Key not found."))
    const now = yield* Clock.currentTimeMillis
    const { payload } = yield* Effect.tryPromise({
      try: () =>
        jwtVerify(token, key.publicKey, {
          algorithms: [algorithm],
          audience: [...trust.audiences],
          requiredClaims,
          clockTolerance: skew,
          currentDate: new Date(now),
        }),
      catch: failureOf,
    })
    return { ...(yield* Effect.fromResult(checkClaims(payload, key, trust, now / 1_000))), key }
  })

  const verifyAndCache = (authorization: string): Effect.Effect<Principal, TokenFailure> =>
    Effect.flatMap(verify(authorization), (token) => {
      // Withdrawn while this token was being verified.
      if (token.key.isWithdrawn) return verifyAndCache(authorization)
      verified.set(authorization, token)
      return Effect.succeed(token.principal)
    })

  const authenticate: Authenticate = (authorization = "", clock) => {
    if (clock === undefined) return Clock.clockWith((clock) => authenticate(authorization, clock))
    const cached = verified.get(authorization)
    if (cached === undefined) return verifyAndCache(authorization)
    const isExpired = clock.currentTimeMillisUnsafe() >= cached.expiresAt
    if (!isExpired && !cached.key.isWithdrawn) return Effect.succeed(cached.principal)
    verified.delete(authorization)
    return isExpired ? Effect.fail(new TokenExpired()) : verifyAndCache(authorization)
  }

  return authenticate
}
