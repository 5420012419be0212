/** Bearer tokens, as a credential gives them: kept until they nearly end, and never looked into. */
import { ConnectorStoreRefused } from "@odj/core"
import { Clock, Effect, Predicate, Redacted } from "effect"
import type { AccessToken, TokenCredential } from "./TokenCredential.ts"

type Token = Effect.Effect<Redacted.Redacted, ConnectorStoreRefused>

export interface Tokens {
  /** The token that is there, or a new one where it is none that will be good for two minutes yet. */
  readonly current: Token
  /** Asks the credential anew. `claims` is what a service has asked the last token to be extended by. */
  readonly renewed: (claims: string | undefined) => Token
}

/** Before a token ends, in milliseconds, another one is asked for: clocks differ, and requests take their time. */
const margin = 120_000

const signInRequired = (message: string) => new ConnectorStoreRefused({ reason: "SignInRequired", message })

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
      if (given === null) return signInRequired("The credential gave no token")
      return fitsInHeader.test(given.token)
        ? Effect.succeed(given)
        : signInRequired("The credential gave a token that no header can hold")
    }),
  )

/**
 * The tokens of the credential for the scope.
 *
 * All that keeps it from giving one, or one that a header can hold, is `ConnectorStoreRefused` with the reason
 * `SignInRequired`, in the credential's own words. Interruption reaches it through its `abortSignal`.
 */
export const tokensOf = (credential: TokenCredential, scope: string): Tokens => {
  let kept: Redacted.Redacted | undefined
  let goodUntil = 0
  const renewed = (claims: string | undefined): Token =>
    Effect.map(getToken(credential, scope, claims), ({ token, expiresOnTimestamp }) => {
      goodUntil = expiresOnTimestamp - margin
      kept = Redacted.make(token)
      return kept
    })
  return {
    renewed,
    current: Effect.flatMap(Clock.currentTimeMillis, (now) =>
      kept !== undefined && now < goodUntil ? Effect.succeed(kept) : renewed(undefined),
    ),
  }
}
