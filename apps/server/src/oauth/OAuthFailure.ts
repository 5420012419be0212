/** The failures of the built-in issuer and their responses: OAuth 2.0's error codes, with Entra's numbers and texts. */
import { randomUUID } from "node:crypto"
import { ExpectedFailure, isGuid } from "@odj/domain"
import { DateTime, Effect } from "effect"
import type { HttpRequest, HttpResponse } from "../http/HttpMessage.ts"

/** A failure: OAuth's `error`, and Entra's number and sentence. */
export class OAuthFailure extends ExpectedFailure("OAuthFailure")<{
  readonly error: string
  readonly code: number
  readonly sentence: string
  /** Entra's `suberror`, by which Microsoft's client libraries know that the user has to interact. */
  readonly suberror?: string | undefined
}> {
  override get message() {
    return `AADSTS${this.code}: ${this.sentence}`
  }
}

const failure = (error: string, code: number, sentence: string) => new OAuthFailure({ error, code, sentence })

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

/** For every other grant. Source of the text: the reference of Entra's error codes. */
export const credentialRequired = failure(
  "invalid_client",
  7000218,
  "The request body must contain the following parameter: 'client_assertion' or 'client_secret'.",
)

/** Source: MicrosoftDocs/azure-docs#24064, AzureAD/microsoft-identity-web#462. */
export const tenantUnidentified = failure(
  "invalid_request",
  50059,
  "No tenant-identifying information found in either the request or implied by any provided credentials.",
)

/** Entra's text for a wrong password: here every password is wrong. */
export const passwordInvalid = failure(
  "invalid_grant",
  50126,
  "Error validating credentials due to invalid username or password. This issuer has no passwords: sign the user in with a browser or a device code.",
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
    `The provided request must include a 'scope' input parameter. The provided value for the input parameter 'scope' is not valid. The scope ${scope} is not valid.`,
  )

/** Source: AzureAD/microsoft-authentication-library-for-js#1487. */
export const resourcesSeveral = (scope: string) =>
  failure(
    "invalid_request",
    28000,
    `Provided value for the input parameter scope is not valid because it contains more than one resource. Scope ${scope} is not valid.`,
  )

/** Source: AzureAD/microsoft-authentication-library-for-js#663. */
export const scopesTooMany = failure(
  "invalid_request",
  28004,
  "The provided value for the input parameter 'scope' exceeded the number of scopes allowed.",
)

export const resourceNotFound = (resource: string, tenant: string) =>
  failure(
    "invalid_resource",
    500011,
    `The resource principal named ${resource} was not found in the tenant named ${tenant}. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You might have sent your authentication request to the wrong tenant.`,
  )

export const bearerMissing = failure("invalid_token", 50027, "The Authorization header has no bearer token.")

/** The failure of a token as RFC 6750 names it. */
export const bearerInvalid = ({ code, sentence }: OAuthFailure) => failure("invalid_token", code, sentence)

export const scopesInsufficient = failure(
  "insufficient_scope",
  90010,
  "The access token has no scope 'openid'.",
)

export const instanceInvalid = failure("invalid_instance", 50049, "Unknown or invalid instance.")

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

/** What a client learns of a failure: OAuth's parameters and Entra's, with the client's request id if it sent one. */
export const describeFailure = (
  { error, code, sentence, suberror }: OAuthFailure,
  clientId: string | undefined,
): Effect.Effect<FailureDescription> =>
  Effect.map(DateTime.now, (now) => {
    const traceId = randomUUID()
    const correlationId = clientId !== undefined && isGuid(clientId) ? clientId : randomUUID()
    const timestamp = DateTime.formatIso(now).replace("T", " ").replace(/\.\d+/, "")
    return {
      error,
      error_description: `AADSTS${code}: ${sentence} Trace ID: ${traceId} Correlation ID: ${correlationId} Timestamp: ${timestamp}`,
      error_codes: [code],
      timestamp,
      trace_id: traceId,
      correlation_id: correlationId,
      ...(suberror !== undefined && { suberror }),
      error_uri: `https://login.microsoftonline.com/error?code=${code}`,
    }
  })

export interface FailureDescription {
  readonly error: string
  readonly error_description: string
  readonly error_codes: ReadonlyArray<number>
  readonly timestamp: string
  readonly trace_id: string
  readonly correlation_id: string
  readonly suberror?: string
  /** Microsoft's page about the number. */
  readonly error_uri: string
}

/** The statuses of failures that are not 400, and the schemes by which a client should authenticate. */
const challenges: Readonly<Record<string, { readonly status: number; readonly challenge: string }>> = {
  invalid_client: { status: 401, challenge: 'Basic realm=""' },
  invalid_token: { status: 401, challenge: 'Bearer realm="", error="invalid_token"' },
  insufficient_scope: {
    status: 403,
    challenge: 'Bearer realm="", error="insufficient_scope", scope="openid"',
  },
}

/** The response to a failure. Web pages of every origin may read it: it has nothing private. */
export const oauthResponse = (failure: OAuthFailure, { headers }: HttpRequest): Effect.Effect<HttpResponse> =>
  Effect.map(describeFailure(failure, headers["client-request-id"]), (description) => {
    const { status = 400, challenge } = challenges[failure.error] ?? {}
    return {
      status,
      headers: {
        "Content-Type": "application/json; charset=utf-8",
        "Cache-Control": "no-store",
        Pragma: "no-cache",
        "Access-Control-Allow-Origin": "*",
        ...(challenge !== undefined && { "WWW-Authenticate": challenge }),
      },
      body: JSON.stringify(description),
    }
  })
