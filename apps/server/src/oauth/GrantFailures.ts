/** What does not exist or is not granted, with Entra's numbers and texts. */
import { OAuthFailure } from "./OAuthFailure.ts"

/** `advice` is a further sentence, with a space before it. */
export const applicationNotFound = (appId: string, tenant: string, advice = "") =>
  new OAuthFailure({
    error: "unauthorized_client",
    code: 700016,
    sentence: `Application with identifier '${appId}' was not found in the directory '${tenant}'. This can happen if the application has not been installed by the administrator of the tenant or consented to by any user in the tenant. You may have sent your authentication request to the wrong tenant.${advice}`,
  })

export const secretInvalid = (appId: string) =>
  new OAuthFailure({
    error: "invalid_client",
    code: 7000215,
    sentence: `Invalid client secret provided. Ensure the secret being sent in the request is the client secret value, not the client secret ID, for a secret added to app '${appId}'.`,
  })

export const userNotFound = (username: string, tenant: string) =>
  new OAuthFailure({
    error: "invalid_grant",
    code: 50034,
    sentence: `The user account ${username} does not exist in the ${tenant} directory. To sign into this application, the account must be added to the directory.`,
  })

export const consentRequired = (appId: string, displayName: string) =>
  new OAuthFailure({
    error: "invalid_grant",
    code: 65001,
    sentence: `The user or administrator has not consented to use the application with ID '${appId}' named '${displayName}'. Send an interactive authorization request for this user and resource.`,
    suberror: "consent_required",
  })
