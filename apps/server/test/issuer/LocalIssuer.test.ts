/** The built-in issuer without a socket: its tokens and its failures. This file is long for its table of failures. */
import { assert, describe, it } from "@effect/vitest"
import { defaultTenant } from "@odj/graph-wire"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { decodeJwt, decodeProtectedHeader } from "jose"
import { local } from "../../src/auth/KeySource.ts"
import { makeVerifier } from "../../src/auth/TokenVerifier.ts"
import { guidOf } from "../../src/directory/GuidOf.ts"
import { makeLocalIssuer } from "../../src/issuer/LocalIssuer.ts"
import { issuerName } from "../../src/issuer/MintToken.ts"
import {
  graphResource,
  jsonOf,
  keys,
  now,
  origin,
  type Parts,
  responseTo,
  send,
  tenant,
} from "./issuerRequests.ts"

const graphAppId = "00000003-0000-0000-c000-000000000000"
const personalTenant = "9188040d-6c67-4c5b-b112-36a304b66dad"

const authenticate = makeVerifier({
  issuers: [issuerName(origin, "{tenantid}")],
  audiences: [graphResource],
  algorithms: ["RS256"],
  keys: local(Effect.succeed(keys)),
})

const credentials = {
  grant_type: "client_credentials",
  client_id: "my-app",
  client_secret: "anything",
  scope: `${graphResource}/.default`,
}

const basic = (text: string) => ({ authorization: `Basic ${Buffer.from(text).toString("base64")}` })

const { client_secret: _secret, ...withoutSecret } = credentials

describe("A token by client credentials", () => {
  it.effect("lets an application read and write the tenant's connectors for an hour", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now)
      const { status, headers, ...response } = yield* responseTo({ form: credentials })
      const { access_token: token, ...rest } = jsonOf(response)
      assert.strictEqual(status, 200)
      assert.strictEqual(headers["Content-Type"], "application/json; charset=utf-8")
      assert.deepStrictEqual([headers["Cache-Control"], headers.Pragma], ["no-store", "no-cache"])
      assert.deepStrictEqual(rest, { token_type: "Bearer", expires_in: 3_600, ext_expires_in: 3_600 })
      assert.deepStrictEqual(decodeProtectedHeader(token), { alg: "RS256", typ: "JWT", kid: keys[0].kid })
      const { oid, sub, ...claims } = decodeJwt(token)
      assert.deepStrictEqual(claims, {
        aud: graphResource,
        iss: `${origin}/${tenant}/v2.0`,
        iat: now / 1_000,
        nbf: now / 1_000,
        exp: now / 1_000 + 3_600,
        app_displayname: "my-app",
        appid: "my-app",
        appidacr: "1",
        azp: "my-app",
        azpacr: "1",
        idtyp: "app",
        roles: ["DeviceManagementConfiguration.ReadWrite.All"],
        tid: tenant,
        ver: "2.0",
      })
      assert.match(String(oid), /^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-8[\da-f]{3}-[\da-f]{12}$/)
      assert.strictEqual(sub, oid)
      assert.deepStrictEqual(yield* authenticate(`Bearer ${token}`), {
        tenantId: tenant,
        application: "my-app",
        user: undefined,
        canRead: true,
        canWrite: true,
      })
    }),
  )

  const ways: Record<string, Parts> = {
    "a secret": { form: credentials },
    "an assertion": {
      form: {
        ...withoutSecret,
        client_assertion_type: "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
        client_assertion: "any",
      },
    },
    "the Authorization header": {
      headers: basic("my-app:any&thing"),
      form: { grant_type: "client_credentials", scope: credentials.scope },
    },
    "the Authorization header, form-encoded": {
      headers: basic("my%2Dapp:a+b%3A"),
      form: { grant_type: "client_credentials", scope: credentials.scope },
    },
    "the Authorization header, its scheme in another case": {
      headers: { authorization: basic("my-app:x").authorization.replace("Basic ", "bAsIc  ") },
      form: withoutSecret,
    },
    "the Authorization header and the same id": { headers: basic("my-app:x"), form: withoutSecret },
    "the application id of Graph": { form: { ...credentials, scope: `${graphAppId}/.default` } },
    "a content type with a charset": {
      form: credentials,
      headers: { "content-type": "application/x-www-form-urlencoded; charset=utf-8" },
    },
    "a content type in another case": {
      form: credentials,
      headers: { "content-type": "Application/X-WWW-Form-URLEncoded" },
    },
    "unknown parameters": { form: { ...credentials, claims: "{}" } },
  }
  for (const [name, parts] of Object.entries(ways)) {
    it.effect(`is issued for ${name}`, () =>
      Effect.gen(function* () {
        const response = yield* responseTo(parts)
        assert.strictEqual(decodeJwt(jsonOf(response).access_token).azp, "my-app")
      }),
    )
  }

  it.effect("is for a client with any text as its id, also in the Authorization header", () =>
    Effect.gen(function* () {
      const form = { grant_type: "client_credentials", scope: credentials.scope }
      const response = yield* responseTo({ headers: basic("my&app=é:&"), form })
      assert.strictEqual(decodeJwt(jsonOf(response).access_token).azp, "my&app=é")
    }),
  )

  it.effect("is for the tenant in the path, under any of its names", () =>
    Effect.gen(function* () {
      for (const [name, tid] of [
        ["consumers", personalTenant],
        [tenant.toUpperCase(), tenant],
        ["contoso.onmicrosoft.com", guidOf("contoso.onmicrosoft.com")],
        ["Consumers", personalTenant],
        ["Contoso.OnMicrosoft.com", guidOf("contoso.onmicrosoft.com")],
      ]) {
        const response = yield* responseTo({ path: `/${name}/oauth2/v2.0/token`, form: credentials })
        assert.strictEqual(decodeJwt(jsonOf(response).access_token).tid, tid)
      }
    }),
  )
})

