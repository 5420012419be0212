/** The documents by which clients find the issuer. */
import { assert, describe, it } from "@effect/vitest"
import { Effect, Result } from "effect"
import { decodeJwt } from "jose"
import { openDirectory } from "../../src/directory/Directory.ts"
import { guidOf } from "../../src/directory/GuidOf.ts"
import { makeLocalIssuer } from "../../src/issuer/LocalIssuer.ts"
import { mintIdToken } from "../../src/issuer/MintToken.ts"
import { openIdScopes } from "../../src/oauth/RequestedScopes.ts"
import { responseModes } from "../../src/signin/AuthorizeRequest.ts"
import { jsonOf, keys, origin, responseTo, tenant } from "./issuerRequests.ts"

const documentOf = (name: string, method = "GET") =>
  responseTo({ method, path: `/${name}/v2.0/.well-known/openid-configuration` })

const signIn = {
  tenant,
  appId: "app",
  person: Result.getOrThrow(openDirectory.person(tenant, "ada@contoso.com")),
  scopes: openIdScopes,
  scope: openIdScopes.join(" "),
  signedInAt: 0,
  session: "session",
  nonce: "nonce",
}

describe("The discovery of the built-in issuer", () => {
  it.effect("has addresses that the client can reach, and the issuer of its tokens", () =>
    Effect.gen(function* () {
      for (const [method, name] of [
        ["GET", tenant],
        ["HEAD", tenant.toUpperCase()],
      ] as const) {
        const response = yield* documentOf(name, method)
        const at = `${origin}/${tenant}`
        assert.strictEqual(response.status, 200)
        assert.strictEqual(response.headers["Access-Control-Allow-Origin"], "*")
        const { claims_supported: claims, ...rest } = jsonOf(response)
        const idToken = yield* mintIdToken({ url: origin, keys: Effect.succeed(keys) }, signIn, openIdScopes)
        assert.sameMembers(claims, Object.keys(decodeJwt(idToken)))
        assert.deepStrictEqual(rest, {
          issuer: `${origin}/${tenant}/v2.0`,
          authorization_endpoint: `${at}/oauth2/v2.0/authorize`,
          token_endpoint: `${at}/oauth2/v2.0/token`,
          token_endpoint_auth_methods_supported: [
            "client_secret_post",
            "private_key_jwt",
            "client_secret_basic",
          ],
          device_authorization_endpoint: `${at}/oauth2/v2.0/devicecode`,
          end_session_endpoint: `${at}/oauth2/v2.0/logout`,
          userinfo_endpoint: `${origin}/oidc/userinfo`,
          jwks_uri: `${at}/discovery/v2.0/keys`,
          response_types_supported: ["code"],
          code_challenge_methods_supported: ["S256"],
          authorization_response_iss_parameter_supported: true,
          response_modes_supported: responseModes,
          scopes_supported: ["openid", "profile", "email", "offline_access"],
          subject_types_supported: ["pairwise"],
          id_token_signing_alg_values_supported: ["RS256"],
          request_uri_parameter_supported: false,
          cloud_instance_name: "odj.example",
          msgraph_host: "odj.example",
        })
      }
    }),
  )

  it.effect("has the id of a tenant for its domain, and a template for all tenants", () =>
    Effect.gen(function* () {
      const contoso = guidOf("contoso.onmicrosoft.com")
      for (const [name, issuer, segment] of [
        ["contoso.onmicrosoft.com", contoso, contoso],
        ["common", "{tenantid}", "common"],
        ["organizations", "{tenantid}", "organizations"],
        ["consumers", "9188040d-6c67-4c5b-b112-36a304b66dad", "9188040d-6c67-4c5b-b112-36a304b66dad"],
      ] as const) {
        const document = jsonOf(yield* documentOf(name))
        assert.strictEqual(document.issuer, `${origin}/${issuer}/v2.0`)
        const namesIssuer = document.authorization_response_iss_parameter_supported === true
        assert.strictEqual(namesIssuer, issuer !== "{tenantid}", name)
        assert.strictEqual(document.token_endpoint, `${origin}/${segment}/oauth2/v2.0/token`)
      }
    }),
  )

  it.effect("publishes its public keys, and no private part, at the paths of both versions", () =>
    Effect.gen(function* () {
      for (const path of ["/common/discovery/v2.0/keys", "/common/discovery/keys"]) {
        const response = yield* responseTo({ method: "GET", path })
        const [{ n, ...rest }, ...others] = jsonOf(response).keys
        assert.deepStrictEqual(others, [])
        assert.deepStrictEqual(rest, { kty: "RSA", e: "AQAB", kid: keys[0].kid, use: "sig", alg: "RS256" })
        assert.strictEqual(n, keys[0].publicJwk.n)
      }
    }),
  )
})

describe("The discovery of instances", () => {
  const ask = (query: Record<string, string>) =>
    responseTo(
      {
        method: "GET",
        path: "/common/discovery/instance",
        query: new URLSearchParams(query).toString(),
      },
      makeLocalIssuer(Effect.succeed(keys), {}, (url) => url === "https://other.example:8443/prefix"),
    )

  it.effect("confirms the addresses of the server, in both forms", () =>
    Effect.gen(function* () {
      const own = "https://other.example:8443/prefix"
      for (const base of [own, origin]) {
        const authorize = `${base}/contoso.com/oauth2/v2.0/authorize`
        const { host } = new URL(base)
        const found = {
          tenant_discovery_endpoint: `${base}/contoso.com/v2.0/.well-known/openid-configuration`,
        }
        assert.deepStrictEqual(jsonOf(yield* ask({ authorization_endpoint: authorize })), found)
        const named = { "api-version": "1.1", authorization_endpoint: authorize }
        assert.deepStrictEqual(jsonOf(yield* ask(named)), {
          ...found,
          "api-version": "1.1",
          metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
        })
      }
    }),
  )

  it.effect("refuses another address, and one that is missing", () =>
    Effect.gen(function* () {
      for (const [query, error] of [
        [{}, "invalid_request"],
        [{ authorization_endpoint: "x" }, "invalid_instance"],
        [{ authorization_endpoint: "https://evil.example/common/oauth2/v2.0/authorize" }, "invalid_instance"],
        [
          { authorization_endpoint: `https://evil.example/?${origin}/common/oauth2/v2.0/authorize` },
          "invalid_instance",
        ],
      ] as const) {
        const response = yield* ask(query)
        assert.deepStrictEqual([response.status, jsonOf(response).error], [400, error])
      }
    }),
  )
})
