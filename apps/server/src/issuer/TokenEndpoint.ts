/** The token endpoint of the built-in issuer, and the one that gives codes to devices. */
import { Clock, Effect, Result } from "effect"
import type { HttpRequest } from "../http/HttpMessage.ts"
import type { OAuthFailure } from "../oauth/OAuthFailure.ts"
import {
  clientId,
  type OAuthForm,
  readForm,
  required,
  withCredentials,
  withScope,
} from "../oauth/OAuthForm.ts"
import { readTokenScopes } from "../oauth/RequestedScopes.ts"
import { codeLifetime, pollInterval } from "../signin/DeviceCodes.ts"
import type { SignIn } from "../signin/SignIn.ts"
import { type IssuerContext, type RequestedTenant, requiredTenant } from "./IssuerContext.ts"
import { defaultLifetime, type Issuer, mintAccessToken, mintIdToken } from "./MintToken.ts"
import { grant } from "./TokenGrants.ts"

/** The form of a request for tokens. One of version 1.0 names an API instead of scopes. */
const readTokenForm = (request: HttpRequest, isOld: boolean): Result.Result<OAuthForm, OAuthFailure> =>
  Result.gen(function* () {
    const form = yield* withCredentials(yield* readForm(request), request)
    return isOld ? withScope(form) : form
  })

/** Identifies the person: Microsoft's client libraries cache tokens under this value. */
const clientInfo = ({ person, tenant }: SignIn) =>
  Buffer.from(JSON.stringify({ uid: person.id, utid: tenant })).toString("base64url")

/** What version 1.0 adds: the times of the token, and the API. All numbers are texts. */
const inOldForm = (resource: string | undefined, now: number) => {
  const issued = Math.floor(now / 1_000)
  return {
    expires_in: `${defaultLifetime}`,
    ext_expires_in: `${defaultLifetime}`,
    expires_on: `${issued + defaultLifetime}`,
    not_before: `${issued}`,
    resource,
  }
}

/** The response to a request for tokens. */
export interface TokenResponse {
  readonly body: object
  /** The origin of the web page that may read the response: the one to which the code was sent. */
  readonly page?: string | undefined
}

/** Handles a request for tokens. `isOld` is whether it is for the endpoint of version 1.0. */
export const issueToken = Effect.fnUntraced(function* (
  request: HttpRequest,
  tenant: RequestedTenant,
  isOld: boolean,
  issuer: Issuer,
  context: IssuerContext,
) {
  const now = yield* Clock.currentTimeMillis
  const form = yield* Effect.fromResult(readTokenForm(request, isOld))
  const granted = yield* grant({ form, origin: request.headers.origin, tenant, now }, issuer, context)
  const { user } = granted
  const renewal = user?.renewal
  const body = {
    token_type: "Bearer",
    ...(user !== undefined && { scope: user.scope }),
    expires_in: defaultLifetime,
    ext_expires_in: defaultLifetime,
    ...(isOld && inOldForm(form.get("resource"), now)),
    access_token: yield* mintAccessToken(issuer, granted),
    ...(renewal !== undefined && { refresh_token: context.refreshTokens.issue(renewal, now) }),
    ...(renewal?.page !== undefined && {
      refresh_token_expires_in: Math.floor((renewal.page.expiresAt - now) / 1_000),
    }),
    ...(user?.openId.includes("openid") && {
      id_token: yield* mintIdToken(issuer, user.signIn, user.openId),
    }),
    ...(user !== undefined && form.get("client_info") === "1" && { client_info: clientInfo(user.signIn) }),
  }
  return { body, page: renewal?.page?.origin }
}) satisfies (...args: never) => Effect.Effect<TokenResponse, OAuthFailure>

/** Handles a device's request for its codes; the user approves it at `loginAddress`. */
export const issueDeviceCode = Effect.fnUntraced(function* (
  request: HttpRequest,
  requestedTenant: RequestedTenant,
  loginAddress: string,
  { devices, directory }: IssuerContext,
) {
  const { id: tenant } = requestedTenant
  const requested = Result.gen(function* () {
    const form = yield* readForm(request)
    const appId = yield* clientId(form)
    yield* directory.application(tenant, appId)
    const scope = yield* required(form, "scope")
    const { permissions, openId } = yield* readTokenScopes(scope, tenant)
    const [person] = directory.people(tenant)
    const shown = person && Result.getOrUndefined(directory.delegated({ tenant, appId }, person, permissions))
    return {
      tenant: requiredTenant(requestedTenant),
      appId,
      scope,
      scopes: [...openId, ...(shown ?? permissions)],
    }
  })
  const now = yield* Clock.currentTimeMillis
  const { deviceCode, userCode } = devices.begin(yield* Effect.fromResult(requested), now)
  return {
    user_code: userCode,
    device_code: deviceCode,
    verification_uri: loginAddress,
    expires_in: codeLifetime,
    interval: pollInterval,
    message: `To sign in, use a web browser to open the page ${loginAddress} and enter the code ${userCode} to authenticate.`,
  }
})