const deviceGrant = "urn:ietf:params:oauth:grant-type:device_code"

/** Requests that differ from a valid one in one thing. */
const refusals: Record<string, readonly [parts: Parts, status: number, error: string, code: number]> = {
  "no grant": [{ form: { ...credentials, grant_type: "" } }, 400, "invalid_request", 900144],
  "an unknown grant": [
    { form: { ...credentials, grant_type: "urn:ietf:params:oauth:grant-type:saml2-bearer" } },
    400,
    "unsupported_grant_type",
    70003,
  ],
  "a grant with the name of a JavaScript property": [
    { form: { ...credentials, grant_type: "constructor" } },
    400,
    "unsupported_grant_type",
    70003,
  ],
  "a password": [
    { form: { ...credentials, grant_type: "password", username: "ada@contoso.com", password: "any" } },
    400,
    "invalid_grant",
    50126,
  ],
  "the tenant common": [
    { path: "/common/oauth2/v2.0/token", form: credentials },
    400,
    "invalid_request",
    50059,
  ],
  "the tenant common in other letters": [
    { path: "/COMMON/oauth2/v2.0/token", form: credentials },
    400,
    "invalid_request",
    50059,
  ],
  "the tenant organizations": [
    { path: "/organizations/oauth2/v2.0/token", form: credentials },
    400,
    "invalid_request",
    50059,
  ],
  "no client": [{ form: { ...credentials, client_id: "" } }, 400, "invalid_request", 900144],
  "no secret": [{ form: withoutSecret }, 401, "invalid_client", 7000216],
  "an empty secret": [{ form: { ...credentials, client_secret: "" } }, 401, "invalid_client", 7000216],
  "an assertion without a type": [
    { form: { ...withoutSecret, client_assertion: "any" } },
    400,
    "invalid_request",
    900144,
  ],
  "an assertion of another type": [
    { form: { ...withoutSecret, client_assertion: "any", client_assertion_type: "saml" } },
    400,
    "invalid_request",
    90100,
  ],
  "no scope": [{ form: { ...credentials, scope: "" } }, 400, "invalid_request", 900144],
  "a scope that is not .default": [
    { form: { ...credentials, scope: `${graphResource}/User.Read` } },
    400,
    "invalid_scope",
    1002012,
  ],
  ".default without a resource": [
    { form: { ...credentials, scope: ".default" } },
    400,
    "invalid_scope",
    1002012,
  ],
  ".default of another resource": [
    { form: { ...credentials, scope: "https://vault.azure.net/.default" } },
    400,
    "invalid_resource",
    500011,
  ],
  "two scopes": [
    { form: { ...credentials, scope: `${graphResource}/.default openid` } },
    400,
    "invalid_scope",
    70011,
  ],
  "a parameter given twice": [
    { form: `${new URLSearchParams(credentials)}&scope=openid` },
    400,
    "invalid_request",
    90100,
  ],
  "a body that is not a form": [
    { form: credentials, headers: { "content-type": "application/json" } },
    400,
    "invalid_request",
    900144,
  ],
  "a body without a type": [
    { form: credentials, headers: { "content-type": undefined } },
    400,
    "invalid_request",
    900144,
  ],
  "a body over the limit": [{ body: undefined }, 400, "invalid_request", 90015],
  "an Authorization header of another scheme": [
    { form: credentials, headers: { authorization: "Bearer x" } },
    401,
    "invalid_client",
    700016,
  ],
  "an Authorization header without a secret": [
    { form: withoutSecret, headers: basic("my-app:") },
    401,
    "invalid_client",
    700016,
  ],
  "an Authorization header without an id": [
    { form: withoutSecret, headers: basic(":x") },
    401,
    "invalid_client",
    700016,
  ],
  "an unreadable Authorization header": [
    { form: withoutSecret, headers: { authorization: "Basic !" } },
    401,
    "invalid_client",
    700016,
  ],
  "credentials in two places": [
    { form: credentials, headers: basic("my-app:x") },
    400,
    "invalid_request",
    90100,
  ],
  "two clients": [{ form: withoutSecret, headers: basic("another-app:x") }, 400, "invalid_request", 90100],
  "an invalid tenant": [
    { path: "/contoso/oauth2/v2.0/token", form: credentials },
    400,
    "invalid_request",
    90002,
  ],
  "a tenant with the name of a JavaScript property": [
    { path: "/constructor/oauth2/v2.0/token", form: credentials },
    400,
    "invalid_request",
    90002,
  ],
  "no device code": [
    { form: { grant_type: deviceGrant, client_id: "my-app" } },
    400,
    "invalid_request",
    900144,
  ],
  "a device code without a client": [
    { form: { grant_type: deviceGrant, device_code: "x" } },
    400,
    "invalid_request",
    900144,
  ],
  "an unknown device code": [
    { form: { grant_type: deviceGrant, client_id: "my-app", device_code: "x" } },
    400,
    "bad_verification_code",
    70018,
  ],
  "a device without a client": [
    { path: "/common/oauth2/v2.0/devicecode", form: { scope: "User.Read" } },
    400,
    "invalid_request",
    900144,
  ],
  "a device without a scope": [
    { path: "/common/oauth2/v2.0/devicecode", form: { client_id: "my-app" } },
    400,
    "invalid_request",
    900144,
  ],
  "a device with a scope of another resource": [
    {
      path: "/common/oauth2/v2.0/devicecode",
      form: { client_id: "my-app", scope: "openid https://vault.azure.net/user_impersonation" },
    },
    400,
    "invalid_resource",
    500011,
  ],
  "a device with an invalid tenant": [
    { path: "/contoso/oauth2/v2.0/devicecode", form: { client_id: "my-app", scope: "openid" } },
    400,
    "invalid_request",
    90002,
  ],
}

