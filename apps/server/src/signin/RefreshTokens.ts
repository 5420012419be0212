/**
 * Refresh tokens, with which a client gets new tokens without a new sign-in.
 *
 * Each use gives a new token. As in Entra, the old one stays valid until it expires: a client that does not get the
 * response can retry, and two tabs can use one token at the same time.
 */
import { randomBytes } from "node:crypto"
import { Duration, Result } from "effect"
import { BoundedMap } from "../memory/BoundedMap.ts"
import type { OAuthFailure } from "../oauth/OAuthFailure.ts"
import {
  refreshTokenInactive,
  refreshTokenInvalid,
  refreshTokenOfPageExpired,
} from "../oauth/TokenFailures.ts"
import type { SignIn } from "./SignIn.ts"

/** What a refresh token stands for. */
export interface Renewal {
  readonly signIn: SignIn
  /** Whether the client has to authenticate, because it did so when it got its first tokens. */
  readonly isConfidential: boolean
  /** The web page that redeemed the code, if one did: a single-page application. */
  readonly page?: { readonly origin: string; readonly expiresAt: number } | undefined
}

/** Lifetimes in milliseconds: for a web page from when its code is redeemed, and for other clients from the last use. */
export const pageLifetime = Duration.toMillis("24 hours")
const lifetime = Duration.toMillis("90 days")

/** How many tokens are stored; the oldest is dropped for a new one. */
const maxTokens = 5_000

export type RefreshTokens = ReturnType<typeof makeRefreshTokens>

/** The refresh tokens of one issuer. `now` is in milliseconds since 1970. */
export const makeRefreshTokens = () => {
  const tokens = new BoundedMap<string, Renewal & { readonly expiresAt: number }>(maxTokens)
  return {
    issue: (renewal: Renewal, now: number): string => {
      const token = randomBytes(48).toString("base64url")
      tokens.set(token, { ...renewal, expiresAt: renewal.page?.expiresAt ?? now + lifetime })
      return token
    },

    /** What a token of this client stands for. Without `tenant`, every tenant is accepted. */
    redeem: (
      token: string,
      { tenant, appId }: { readonly tenant: string | undefined; readonly appId: string },
      now: number,
    ): Result.Result<Renewal, OAuthFailure> => {
      const renewal = tokens.get(token)
      if (renewal === undefined || renewal.signIn.appId !== appId) return Result.fail(refreshTokenInvalid)
      if (tenant !== undefined && renewal.signIn.tenant !== tenant) return Result.fail(refreshTokenInvalid)
      if (now < renewal.expiresAt) return Result.succeed(renewal)
      return Result.fail(renewal.page === undefined ? refreshTokenInactive : refreshTokenOfPageExpired)
    },

    /** Revokes the tokens of a sign-in, after a second use of its authorization code. */
    revoke: (revoked: SignIn): void => {
      for (const [token, { signIn }] of tokens) if (signIn === revoked) tokens.delete(token)
    },
  }
}
