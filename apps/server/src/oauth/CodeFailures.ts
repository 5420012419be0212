/** Why an authorization code is not redeemed, with Entra's numbers and texts. */
import { OAuthFailure } from "./OAuthFailure.ts"

const refused = (code: number, sentence: string) =>
  new OAuthFailure({ error: "invalid_grant", code, sentence })

export const codeUnknown = refused(
  70000,
  "The provided value for the 'code' parameter is not valid. The code is malformed, unknown or of another application.",
)

export const codeRedeemed = refused(
  54005,
  "OAuth2 Authorization code was already redeemed, please retry with a new valid code or use an existing refresh token.",
)

export const codeExpired = refused(
  70008,
  "The provided authorization code or refresh token has expired due to inactivity. Send a new interactive authorization request for this user and resource.",
)

export const codeOfOtherTenant = refused(
  700005,
  "Provided Authorization Code is intended to use against other tenant, thus rejected. OAuth2 Authorization Code must be redeemed against same tenant it was acquired for.",
)

export const redirectUriChanged = refused(
  500112,
  "The reply address does not match the reply address provided when requesting Authorization code.",
)

export const verifierWrong = refused(
  501481,
  "The Code_Verifier does not match the code_challenge supplied in the authorization request.",
)

/** A page of another origin, which has no secret, redeems a code without PKCE. */
export const challengeRequired = new OAuthFailure({
  error: "invalid_request",
  code: 9002325,
  sentence: "Proof Key for Code Exchange is required for cross-origin authorization code redemption.",
})