describe("A request to the built-in issuer", () => {
  for (const [name, [parts, status, error, code]] of Object.entries(refusals)) {
    it.effect(`is refused as ${error} with ${name}`, () =>
      Effect.gen(function* () {
        const response = yield* responseTo(parts)
        const body = jsonOf(response)
        assert.deepStrictEqual([response.status, body.error, body.error_codes], [status, error, [code]])
        assert.match(body.error_description, new RegExp(`^AADSTS${code}: .+ Trace ID: ${body.trace_id} `))
        assert.deepStrictEqual(
          [response.headers["Content-Type"], response.headers["Cache-Control"], response.headers.Pragma],
          ["application/json; charset=utf-8", "no-store", "no-cache"],
        )
        assert.strictEqual(
          response.headers["WWW-Authenticate"],
          status === 401 ? 'Basic realm=""' : undefined,
        )
      }),
    )
  }

  it.effect("gets the name of the invalid parameter, tenant, grant or scope", () =>
    Effect.gen(function* () {
      for (const [name, mentioned] of [
        ["no grant", "'grant_type'"],
        ["no client", "'client_id'"],
        ["no scope", "'scope'"],
        ["an assertion without a type", "'client_assertion_type'"],
        ["an assertion of another type", "'client_assertion_type'"],
        ["a parameter given twice", "'scope'"],
        ["credentials in two places", "'client_secret'"],
        ["no device code", "'device_code'"],
        ["an unknown grant", "saml2-bearer'"],
        ["a scope that is not .default", `scope ${graphResource}/User.Read `],
        ["a device with a scope of another resource", "named https://vault.azure.net "],
        ["an invalid tenant", "'contoso'"],
      ] as const) {
        const response = yield* responseTo(refusals[name]?.[0] ?? {})
        assert.include(jsonOf(response).error_description, mentioned)
      }
    }),
  )

  it.effect("gets ids and the time of its refusal; the client can choose one id", () =>
    Effect.gen(function* () {
      yield* TestClock.setTime(now + 7)
      const id = "2576CF8A-44e6-48ee-b39b-a53910d04e03"
      const refuse = (headers: Record<string, string>) =>
        Effect.map(responseTo({ form: {}, headers }), (response) => jsonOf(response))
      const named = yield* refuse({ "client-request-id": id })
      const unnamed = yield* refuse({ "client-request-id": "mine" })
      assert.strictEqual(named.correlation_id, id)
      assert.match(unnamed.correlation_id, /^[\da-f-]{36}$/)
      assert.notStrictEqual(unnamed.trace_id, named.trace_id)
      assert.strictEqual(named.timestamp, "2026-07-31 12:00:00Z")
      assert.isTrue(named.error_description.endsWith(` Correlation ID: ${id} Timestamp: ${named.timestamp}`))
    }),
  )

  it.effect("gets 405 for another method, with the supported ones", () =>
    Effect.gen(function* () {
      for (const [path, method, allow] of [
        ["/common/oauth2/v2.0/token", "GET", "POST"],
        ["/common/oauth2/v2.0/devicecode", "PUT", "POST"],
        ["/common/discovery/v2.0/keys", "POST", "GET, HEAD"],
        ["/common/v2.0/.well-known/openid-configuration", "DELETE", "GET, HEAD"],
        ["/devicelogin", "PUT", "GET, HEAD, POST"],
      ] as const) {
        const response = yield* responseTo({ path, method })
        assert.deepStrictEqual([response.status, response.headers.Allow], [405, allow])
      }
    }),
  )

  it("is ignored for any other path", () => {
    for (const path of [
      "/",
      "/beta/deviceManagement/domainJoinConnectors",
      "/common",
      "/contoso.com",
      "//oauth2/v2.0/token",
      "/a/b/oauth2/v2.0/token",
      "/devicelogin/",
    ])
      assert.isUndefined(send({ path }), path)
  })

  it.effect("gets the list of the endpoints, if its path is another one below a tenant", () =>
    Effect.gen(function* () {
      for (const path of [
        "/common/oauth2/v2.0/tokens",
        "/contoso.com/.well-known/openid-configuration",
        `/${tenant}/v2.0`,
        "/oidc/other",
      ]) {
        const { status, headers, body } = yield* responseTo({ path, method: "GET" })
        assert.deepStrictEqual([status, headers["Content-Type"]], [404, "text/plain; charset=utf-8"], path)
        assert.include(body, "oauth2/v2.0/token")
      }
    }),
  )
})

