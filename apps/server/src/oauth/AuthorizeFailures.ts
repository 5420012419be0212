/** Why a person is not signed in, with Entra's numbers and texts. */
import { OAuthFailure } from "./OAuthFailure.ts"

const failure = (error: string, code: number, sentence: string) => new OAuthFailure({ error, code, sentence })

export const redirectUriMissing = failure("invalid_request", 900971, "No reply address provided.")

export const redirectUriInvalid = failure(
  "invalid_request",
  90102,
  "'redirect_uri' value must be a valid absolute URI: https, http on a loopback address, or the scheme of a native app. It must have no fragment, no user name, no parameter of the response, and at most 256 characters.",
)

export const redirectUriUnregistered = (uri: string, appId: string) =>
  failure(
    "invalid_request",
    50011,
    `The redirect URI '${uri}' specified in the request does not match the redirect URIs configured for the application '${appId}'. Make sure the redirect URI sent in the request matches one added to your application.`,
  )

/** Entra's failures for an application whose registration does not enable the implicit grant, which is the default. */
export const responseTypeUnsupported = (type: string) => {
  const types = type.split(" ")
  for (const [name, code] of [
    ["token", 700051],
    ["id_token", 700054],
  ] as const) {
    if (types.includes(name))
      return failure(
        "unsupported_response_type",
        code,
        `response_type '${name}' is not enabled for the application.`,
      )
  }
  return failure(
    "unsupported_response_type",
    70005,
    "The provided value for the input parameter 'response_type' is not valid. The expected value is 'code'.",
  )
}

export const responseModeUnsupported = failure(
  "invalid_request",
  70007,
  "The value of 'response_mode' is not supported when requesting a token. Use query, fragment, or form_post for a web address.",
)

export const promptUnsupported = failure("invalid_request", 90023, "Unsupported 'prompt' value.")

export const challengeMissing = failure(
  "invalid_request",
  501491,
  "Invalid size of Code_Challenge parameter. 'code_challenge' must have the 43 characters of an S256 challenge.",
)

export const challengeMethodUnsupported = failure(
  "invalid_request",
  9002313,
  "Invalid request. 'code_challenge_method' must be S256.",
)

export const loginRequired = failure(
  "login_required",
  50058,
  "A silent sign-in request was sent but no user is signed in.",
)

export const sessionMissing = failure(
  "interaction_required",
  160021,
  "Application requested a user session which does not exist.",
)

export const accessDenied = failure("access_denied", 65004, "User declined to consent to access the app.")

/** The `error` of a failure in a response of the authorization endpoint, which has other names than the token endpoint. */
export const authorizeError = ({ error, code }: OAuthFailure): string => {
  if (error !== "invalid_grant") return error
  return code === 65001 ? "consent_required" : "access_denied"
}
