/** Bearer tokens, as a credential gives them: kept until they nearly end, and never looked into. */
import { ConnectorStoreRefused } from "@odj/core"
import { Clock, Effect, Predicate, Redacted, Semaphore } from "effect"
import type { AccessToken, TokenCredential } from "./TokenCredential.ts"

type Token = Effect.Effect<Redacted.Redacted, ConnectorStoreRefused>

export interface Tokens {
  /** The token that is there, or a new one where it is none that will be good for two minutes yet. */
  readonly current: Token
  /**
   * A token in place of one that was refused, which may be the same: the one that another call has got meanwhile, or else
   * what the credential gives. `claims` is what the service has asked the last token to be extended by.
   */
  readonly renewed: (refused: Redacted.Redacted, claims: string | undefined) => Token
}

/** Before a token ends, in milliseconds, another one is asked for: clocks differ, and requests take their time. */
const margin = 120_000

const signInRequired = (message: string) =>
  new ConnectorStoreRefused({ report: { message }, reason: "SignInRequired" })

/** Visible ASCII, without which a header can't hold it; which of it a token may have is the issuer's business. */
const fitsInHeader = /^[!-~]+$/

/** What the credential gives, if a header can hold it. */
const getToken = (
  credential: TokenCredential,
  scope: string,
  claims: string | undefined,
): Effect.Effect<AccessToken, ConnectorStoreRefused> =>
  Effect.tryPromise({
    try: (abortSignal) =>
      credential.getToken(scope, { abortSignal, ...(claims !== undefined && { claims }) }),
    catch: (cause) =>
      signInRequired(Predicate.isError(cause) ? cause.message : "The credential could not give a token"),
  }).pipe(
    Effect.flatMap((given) => {
      if (!Predicate.isString(given?.token)) return signInRequired("The credential gave no token")
      return fitsInHeader.test(given.token)
        ? Effect.succeed(given)
        : signInRequired("The credential gave a token that no header can hold")
    }),
  )

/**
 * The tokens of the credential for the scope.
 *
 * All that keeps it from giving one, or one that a header can hold, is `ConnectorStoreRefused` with the reason
 * `SignInRequired`, in the credential's own words. It is asked once at a time, since it may be asking somebody to sign
 * in. Interruption reaches it through its `abortSignal`.
 */
export const tokensOf = (credential: TokenCredential, scope: string): Tokens => {
  let kept: Redacted.Redacted | undefined
  let goodUntil = 0
  const turn = Semaphore.makeUnsafe(1)

  /** What is kept, if it will do by the time that it is our turn; otherwise a new one. */
  const ask = (willDo: (kept: Redacted.Redacted, now: number) => boolean, claims: string | undefined) =>
    Effect.gen(function* () {
      const now = yield* Clock.currentTimeMillis
      if (kept !== undefined && willDo(kept, now)) return kept
      const { token, expiresOnTimestamp } = yield* getToken(credential, scope, claims)
      goodUntil = expiresOnTimestamp - margin
      kept = Redacted.make(token)
      return kept
    }).pipe(turn.withPermit)

  const isGood = (_: unknown, now: number) => now < goodUntil
  const asked = ask(isGood, undefined)
  return {
    current: Effect.flatMap(Clock.currentTimeMillis, (now) =>
      kept !== undefined && isGood(kept, now) ? Effect.succeed(kept) : asked,
    ),
    renewed: (refused, claims) => ask((kept) => kept !== refused, claims),
  }
}