/** Starts a device flow at a new issuer; returns functions that poll, and decide as a user. */
const device = Effect.fnUntraced(function* (scope: string, application = "my-app") {
  yield* TestClock.setTime(now)
  const respond = makeLocalIssuer(Effect.succeed(keys))
  const begun = yield* responseTo(
    { path: "/common/oauth2/v2.0/devicecode", form: { client_id: application, scope } },
    respond,
  )
  const codes = jsonOf(begun)
  const form = { grant_type: deviceGrant, client_id: application, device_code: codes.device_code }
  return {
    codes,
    poll: Effect.map(
      Effect.suspend(() => responseTo({ path: "/common/oauth2/v2.0/token", form }, respond)),
      jsonOf,
    ),
    visit: (query: string) => responseTo({ method: "GET", path: "/devicelogin", query }, respond),
    decide: (decision: string, code: string = codes.user_code) =>
      responseTo({ path: "/devicelogin", form: { user_code: code, decision } }, respond),
  }
})

describe("A token by the device flow", () => {
  it.effect("begins with instructions for the user", () =>
    Effect.gen(function* () {
      const { codes } = yield* device("User.Read")
      const { user_code, device_code, message, ...rest } = codes
      assert.deepStrictEqual(rest, {
        verification_uri: "https://odj.example/devicelogin",
        expires_in: 900,
        interval: 5,
      })
      assert.match(user_code, /^[A-Z2-9]{9}$/)
      assert.strictEqual(
        message,
        `To sign in, use a web browser to open the page https://odj.example/devicelogin and enter the code ${user_code} to authenticate.`,
      )
    }),
  )

  it.effect("is the approving user's, with the requested scopes", () =>
    Effect.gen(function* () {
      const { poll, decide } = yield* device("openid DeviceManagementConfiguration.Read.All")
      assert.strictEqual((yield* poll).error, "authorization_pending")
      assert.strictEqual((yield* poll).error, "slow_down")
      const page = yield* decide("approved")
      assert.strictEqual(page.status, 200)
      assert.include(page.body, "You approved the sign-in.")
      const { access_token: token, scope } = yield* poll
      const claims = decodeJwt(token)
      assert.strictEqual(scope, "openid DeviceManagementConfiguration.Read.All")
      assert.strictEqual(claims.scp, scope)
      assert.deepStrictEqual([claims.idtyp, claims.azp, claims.roles], ["user", "my-app", undefined])
      assert.deepStrictEqual(yield* authenticate(`Bearer ${token}`), {
        tenantId: defaultTenant,
        application: "my-app",
        user: String(claims.oid),
        canRead: true,
        canWrite: false,
      })
      assert.strictEqual((yield* poll).error, "bad_verification_code")
    }),
  )

  it.effect("is not issued if the user declines, or makes no valid decision", () =>
    Effect.gen(function* () {
      for (const decision of ["declined", "x"]) {
        const { poll, decide } = yield* device("User.Read")
        const page = yield* decide(decision)
        assert.include(page.body, "You declined the sign-in.")
        assert.strictEqual((yield* poll).error, "authorization_declined")
      }
    }),
  )

  it.effect("has its own number and sentence for each refusal", () =>
    Effect.gen(function* () {
      const { poll, decide } = yield* device("User.Read")
      const pending = yield* poll
      const tooFast = yield* poll
      yield* decide("declined")
      const declined = yield* poll
      yield* TestClock.adjust("15 minutes")
      for (const [{ error, error_codes, error_description }, name, code, sentence] of [
        [pending, "authorization_pending", 70016, "Authorization is pending. Continue polling."],
        [tooFast, "slow_down", 70016, "Wait 5 seconds longer between polls."],
        [declined, "authorization_declined", 70018, "The user has declined the authorization."],
        [yield* poll, "expired_token", 70019, "Verification code expired."],
      ] as const) {
        assert.deepStrictEqual([error, error_codes], [name, [code]])
        assert.include(error_description, `AADSTS${code}: `)
        assert.include(error_description, sentence)
      }
    }),
  )

  it.effect("is not issued after fifteen minutes", () =>
    Effect.gen(function* () {
      const { poll, decide } = yield* device("User.Read")
      yield* TestClock.adjust("15 minutes")
      assert.strictEqual((yield* decide("approved")).status, 400)
      assert.strictEqual((yield* poll).error, "expired_token")
    }),
  )

  it.effect("has each scope once, without its resource, and all permissions for .default", () =>
    Effect.gen(function* () {
      for (const [scope, granted] of [
        [`${graphResource}/User.Read ${graphAppId}/Mail.Read User.Read`, "User.Read Mail.Read"],
        [`${graphResource}/.default`, "DeviceManagementConfiguration.ReadWrite.All"],
        [".default openid", "openid DeviceManagementConfiguration.ReadWrite.All"],
        [`${graphResource}//.default`, "DeviceManagementConfiguration.ReadWrite.All"],
      ] as const) {
        const { poll, decide } = yield* device(scope)
        yield* decide("approved")
        const response = yield* poll
        assert.strictEqual(response.scope, scope)
        assert.strictEqual(decodeJwt(response.access_token).scp, granted)
      }
    }),
  )
})

