/** The bearer tokens that an exchange sends. */
import type { ConnectorStoreRefused, ConnectorStoreUnavailable } from "@odj/core"
import type { Effect, Redacted } from "effect"

/** Fails if there is no token: with `ConnectorStoreUnavailable` if its issuer could not be reached. */
export type Token = Effect.Effect<Redacted.Redacted, ConnectorStoreRefused | ConnectorStoreUnavailable>

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
