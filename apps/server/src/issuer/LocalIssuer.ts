/**
 * The built-in issuer: an identity provider with the endpoints of Microsoft Entra, for tests.
 *
 * It checks nothing: every tenant, application and credential exists, and every client that can reach it gets the token
 * that it requests.
 */
import { Clock, Effect, Result } from "effect"
import { type Directory, openDirectory } from "../directory/Directory.ts"
import { signingAlgorithm } from "../entra/SigningKeys.ts"
import type { HttpRequest, HttpResponse } from "../http/HttpMessage.ts"
import type { RequestTarget } from "../http/RequestTarget.ts"
import { type OAuthFailure, oauthResponse } from "../oauth/OAuthFailure.ts"
import { readForm } from "../oauth/OAuthForm.ts"
import { type DeviceCodes, makeDeviceCodes, readUserCode } from "../signin/DeviceCodes.ts"
import { codePage, codeRefusedPage, decisionPage, requestPage } from "../signin/DeviceLoginPage.ts"
import { type IssuerEndpoint, issuerEndpointAt, issuerRoutes } from "./IssuerEndpoint.ts"
import { type Issuer, issuerName } from "./MintToken.ts"
import { issueDeviceCode, issueToken } from "./TokenEndpoint.ts"

/** Whether a path begins with a tenant, as those of the issuer do. */
export const isTenantPath = (path: string): boolean =>
  Result.isSuccess(openDirectory.tenantOf(path.split("/")[1] ?? ""))

const loginPath = "/devicelogin"

/** The discovery document. Everything in it has the same origin: clients compare them. */
const discovery = (origin: string, tenant: string) => {
  const at = (path: string) => `${origin}/${tenant}/${path}`
  return {
    issuer: issuerName(origin, tenant),
    // Not implemented, but Microsoft's client libraries refuse a document without it.
    authorization_endpoint: at("oauth2/v2.0/authorize"),
    token_endpoint: at(issuerRoutes.token.path),
    token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
    device_authorization_endpoint: at(issuerRoutes.deviceCode.path),
    jwks_uri: at(issuerRoutes.keys.path),
    response_types_supported: [],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: [signingAlgorithm],
    claims_supported: ["sub", "iss", "aud", "exp", "iat", "nbf", "tid", "ver"],
  }
}

/** Shows the page that asks for a code, or the page that shows its request; or applies the user's decision. */
const login = Effect.fnUntraced(function* (request: HttpRequest, query: string, codes: DeviceCodes) {
  const now = yield* Clock.currentTimeMillis
  if (request.method !== "POST") {
    const entered = new URLSearchParams(query).get("user_code") ?? ""
    if (entered === "") return codePage()
    const code = readUserCode(entered)
    const device = code === undefined ? undefined : codes.undecided(code, now)
    return code === undefined || device === undefined ? codeRefusedPage(code) : requestPage(code, device)
  }
  const form = yield* Effect.fromResult(readForm(request))
  const code = readUserCode(form.get("user_code") ?? "")
  const decision = form.get("decision") === "approved" ? "approved" : "declined"
  return code !== undefined && codes.decide(code, decision, now)
    ? decisionPage(decision)
    : codeRefusedPage(code)
})

const json = (body: object): HttpResponse => ({
  status: 200,
  headers: {
    "Content-Type": "application/json; charset=utf-8",
    "Cache-Control": "no-store",
    Pragma: "no-cache",
  },
  body: JSON.stringify(body),
})

type Responding = Effect.Effect<HttpResponse, OAuthFailure>

export interface IssuerOptions {
  /** Who and what exists, and what is granted. By default everyone and everything. */
  readonly directory?: Directory | undefined
  /** Whether the sign-in page approves each request by itself, for tests without a person. */
  readonly autoApprove?: boolean | undefined
}

/**
 * Makes an issuer: a function that handles its requests, and returns `undefined` for any other path. It names itself by the
 * origin of each request, so the origin must be one of the server's own.
 */
export const makeLocalIssuer = (keys: Issuer["keys"], { directory = openDirectory }: IssuerOptions = {}) => {
  const codes = makeDeviceCodes()

  const respond = (
    endpoint: IssuerEndpoint,
    tenant: string,
    request: HttpRequest,
    { origin }: RequestTarget,
  ) => {
    switch (endpoint) {
      case "token":
        return issueToken(request, tenant, { url: origin, keys }, codes)
      case "deviceCode":
        return issueDeviceCode(request, tenant, `${origin}${loginPath}`, codes)
      case "keys":
        return Effect.map(keys, (keys) => ({ keys: keys.map(({ publicJwk }) => publicJwk) }))
      case "discovery":
        return Effect.succeed(discovery(origin, tenant))
    }
  }

  const respondTo = (methods: ReadonlyArray<string>, request: HttpRequest, responding: Responding) =>
    methods.includes(request.method)
      ? Effect.catch(responding, (failure) => oauthResponse(failure, request))
      : Effect.succeed<HttpResponse>({ status: 405, headers: { Allow: methods.join(", ") }, body: "" })

  return (request: HttpRequest, target: RequestTarget): Effect.Effect<HttpResponse> | undefined => {
    if (target.path === loginPath)
      return respondTo(["GET", "HEAD", "POST"], request, login(request, target.query, codes))
    const found = issuerEndpointAt(target.path)
    if (found === undefined) return undefined
    const { endpoint } = found
    const responding = Effect.fromResult(directory.tenantOf(found.tenant)).pipe(
      Effect.flatMap(
        (tenant): Effect.Effect<object, OAuthFailure> => respond(endpoint, tenant, request, target),
      ),
      Effect.map(json),
    )
    return respondTo(issuerRoutes[endpoint].methods, request, responding)
  }
}
