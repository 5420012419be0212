/** The token endpoints of the built-in issuer: client credentials and the device flow. */
import { graphAppId, graphResource, readWritePermission } from "@odj/graph-wire"
import { Clock, Effect, Result } from "effect"
import type { HttpRequest } from "../http/HttpMessage.ts"
import { grantUnsupported, type OAuthFailure, scopeInvalid, scopeNotDefault } from "../oauth/OAuthFailure.ts"
import { type OAuthForm, readForm, requireCredential, required, withCredentials } from "../oauth/OAuthForm.ts"
import { codeLifetime, type DeviceCodes, type DeviceRequest, pollInterval } from "../signin/DeviceCodes.ts"
import { defaultLifetime, type Issuer, mintIdToken, mintToken, type TokenRequest } from "./MintToken.ts"

/** A response, as JSON. */
type Responding = Effect.Effect<object, OAuthFailure>

/** The part of a scope after Graph's address or application id; `undefined` without either. */
const graphScope = (scope: string) => {
  const prefix = [`${graphResource}/`, `${graphAppId}/`].find((prefix) => scope.startsWith(prefix))
  return prefix === undefined ? undefined : scope.slice(prefix.length)
}

const permissionName = /^[\w.-]+$/

/** The permissions that `.default` stands for. */
const allPermissions = [readWritePermission]

/** The permissions of a user's scope. A name without a resource is Graph's. */
const readScopes = (scope: string): Result.Result<ReadonlyArray<string>, OAuthFailure> => {
  const names = scope.split(" ").map((name) => graphScope(name) ?? name)
  return names.every((name) => permissionName.test(name))
    ? Result.succeed([...new Set(names.flatMap((name) => (name === ".default" ? allPermissions : [name])))])
    : Result.fail(scopeInvalid(scope))
}

const byCredentials = (form: OAuthForm, tenant: string): Result.Result<TokenRequest, OAuthFailure> =>
  Result.gen(function* () {
    const appId = yield* required(form, "client_id")
    yield* requireCredential(form)
    const scope = yield* required(form, "scope")
    return graphScope(scope) === ".default"
      ? { tenant, appId, roles: allPermissions }
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

/** A granted request: an application's, or a device's, which has the `scope` of the user. */
type Granted = TokenRequest & Partial<Pick<DeviceRequest, "scope">>

/** Reads a request for a token, and refuses it if it is not granted. */
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
      // Microsoft's library for Node.js sends this name, and Entra accepts it.
      case "device_code":
        return yield* byDeviceCode(form, tenant, codes, now)
      default:
        return yield* Result.fail(grantUnsupported(grant))
    }
  })

/** Handles a request for a token. */
export const issueToken = Effect.fnUntraced(function* (
  request: HttpRequest,
  tenant: string,
  issuer: Issuer,
  codes: DeviceCodes,
) {
  const now = yield* Clock.currentTimeMillis
  const granted = yield* Effect.fromResult(readRequest(request, tenant, codes, now))
  return {
    token_type: "Bearer",
    ...(granted.scope !== undefined && { scope: granted.scope }),
    expires_in: defaultLifetime,
    ext_expires_in: defaultLifetime,
    access_token: yield* mintToken(issuer, granted),
    ...(granted.scopes?.includes("openid") && { id_token: yield* mintIdToken(issuer, granted) }),
  }
}) satisfies (...args: never) => Responding

/** Handles a device's request for its codes; the user approves it at `loginAddress`. */
export const issueDeviceCode = Effect.fnUntraced(function* (
  request: HttpRequest,
  tenant: string,
  loginAddress: string,
  codes: DeviceCodes,
) {
  const requested = Result.gen(function* () {
    const form = yield* readForm(request)
    const appId = yield* required(form, "client_id")
    const scope = yield* required(form, "scope")
    return { tenant, appId, scope, scopes: yield* readScopes(scope) }
  })
  const now = yield* Clock.currentTimeMillis
  const { deviceCode, userCode } = codes.begin(yield* Effect.fromResult(requested), now)
  return {
    user_code: userCode,
    device_code: deviceCode,
    verification_uri: loginAddress,
    expires_in: codeLifetime,
    interval: pollInterval,
    message: `To sign in, use a web browser to open the page ${loginAddress} and enter the code ${userCode} to authenticate.`,
  }
}) satisfies (...args: never) => Responding
