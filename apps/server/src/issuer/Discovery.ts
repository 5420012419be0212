/** The documents by which clients find the issuer: OpenID's, and Entra's about its instances. */
import { Result } from "effect"
import { isSharedTenant, tenantPlaceholder } from "../entra/Entra.ts"
import { signingAlgorithm } from "../entra/SigningKeys.ts"
import type { RequestTarget } from "../http/RequestTarget.ts"
import { instanceInvalid, type OAuthFailure, parameterMissing } from "../oauth/OAuthFailure.ts"
import { openIdScopes } from "../oauth/RequestedScopes.ts"
import { issuerRoutes } from "./IssuerEndpoint.ts"
import { issuerName } from "./MintToken.ts"

/**
 * The discovery document of a tenant, or that of all tenants, whose issuer is a template. Everything in it has the same
 * origin: clients compare them.
 */
export const discovery = (origin: string, name: string, tenant: string) => {
  const isShared = isSharedTenant(name)
  const { host } = new URL(origin)
  const at = (path: string) => `${origin}/${isShared ? name : tenant}/${path}`
  return {
    token_endpoint: at(issuerRoutes.token.path),
    token_endpoint_auth_methods_supported: ["client_secret_post", "private_key_jwt", "client_secret_basic"],
    jwks_uri: at(issuerRoutes.keys.path),
    response_modes_supported: ["query", "fragment", "form_post"],
    subject_types_supported: ["pairwise"],
    id_token_signing_alg_values_supported: [signingAlgorithm],
    response_types_supported: ["code"],
    code_challenge_methods_supported: ["S256"],
    // RFC 9207. Entra sends no `iss`, but a client that checks it can't mix up issuers.
    ...(!isShared && { authorization_response_iss_parameter_supported: true }),
    scopes_supported: openIdScopes,
    issuer: issuerName(origin, isShared ? tenantPlaceholder : tenant),
    request_uri_parameter_supported: false,
    userinfo_endpoint: `${origin}/${issuerRoutes.userInfo.path}`,
    authorization_endpoint: at(issuerRoutes.authorize.path),
    device_authorization_endpoint: at(issuerRoutes.deviceCode.path),
    end_session_endpoint: at(issuerRoutes.logout.path),
    claims_supported: [
      ...["sub", "iss", "aud", "exp", "iat", "nbf", "auth_time", "nonce", "sid", "oid", "tid", "ver"],
      ...["name", "preferred_username", "login_hint", "email"],
    ],
    cloud_instance_name: host,
    msgraph_host: host,
  }
}

/** The URL of an authorization endpoint of either version: the issuer's address, then the tenant. */
const authorizeAddress = /^(.+)\/([^/]+)\/oauth2\/(?:v2\.0\/)?authorize$/

/**
 * Confirms that an address belongs to this issuer. Microsoft's client libraries ask for that before they use an authority
 * that they do not know.
 */
export const instanceDiscovery = (
  { query, origin }: RequestTarget,
  isOwn: (url: string) => boolean,
): Result.Result<object, OAuthFailure> => {
  const parameters = new URLSearchParams(query)
  const asked = parameters.get("authorization_endpoint")
  if (!asked) return Result.fail(parameterMissing("authorization_endpoint"))
  const [, own = "", tenant = ""] = authorizeAddress.exec(asked) ?? []
  const host = URL.parse(own)?.host
  if (host === undefined || !(own === origin || isOwn(own))) return Result.fail(instanceInvalid)
  const version = parameters.get("api-version") ?? "1.0"
  return Result.succeed({
    tenant_discovery_endpoint: `${own}/${tenant}/${issuerRoutes.discovery.path}`,
    ...(version !== "1.0" && {
      "api-version": version,
      metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
    }),
  })
}
