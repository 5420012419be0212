/** Where a client of our own issuer gets a token: with credentials of its own, or by a code that a user approves. */
import { graphAppId, graphResource, readWritePermission } from "@odj/graph-wire"
import { Clock, Effect, Result } from "effect"
import type { HttpRequest } from "../http/HttpMessage.ts"
import { codeLifetime, type DeviceCodes, type DeviceRequest, pollInterval } from "./DeviceCodes.ts"
import { defaultLifetime, type Issuer, mintIdToken, mintToken, type TokenRequest } from "./MintToken.ts"
import { grantUnsupported, type OAuthFailure, scopeInvalid, scopeNotDefault } from "./OAuthFailure.ts"
import { authenticate, type OAuthForm, readForm, required, withCredentials } from "./OAuthForm.ts"

/** A response, as JSON. */
type Responding = Effect.Effect<object, OAuthFailure>

/** What a scope asks of Graph, where it names it. */
const askedOfGraph = (scope: string) => {
  const prefix = [`${graphResource}/`, `${graphAppId}/`].find((prefix) => scope.startsWith(prefix))
  return prefix === undefined ? undefined : scope.slice(prefix.length)
}

const permissionName = /^[\w.-]+$/

/** All that can be granted, which `.default` asks for. */
const everything = [readWritePermission]

/** What a user is asked to grant. A name without a resource is one of Graph's. */
const readScopes = (scope: string): Result.Result<ReadonlyArray<string>, OAuthFailure> => {
  const names = scope.split(" ").map((name) => askedOfGraph(name) ?? name)
  return names.every((name) => permissionName.test(name))
    ? Result.succeed([...new Set(names.flatMap((name) => (name === ".default" ? everything : [name])))])
    : Result.fail(scopeInvalid(scope))
}

const byCredentials = (form: OAuthForm, tenant: string): Result.Result<TokenRequest, OAuthFailure> =>
  Result.gen(function* () {
    const appId = yield* required(form, "client_id")
    yield* authenticate(form)
    const scope = yield* required(form, "scope")
    return askedOfGraph(scope) === ".default"
      ? { tenant, appId, roles: everything }
      : yield* Result.fail(scopeNotDefault(scope))
  })

const byDeviceCode = (
  form: OAuthForm,
  tenant: string,
  codes: DeviceCodes,
  now: number,
): Result.Result<DeviceRequest, OAuthFailure> =>
  Result.gen(function* () {
    const appId = yield* required(form, "client_id")
    const deviceCode = yield* required(form, "device_code")
    return yield* codes.redeem(deviceCode, { tenant, appId }, now)
  })

/** A request that may have what it asks for: an application's, or that of a device that acts for a user. */
type Granted = TokenRequest & Partial<Pick<DeviceRequest, "scope">>

/** What a request for a token asks for, if it may have it. */
const readRequest = (
  request: HttpRequest,
  tenant: string,
  codes: DeviceCodes,
  now: number,
): Result.Result<Granted, OAuthFailure> =>
  Result.gen(function* () {
    const form = yield* withCredentials(yield* readForm(request), request)
    const grant = yield* required(form, "grant_type")
    switch (grant) {
      case "client_credentials":
        return yield* byCredentials(form, tenant)
      case "urn:ietf:params:oauth:grant-type:device_code":
      // What Microsoft's library for Node.js sends, and Entra takes.
      case "device_code":
        return yield* byDeviceCode(form, tenant, codes, now)
      default:
        return yield* Result.fail(grantUnsupported(grant))
    }
  })

/** Gives a token. */
export const giveToken = Effect.fnUntraced(function* (
  request: HttpRequest,
  tenant: string,
  issuer: Issuer,
  codes: DeviceCodes,
) {
  const now = yield* Clock.currentTimeMillis
  const wanted = yield* Effect.fromResult(readRequest(request, tenant, codes, now))
  return {
    token_type: "Bearer",
    ...(wanted.scope !== undefined && { scope: wanted.scope }),
    expires_in: defaultLifetime,
    ext_expires_in: defaultLifetime,
    access_token: yield* mintToken(issuer, wanted),
    ...(wanted.scopes?.includes("openid") && { id_token: yield* mintIdToken(issuer, wanted) }),
  }
}) satisfies (...args: never) => Responding

/** Gives a device its code, and another to show to a user, who approves it at `loginAddress`. */
export const giveDeviceCode = Effect.fnUntraced(function* (
  request: HttpRequest,
  tenant: string,
  loginAddress: string,
  codes: DeviceCodes,
) {
  const wanted = Result.gen(function* () {
    const form = yield* readForm(request)
    const appId = yield* required(form, "client_id")
    const scope = yield* required(form, "scope")
    return { tenant, appId, scope, scopes: yield* readScopes(scope) }
  })
  const now = yield* Clock.currentTimeMillis
  const { deviceCode, userCode } = codes.begin(yield* Effect.fromResult(wanted), now)
  return {
    user_code: userCode,
    device_code: deviceCode,
    verification_uri: loginAddress,
    expires_in: codeLifetime,
    interval: pollInterval,
    message: `To sign in, use a web browser to open the page ${loginAddress} and enter the code ${userCode} to authenticate.`,
  }
}) satisfies (...args: never) => Responding
