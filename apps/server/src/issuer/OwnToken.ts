/** Verifies the tokens of the built-in issuer that clients present to it. */
import { Clock, Effect, Predicate } from "effect"
import { decodeProtectedHeader, errors, jwtVerify } from "jose"
import type { Directory, Person } from "../directory/Directory.ts"
import { signingAlgorithm } from "../entra/SigningKeys.ts"
import type { OAuthFailure } from "../oauth/OAuthFailure.ts"
import {
  assertionExpired,
  assertionMalformed,
  assertionOfApplication,
  assertionUnverified,
} from "../oauth/TokenFailures.ts"
import { type Issuer, issuerName } from "./MintToken.ts"

/** A verified access token of a person. */
export interface OwnToken {
  readonly tenant: string
  readonly appId: string
  /** The API that the token is for. */
  readonly audience: string
  readonly person: Person
  /** The subject, as the application knows it. */
  readonly subject: string
  readonly scopes: ReadonlyArray<string>
}

const verify = Effect.fnUntraced(function* ({ keys }: Issuer, token: string) {
  const { kid } = yield* Effect.try({
    try: () => decodeProtectedHeader(token),
    catch: () => assertionMalformed,
  })
  const key = (yield* keys).find((key) => key.kid === kid)
  if (key === undefined) return yield* assertionUnverified
  const now = yield* Clock.currentTimeMillis
  const { payload } = yield* Effect.tryPromise({
    try: () =>
      jwtVerify(token, key.publicKey, { algorithms: [signingAlgorithm], currentDate: new Date(now) }),
    catch: (error) =>
      error instanceof errors.JWTExpired || error instanceof errors.JWTClaimValidationFailed
        ? assertionExpired
        : assertionUnverified,
  })
  return payload
})

const textOf = (value: unknown): string => (Predicate.isString(value) ? value : "")

/**
 * Reads an access token of a person. It refuses an ID token, which has no scopes, and a token that another server made with
 * the same keys.
 */
export const readOwnToken = Effect.fnUntraced(function* (
  issuer: Issuer,
  token: string,
  isOwn: (url: string) => boolean,
  directory: Directory,
) {
  const { iss = "", tid, azp, aud, sub, upn, scp, idtyp } = yield* verify(issuer, token)
  const tenant = textOf(tid)
  const end = issuerName("", tenant)
  const own = iss.slice(0, -end.length)
  if (!iss.endsWith(end) || !(own === issuer.url || isOwn(own))) return yield* assertionUnverified
  if (idtyp === "app") return yield* assertionOfApplication(textOf(azp))
  if (!Predicate.isString(scp) || !Predicate.isString(aud)) return yield* assertionMalformed
  const person = yield* Effect.fromResult(directory.person(tenant, textOf(upn)))
  return { tenant, appId: textOf(azp), audience: aud, person, subject: textOf(sub), scopes: scp.split(" ") }
}) satisfies (...args: never) => Effect.Effect<OwnToken, OAuthFailure>
