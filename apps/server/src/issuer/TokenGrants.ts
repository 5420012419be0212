/** Decides what a request to the token endpoint gets: whose token, and what the token permits. */
import { randomUUID } from "node:crypto"
import { graphResource } from "@odj/graph-wire"
import { Effect, Result } from "effect"
import {
  credentialMissing,
  credentialRequired,
  grantUnsupported,
  type OAuthFailure,
  parameterInvalid,
  passwordInvalid,
  resourceNotFound,
  scopeInvalid,
  scopeNotDefault,
  tenantUnidentified,
} from "../oauth/OAuthFailure.ts"
import {
  type ClientAuthentication,
  clientAuthentication,
  clientId,
  type OAuthForm,
  required,
} from "../oauth/OAuthForm.ts"
import { readTokenScopes } from "../oauth/RequestedScopes.ts"
import { assertionAudienceInvalid, assertionUnverified } from "../oauth/TokenFailures.ts"
import { isNative } from "../signin/RedirectUris.ts"
import { pageLifetime, type Renewal } from "../signin/RefreshTokens.ts"
import type { SignIn } from "../signin/SignIn.ts"
import { type IssuerContext, type RequestedTenant, requiredTenant } from "./IssuerContext.ts"
import type { AccessGrant, Issuer } from "./MintToken.ts"
import { readOwnToken } from "./OwnToken.ts"

/** What a client is granted. */
export interface Granted extends AccessGrant {
  /** For a person's tokens. */
  readonly user?:
    | {
        readonly signIn: SignIn
        /** The scopes as the client wrote them. */
        readonly scope: string
        readonly openId: ReadonlyArray<string>
        /** What a refresh token stands for, if the client gets one. */
        readonly renewal?: Renewal | undefined
      }
    | undefined
}

/** A request for tokens. */
export interface TokenForm {
  readonly form: OAuthForm
  /** The origin of the web page that sends the request, if one does. */
  readonly origin?: string | undefined
  readonly tenant: RequestedTenant
  /** In milliseconds since 1970. */
  readonly now: number
}

type Granting = Result.Result<Granted, OAuthFailure>

/** The permission that `.default` stands for in the API of an application. The directory has no APIs with other ones. */
const ownPermission = "access_as_user"

/** The client of a form, and how it authenticates. */
const readClient = ({ form, tenant }: TokenForm, { directory }: IssuerContext) =>
  Result.gen(function* () {
    const appId = yield* clientId(form)
    const authentication = yield* clientAuthentication(form)
    if (authentication === "1")
      yield* directory.checkSecret(tenant.id, appId, form.get("client_secret") ?? "")
    return { appId, authentication }
  })

/** Fails unless the API is Graph's, or that of an application in the directory. */
const requireApi = (resource: string, tenant: string, { directory }: IssuerContext) =>
  resource === graphResource
    ? Result.void
    : Result.mapBoth(directory.application(tenant, resource), {
        onFailure: () => resourceNotFound(resource, tenant),
        onSuccess: () => undefined,
      })

const byCredentials = (request: TokenForm, context: IssuerContext): Granting =>
  Result.gen(function* () {
    const { form, tenant } = request
    const { appId, authentication } = yield* readClient(request, context)
    if (authentication === "0") return yield* Result.fail(credentialMissing)
    const scope = yield* required(form, "scope")
    // Source: AzureAD/microsoft-authentication-library-for-js#6069.
    if (/\S +\S/.test(scope)) return yield* Result.fail(scopeInvalid(scope))
    if (!scope.endsWith("/.default")) return yield* Result.fail(scopeNotDefault(scope))
    if (tenant.isShared) return yield* Result.fail(tenantUnidentified)
    const { resource } = yield* readTokenScopes(scope, tenant.id)
    yield* requireApi(resource, tenant.id, context)
    return {
      tenant: tenant.id,
      application: yield* context.directory.application(tenant.id, appId),
      resource,
      permissions: resource === graphResource ? yield* context.directory.roles(tenant.id, appId) : [],
      authentication,
    }
  })

/** The tokens of a person who has signed in. Their scopes are those of the request, or else those of the sign-in. */
const forPerson = (
  { form }: TokenForm,
  { signIn, ...renewal }: Renewal,
  authentication: ClientAuthentication,
  context: IssuerContext,
): Granting =>
  Result.gen(function* () {
    const { tenant, appId, person } = signIn
    const scope = form.get("scope") || signIn.scope
    const { resource, permissions, openId } = yield* readTokenScopes(scope, tenant)
    yield* requireApi(resource, tenant, context)
    const granted =
      resource === graphResource
        ? yield* context.directory.delegated({ tenant, appId }, person, permissions)
        : permissions.map((name) => (name === ".default" ? ownPermission : name))
    const isOffline = [...signIn.scopes, ...openId].includes("offline_access")
    return {
      tenant,
      application: yield* context.directory.application(tenant, appId),
      resource,
      permissions: [...openId.filter((name) => name !== "offline_access"), ...granted],
      authentication,
      person,
      user: { signIn, scope, openId, renewal: isOffline ? { signIn, ...renewal } : undefined },
    }
  })

