/**
 * An identity provider inside the server, shaped like Microsoft Entra: what a client asks there, it can ask here.
 *
 * It emulates. Every tenant, application and credential exists, and whoever can reach it gets the token that they ask
 * for.
 */
import { isGuid } from "@odj/domain"
import { defaultTenant } from "@odj/graph-wire"
import { Clock, Effect, Result } from "effect"
import { personalTenant } from "../entra/Entra.ts"
import { signingAlgorithm } from "../entra/SigningKeys.ts"
import type { HttpRequest, HttpResponse } from "../http/HttpMessage.ts"
import type { RequestTarget } from "../http/RequestTarget.ts"
import { type DeviceCodes, makeDeviceCodes, readUserCode } from "./DeviceCodes.ts"
import { askForCode, codeUnknown, decided } from "./DeviceLoginPage.ts"
import { type Issuer, issuerName } from "./MintToken.ts"
import { type OAuthFailure, oauthResponse, tenantNotFound } from "./OAuthFailure.ts"
import { readForm } from "./OAuthForm.ts"
import { giveDeviceCode, giveToken } from "./TokenEndpoint.ts"

/** The names that stand for a tenant in an address. */
const aliases = new Map([
  ["common", defaultTenant],
  ["organizations", defaultTenant],
  ["consumers", personalTenant],
])

const readTenant = (text: string): Result.Result<string, OAuthFailure> => {
  const tenant = aliases.get(text) ?? text.toLowerCase()
  return isGuid(tenant) ? Result.succeed(tenant) : Result.fail(tenantNotFound(text))
}

const loginPath = "/devicelogin"

/** What the issuer says of itself, at the address that the client has used: it works from where the client is. */
const discovery = (issuer: Issuer, origin: string, tenant: string) => {
  const at = (path: string) => `${origin}/${tenant}/${path}`
  return {
    issuer: issuerName(issuer.url, tenant),
    // There is nothing at this address; but a document without it is none for Microsoft's own client libraries.
    authorization_endpoint: at("oauth2/v2.0/authorize"),
    token_endpoint: at("oauth2/v2.0/token"),
    token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
    device_authorization_endpoint: at("oauth2/v2.0/devicecode"),
    jwks_uri: at("discovery/v2.0/keys"),
    response_types_supported: [],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: [signingAlgorithm],
    claims_supported: ["sub", "iss", "aud", "exp", "iat", "nbf", "tid", "ver"],
  }
}

/** Shows the page on which a user approves a code, or carries out what they have decided there. */
const login = Effect.fnUntraced(function* (request: HttpRequest, query: string, codes: DeviceCodes) {
  if (request.method !== "POST")
    return askForCode(readUserCode(new URLSearchParams(query).get("user_code") ?? ""))
  const form = yield* Effect.fromResult(readForm(request))
  const code = readUserCode(form.get("user_code") ?? "")
  const decision = form.get("decision") === "approved" ? "approved" : "declined"
  const now = yield* Clock.currentTimeMillis
  return code !== undefined && codes.decide(code, decision, now) ? decided(decision) : codeUnknown(code)
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

const ofTenant =
  /^\/([^/]+)\/(v2\.0\/\.well-known\/openid-configuration|discovery\/v2\.0\/keys|oauth2\/v2\.0\/(?:token|devicecode))$/

/** Makes an issuer: a function that handles the requests to it, and gives `undefined` for any other path. */
export const makeLocalIssuer = (issuer: Issuer) => {
  const codes = makeDeviceCodes()

  const respond = (path: string, tenant: string, request: HttpRequest, { origin }: RequestTarget) => {
    switch (path) {
      case "oauth2/v2.0/token":
        return giveToken(request, tenant, issuer, codes)
      case "oauth2/v2.0/devicecode":
        return giveDeviceCode(request, tenant, `${origin}${loginPath}`, codes)
      case "discovery/v2.0/keys":
        return Effect.map(issuer.keys, (keys) => ({ keys: keys.map(({ publicJwk }) => publicJwk) }))
      default:
        return Effect.succeed(discovery(issuer, origin, tenant))
    }
  }

  const respondTo = (methods: ReadonlyArray<string>, request: HttpRequest, responding: Responding) =>
    methods.includes(request.method)
      ? Effect.catch(responding, (failure) => oauthResponse(failure, request))
      : Effect.succeed<HttpResponse>({ status: 405, headers: { Allow: methods.join(", ") }, body: "" })

  return (request: HttpRequest, target: RequestTarget): Effect.Effect<HttpResponse> | undefined => {
    if (target.path === loginPath)
      return respondTo(["GET", "HEAD", "POST"], request, login(request, target.query, codes))
    const [, tenantName = "", path = ""] = ofTenant.exec(target.path) ?? []
    if (path === "") return undefined
    const responding = Effect.fromResult(readTenant(tenantName)).pipe(
      Effect.flatMap((tenant): Effect.Effect<object, OAuthFailure> => respond(path, tenant, request, target)),
      Effect.map(json),
    )
    return respondTo(path.startsWith("oauth2/") ? ["POST"] : ["GET", "HEAD"], request, responding)
  }
}
