/** Gets bearer tokens from a credential and caches them until shortly before they expire. Their content is not read. */
import { ConnectorStoreRefused } from "@odj/core"
import { Clock, Effect, Predicate, Redacted, Semaphore } from "effect"
import type { AccessToken, TokenCredential } from "./TokenCredential.ts"

type Token = Effect.Effect<Redacted.Redacted, ConnectorStoreRefused>

export interface Tokens {
  /** The cached token, or a new one if the cached token expires within two minutes. */
  readonly current: Token
  /**
   * Another token after one was refused. If another call has already renewed the cached token, this is the cached
   * token. Otherwise it is a new token from the credential, which may equal the refused token. `claims` are the claims
   * that the service requires.
   */
  readonly renewed: (refused: Redacted.Redacted, claims: string | undefined) => Token
}

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
): Effect.Effect<AccessToken, ConnectorStoreRefused> =>
  Effect.tryPromise({
    try: (abortSignal) =>
      credential.getToken(scope, { abortSignal, ...(claims !== undefined && { claims }) }),
    catch: (cause) =>
      signInRequired(Predicate.isError(cause) ? cause.message : "The credential failed to get a token"),
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
 * `SignInRequired`. If the credential rejects, the message is the credential's own. The credential is called once at a
 * time, because it may ask a person to sign in. Interruption aborts its `abortSignal`.
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
