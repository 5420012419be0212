/** The failures of the built-in issuer and their responses: OAuth 2.0's error codes, with Entra's numbers and texts. */
import { randomUUID } from "node:crypto"
import { isGuid } from "@odj/domain"
import { Data, DateTime, Effect } from "effect"
import type { HttpRequest, HttpResponse } from "../http/HttpMessage.ts"

/** A failure: OAuth's `error`, and Entra's number and sentence. */
export class OAuthFailure extends Data.TaggedError("OAuthFailure")<{
  readonly error: string
  readonly code: number
  readonly sentence: string
  /** Entra's `suberror`, by which Microsoft's client libraries decide whether the user has to interact. */
  readonly suberror?: string | undefined
}> {}

const failure = (error: string, code: number, sentence: string, suberror?: string) =>
  new OAuthFailure({ error, code, sentence, suberror })

export const parameterMissing = (name: string) =>
  failure("invalid_request", 900144, `The request body must contain the following parameter: '${name}'.`)

export const parameterInvalid = (name: string) =>
  failure("invalid_request", 90100, `The parameter '${name}' is invalid or repeated.`)

export const bodyTooLarge = failure("invalid_request", 90015, "The request body is too long.")

export const tenantNotFound = (tenant: string) =>
  failure(
    "invalid_request",
    90002,
    `Tenant '${tenant}' not found. Check to make sure you have the correct tenant ID and are signing into the correct cloud.`,
  )

export const applicationNotFound = (appId: string, tenant: string) =>
  failure(
    "unauthorized_client",
    700016,
    `Application with identifier '${appId}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.`,
  )

export const secretInvalid = (appId: string) =>
  failure(
    "invalid_client",
    7000215,
    `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${appId}'.`,
  )

export const userNotFound = (username: string, tenant: string) =>
  failure(
    "invalid_grant",
    50034,
    `The user account ${username} does not exist in the ${tenant} directory. To sign into this application, the account must be added to the directory.`,
  )

export const consentRequired = (appId: string, displayName: string) =>
  failure(
    "invalid_grant",
    65001,
    `The user or administrator has not consented to use the application with ID '${appId}' named '${displayName}'. Send an interactive authorization request for this user and resource.`,
    "consent_required",
  )

export const clientInvalid = failure(
  "invalid_client",
  700016,
  "The Authorization header has no valid client credentials.",
)

export const credentialMissing = failure(
  "invalid_client",
  7000216,
  "'client_assertion', 'client_secret' or 'request' is required for the 'client_credentials' grant type.",
)

export const grantUnsupported = (grant: string) =>
  failure("unsupported_grant_type", 70003, `The app requested an unsupported grant type '${grant}'.`)

export const scopeNotDefault = (scope: string) =>
  failure(
    "invalid_scope",
    1002012,
    `The provided value for scope ${scope} is not valid. Client credential flows must have a scope value with /.default suffixed to the resource identifier (application ID URI).`,
  )

export const scopeInvalid = (scope: string) =>
  failure(
    "invalid_scope",
    70011,
    `The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
  )

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

export const codeInvalid = failure(
  "invalid_grant",
  70000,
  "The provided authorization code is malformed, invalid, or already redeemed.",
)

export const codeExpired = failure("expired_token", 70019, "Verification code expired.")

const transient = "A transient error has occurred. Please try again."

/** The usual failure of a status: Entra's own for an invalid credential, for throttling and while it is unavailable. */
export const usualFailure = (status: number): OAuthFailure => {
  if (status === 401) return failure("invalid_client", 7000215, "Invalid client secret provided.")
  if (status === 429)
    return failure("temporarily_unavailable", 90055, "There are too many incoming requests.")
  if (status === 503 || status === 504) return failure("temporarily_unavailable", 90033, transient)
  if (status >= 500) return failure("server_error", 90033, transient)
  return failure("invalid_request", 90014, "The request is invalid.")
}

/** The response to a failure, with the client's request id if it sent one. */
export const oauthResponse = (
  { error, code, sentence, suberror }: OAuthFailure,
  { headers }: HttpRequest,
): Effect.Effect<HttpResponse> =>
  Effect.map(DateTime.now, (now) => {
    const traceId = randomUUID()
    const clientId = headers["client-request-id"]
    const correlationId = clientId !== undefined && isGuid(clientId) ? clientId : randomUUID()
    const timestamp = DateTime.formatIso(now).replace("T", " ").replace(/\.\d+/, "")
    return {
      status: error === "invalid_client" ? 401 : 400,
      headers: {
        "Content-Type": "application/json; charset=utf-8",
        "Cache-Control": "no-store",
        Pragma: "no-cache",
        ...(error === "invalid_client" && { "WWW-Authenticate": 'Basic realm=""' }),
      },
      body: JSON.stringify({
        error,
        error_description: `AADSTS${code}: ${sentence} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
        error_codes: [code],
        timestamp,
        trace_id: traceId,
        correlation_id: correlationId,
        suberror,
      }),
    }
  })
