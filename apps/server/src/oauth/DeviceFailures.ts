/** Why a device gets no tokens yet or at all (RFC 8628, 3.5), with Entra's numbers and texts. */
import { OAuthFailure } from "./OAuthFailure.ts"

const failure = (error: string, code: number, sentence: string) => new OAuthFailure({ error, code, sentence })

export const authorizationPending = failure(
  "authorization_pending",
  70016,
  "OAuth 2.0 device flow error. Authorization is pending. Continue polling.",
)

export const slowDown = failure(
  "slow_down",
  70016,
  "OAuth 2.0 device flow error. Authorization is pending. Wait 5 seconds longer between polls.",
)

export const authorizationDeclined = failure(
  "authorization_declined",
  70018,
  "The user has declined the authorization.",
)

export const badVerificationCode = failure(
  "bad_verification_code",
  70018,
  "The device_code is unknown or already used.",
)

export const deviceCodeExpired = failure("expired_token", 70019, "Verification code expired.")
