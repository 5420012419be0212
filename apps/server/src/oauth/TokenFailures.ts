/** Why a refresh token or an assertion is not accepted, with Entra's numbers and texts. */
import { OAuthFailure } from "./OAuthFailure.ts"

const refused = (code: number, sentence: string, suberror?: string) =>
  new OAuthFailure({ error: "invalid_grant", code, sentence, suberror })

export const refreshTokenInvalid = refused(
  70000,
  "The provided refresh token is malformed, invalid, revoked, or was issued to another client or tenant.",
  "bad_token",
)

export const refreshTokenInactive = refused(
  700082,
  "The refresh token has expired due to inactivity. The token was inactive for 90.00:00:00.",
  "bad_token",
)

export const refreshTokenOfPageExpired = refused(
  700084,
  "The refresh token was issued to a single page app (SPA), and therefore has a fixed, limited lifetime of 1.00:00:00, which can't be extended. It is now expired and a new sign in request must be sent by the SPA to the sign in page.",
  "bad_token",
)

export const assertionMalformed = new OAuthFailure({
  error: "invalid_request",
  code: 50027,
  sentence: "JWT token is invalid or malformed. It must be an access token of this issuer.",
})

export const assertionUnverified = refused(50013, "Assertion failed signature validation.")

export const assertionExpired = refused(
  500133,
  "Assertion is not within its valid time range. Ensure that the access token is not expired before using it for user assertion, or request a new token.",
)

/** Source: OfficeDev/microsoft-teams-apps-company-communicator#214. */
export const assertionAudienceInvalid = (audience: string, appId: string) =>
  refused(
    500131,
    `Assertion audience does not match the Client app presenting the assertion. The audience in the assertion was '${audience}' and the expected audience is '${appId}' or one of the Application Uris of this application with App ID '${appId}'. The downstream client must request a token for the expected audience (the application that made the OBO request) and this application should use that token as the assertion.`,
  )

export const assertionOfApplication = (appId: string) =>
  refused(7000114, `Application '${appId}' is not allowed to make application on-behalf-of calls.`)