const originOf = (uri: string): string | undefined => {
  const origin = URL.parse(uri)?.origin
  return origin === "null" ? undefined : origin
}

const byCode = (request: TokenForm, context: IssuerContext): Granting =>
  Result.gen(function* () {
    const { form, tenant, now, origin } = request
    const { appId, authentication } = yield* readClient(request, context)
    const code = yield* required(form, "code")
    const redirectUri = yield* required(form, "redirect_uri")
    const verifier = form.get("code_verifier") || undefined
    // As in Entra, a native app need not use PKCE: CLI for Microsoft 365 does not.
    if (authentication === "0" && verifier === undefined && !isNative(redirectUri))
      return yield* Result.fail(credentialRequired)
    const isPage = origin !== undefined && origin === originOf(redirectUri)
    // Only web pages send an origin.
    const isCrossOrigin = origin !== undefined
    const redemption = { tenant: requiredTenant(tenant), appId, redirectUri, verifier, isCrossOrigin }
    const signIn = yield* context.codes.redeem(code, redemption, now)
    const page = isPage ? { origin, expiresAt: now + pageLifetime } : undefined
    return yield* forPerson(
      request,
      { signIn, isConfidential: authentication !== "0", page },
      authentication,
      context,
    )
  })

const byDeviceCode = (request: TokenForm, context: IssuerContext): Granting =>
  Result.gen(function* () {
    const { form, tenant, now } = request
    const { appId, authentication } = yield* readClient(request, context)
    const deviceCode = yield* required(form, "device_code")
    const signIn = yield* context.devices.redeem(deviceCode, { tenant: requiredTenant(tenant), appId }, now)
    return yield* forPerson(
      request,
      { signIn, isConfidential: authentication !== "0" },
      authentication,
      context,
    )
  })

const byRefreshToken = (request: TokenForm, context: IssuerContext): Granting =>
  Result.gen(function* () {
    const { form, tenant, now } = request
    const { appId, authentication } = yield* readClient(request, context)
    const token = yield* required(form, "refresh_token")
    const renewal = yield* context.refreshTokens.redeem(token, { tenant: requiredTenant(tenant), appId }, now)
    if (renewal.isConfidential && authentication === "0") return yield* Result.fail(credentialRequired)
    const granted = yield* forPerson(request, renewal, authentication, context)
    // A nonce belongs to the request that signed the person in (OpenID Connect Core, 12.2).
    const signIn = { ...renewal.signIn, nonce: undefined }
    return { ...granted, user: granted.user && { ...granted.user, signIn } }
  })

/** On-behalf-of: an API presents the token that it was called with, and gets one of the same person for another API. */
const byAssertion = Effect.fnUntraced(function* (request: TokenForm, issuer: Issuer, context: IssuerContext) {
  const { form, tenant, now } = request
  const read = Result.gen(function* () {
    const { appId, authentication } = yield* readClient(request, context)
    const assertion = yield* required(form, "assertion")
    const scope = yield* required(form, "scope")
    const use = yield* required(form, "requested_token_use")
    if (use !== "on_behalf_of") return yield* Result.fail(parameterInvalid("requested_token_use"))
    return authentication === "0"
      ? yield* Result.fail(credentialRequired)
      : { appId, assertion, scope, authentication }
  })
  const { appId, assertion, scope, authentication } = yield* Effect.fromResult(read)
  const token = yield* readOwnToken(issuer, assertion, context.isOwn, context.directory)
  if (!tenant.isShared && token.tenant !== tenant.id) return yield* assertionUnverified
  if (token.audience !== appId) return yield* assertionAudienceInvalid(token.audience, appId)
  const signIn: SignIn = {
    tenant: token.tenant,
    appId,
    person: token.person,
    scopes: [],
    scope,
    signedInAt: now,
    session: randomUUID(),
  }
  return yield* Effect.fromResult(
    forPerson(request, { signIn, isConfidential: true }, authentication, context),
  )
})

/** Grants a request for tokens, or fails as Entra does. */
export const grant = (
  request: TokenForm,
  issuer: Issuer,
  context: IssuerContext,
): Effect.Effect<Granted, OAuthFailure> => {
  const type = request.form.get("grant_type") ?? ""
  switch (type) {
    case "client_credentials":
      return Effect.fromResult(byCredentials(request, context))
    case "authorization_code":
      return Effect.fromResult(byCode(request, context))
    case "refresh_token":
      return Effect.fromResult(byRefreshToken(request, context))
    case "urn:ietf:params:oauth:grant-type:device_code":
    // Microsoft's library for Node.js sends this name, and Entra accepts it.
    case "device_code":
      return Effect.fromResult(byDeviceCode(request, context))
    case "urn:ietf:params:oauth:grant-type:jwt-bearer":
      return byAssertion(request, issuer, context)
    case "password":
      return Effect.fail(passwordInvalid)
    default:
      return Effect.fromResult(
        Result.flatMap(required(request.form, "grant_type"), () => Result.fail(grantUnsupported(type))),
      )
  }
}
