/** Gets bearer tokens from a credential and caches them until shortly before they expire. Their content is not read. */
import { ConnectorStoreRefused } from "@odj/core"
import { Clock, Effect, Predicate, Redacted, Semaphore } from "effect"
import type { Tokens } from "../exchange/Tokens.ts"
import { type CredentialFailure, credentialFailure } from "./CredentialFailure.ts"
import type { AccessToken, TokenCredential } from "./TokenCredential.ts"

/** How long before its expiry a token is renewed, in milliseconds: clocks differ, and requests take time. */
const margin = 120_000

const signInRequired = (message: string) =>
  new ConnectorStoreRefused({ report: { message }, reason: "SignInRequired" })

/** Visible ASCII, which is all that a header can contain. The issuer decides which of them a token has. */
const fitsInHeader = /^[!-~]+$/

/** The credential's token, if a header can contain it. */
const getToken = (
  credential: TokenCredential,
  scope: string,
  claims: string | undefined,
): Effect.Effect<AccessToken, CredentialFailure> =>
  Effect.tryPromise({
    try: (abortSignal) =>
      credential.getToken(scope, { abortSignal, ...(claims !== undefined && { claims }) }),
    catch: (error) => credentialFailure(error),
  }).pipe(
    Effect.flatMap((accessToken) => {
      if (!Predicate.isString(accessToken?.token)) return signInRequired("The credential returned no token")
      return fitsInHeader.test(accessToken.token)
        ? Effect.succeed(accessToken)
        : signInRequired("The credential returned a token with characters that a header can't contain")
    }),
  )

/**
 * The credential's tokens for the scope.
 *
 * If the credential returns no valid token, `current` and `renewed` fail with `ConnectorStoreRefused` and the reason
 * `SignInRequired`. If the credential rejects, they fail as {@link credentialFailure} says. The credential is called once
 * at a time, because it may ask a person to sign in. Interruption aborts its `abortSignal`.
 */
export const tokensOf = (credential: TokenCredential, scope: string): Tokens => {
  let cached: Redacted.Redacted | undefined
  let freshUntil = 0
  const lock = Semaphore.makeUnsafe(1)

  /** The cached token, if it is usable once the lock is free; otherwise a new one. */
  const get = (isUsable: (cached: Redacted.Redacted, now: number) => boolean, claims: string | undefined) =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      if (cached !== undefined && isUsable(cached, now)) return cached
      const { token, expiresOnTimestamp } = yield* getToken(credential, scope, claims)
      freshUntil = expiresOnTimestamp - margin
      cached = Redacted.make(token)
      return cached
    }).pipe(lock.withPermit)

  const isFresh = (_: unknown, now: number) => now < freshUntil
  const fresh = get(isFresh, undefined)
  return {
    current: Effect.flatMap(Clock.currentTimeMillis, (now) =>
      cached !== undefined && isFresh(cached, now) ? Effect.succeed(cached) : fresh,
    ),
    renewed: (refused, claims) => get((cached) => cached !== refused, claims),
  }
}