describe("An ID token", () => {
  it.effect("is issued to a device with the scope openid, and identifies the user", () =>
    Effect.gen(function* () {
      const flow = yield* device("openid User.Read")
      const withoutScope = yield* device("User.Read")
      yield* flow.decide("approved")
      yield* withoutScope.decide("approved")
      const { id_token, access_token } = yield* flow.poll
      const { oid, sub, tid } = decodeJwt(access_token)
      assert.deepInclude<object>(decodeJwt(id_token), { oid, sub, tid, aud: "my-app" })
      assert.notProperty(yield* withoutScope.poll, "id_token")
    }),
  )
})

describe("The page that approves a device", () => {
  it.effect("asks for the code", () =>
    Effect.gen(function* () {
      const { visit } = yield* device("User.Read")
      const { status, body } = yield* visit("")
      assert.strictEqual(status, 200)
      assert.include(body, '<input name="user_code" value=""')
      assert.include(body, "<form>")
      assert.notInclude(body, "Approve")
    }),
  )

  it.effect("names the application, the tenant and the permissions, and asks for a decision", () =>
    Effect.gen(function* () {
      const { codes, visit } = yield* device(`openid ${graphResource}/.default`)
      const { status, body } = yield* visit(`user_code=${codes.user_code.toLowerCase()}`)
      assert.strictEqual(status, 200)
      for (const shown of [codes.user_code, "openid", "DeviceManagementConfiguration.ReadWrite.All"])
        assert.include(body, `<code>${shown}</code>`)
      assert.include(body, "<strong>my-app</strong>")
      assert.include(body, "<dd>the one in your user name</dd>")
      assert.include(body, '<form method="post">')
      assert.include(body, `<input type="hidden" name="user_code" value="${codes.user_code}">`)
      assert.include(body, 'name="decision" value="approved">Approve</button>')
      assert.include(body, 'name="decision" value="declined">Decline</button>')
    }),
  )

  it.effect("shows no request that is unknown, expired or decided", () =>
    Effect.gen(function* () {
      const { codes, decide, visit } = yield* device("User.Read")
      const other = yield* device("User.Read")
      yield* decide("declined")
      for (const { status, body } of [
        yield* visit(`user_code=${codes.user_code}`),
        yield* visit("user_code=ABCDEF234"),
        yield* Effect.andThen(
          TestClock.adjust("15 minutes"),
          other.visit(`user_code=${other.codes.user_code}`),
        ),
      ]) {
        assert.strictEqual(status, 400)
        assert.include(body, "This code is unknown, expired or already used.")
        assert.notInclude(body, "my-app")
      }
    }),
  )

  it.effect("escapes the name of the application", () =>
    Effect.gen(function* () {
      const { codes, visit } = yield* device("User.Read", '<script src="x">')
      const { body } = yield* visit(`user_code=${codes.user_code}`)
      assert.include(body, "<strong>&lt;script src=&quot;x&quot;&gt;</strong>")
    }),
  )

  it.effect("has no scripts, and does not show an invalid code", () =>
    Effect.gen(function* () {
      const { visit, decide } = yield* device("User.Read")
      const injection = '"><script>alert(1)</script>'
      for (const page of [
        yield* visit(new URLSearchParams({ user_code: injection }).toString()),
        yield* decide("approved", injection),
        yield* decide(injection),
      ]) {
        assert.notInclude(page.body, "script")
        const policy = page.headers["Content-Security-Policy"] ?? ""
        assert.match(policy, /^default-src 'none'; style-src 'sha256-[^']*'; img-src data:; /)
        assert.match(policy, /; form-action 'self'; frame-ancestors 'none'$/)
        assert.strictEqual(page.headers["Content-Type"], "text/html; charset=utf-8")
        assert.strictEqual(page.headers["Cache-Control"], "no-store")
        assert.strictEqual(page.headers["X-Content-Type-Options"], "nosniff")
      }
    }),
  )

  it.effect("reports an unknown code, and keeps it in the form", () =>
    Effect.gen(function* () {
      const { decide, poll } = yield* device("User.Read")
      const page = yield* decide("approved", "ABCDEF234")
      assert.strictEqual(page.status, 400)
      assert.include(page.body, "This code is unknown")
      assert.include(page.body, 'value="ABCDEF234"')
      assert.strictEqual((yield* poll).error, "authorization_pending")
    }),
  )

  it.effect("accepts the code as people type it", () =>
    Effect.gen(function* () {
      const { decide, codes } = yield* device("User.Read")
      const page = yield* decide("approved", ` ${codes.user_code.toLowerCase().replace(/(...)/g, "$1-")}`)
      assert.strictEqual(page.status, 200)
    }),
  )
})
