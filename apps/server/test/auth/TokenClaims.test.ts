/**
 * The claims of the tokens that a verifier accepts and refuses.
 *
 * This file is long for its tables. Each invalid token differs from a valid one in one thing, and says whether `jose` alone
 * would accept it, which shows whose check refuses it.
 */
import { assert, describe, it } from "@effect/vitest"
import { defaultTenant } from "@odj/graph-wire"
import { Effect, Result, Schema } from "effect"
import {
  AccountNotSupported,
  type Principal,
  TenantNotAllowed,
  TokenAudienceInvalid,
  TokenWithoutPermissions,
} from "../../src/auth/Authenticator.ts"
import type { Trust } from "../../src/auth/Trust.ts"
import { widsOf } from "../../src/entra/DirectoryRoles.ts"
import { entraTenant } from "../../src/entra/Entra.ts"
import {
  appId,
  authenticate,
  claims,
  fieldsOf,
  good,
  graphAppId,
  graphResource,
  header,
  invalid,
  joseAccepts,
  key,
  kid,
  now,
  ofApp,
  ofUser,
  otherTenant,
  personalTenant,
  type Row,
  tenant,
  tokenOf,
  trust,
  url,
  userId,
  without,
  withoutRoles,
} from "./signedTokens.ts"

const badTokens: Record<string, Row> = {
  // Whom it is of, and for
  "without an audience": [tokenOf(header, without("aud")), new TokenAudienceInvalid(), "refused by jose too"],
  "for another audience": [
    tokenOf(header, { ...claims, aud: "https://vault.azure.net" }),
    new TokenAudienceInvalid(),
    "refused by jose too",
  ],
  "for Graph and another audience": [
    tokenOf(header, { ...claims, aud: ["https://vault.azure.net", graphResource] }),
    new TokenAudienceInvalid(),
    "accepted by jose",
  ],
  "for Graph twice, in a list": [
    tokenOf(header, { ...claims, aud: [graphResource, graphResource] }),
    new TokenAudienceInvalid(),
    "accepted by jose",
  ],
  "for Graph, in a list in a list": [
    tokenOf(header, { ...claims, aud: [[graphResource]] }),
    new TokenAudienceInvalid(),
    "refused by jose too",
  ],
  "for nothing, in a list": [
    tokenOf(header, { ...claims, aud: [] }),
    new TokenAudienceInvalid(),
    "refused by jose too",
  ],
  "without an issuer": [
    tokenOf(header, without("iss")),
    invalid("Invalid iss claim."),
    "refused by jose too",
  ],
  "of another issuer": [
    tokenOf(header, { ...claims, iss: `http://localhost/${tenant}/v2.0` }),
    invalid("Invalid issuer."),
    "refused by jose too",
  ],
  "without a tenant": [tokenOf(header, without("tid")), invalid("Invalid tid claim."), "accepted by jose"],
  "of a tenant that is not a GUID": [
    tokenOf(header, { ...claims, tid: "contoso.com" }),
    invalid("Invalid tid claim."),
    "accepted by jose",
  ],
  "of a tenant that only begins with a GUID": [
    tokenOf(header, { ...claims, tid: `${tenant}/x`, iss: `${url}/${tenant}/x/v2.0` }),
    invalid("Invalid tid claim."),
    "refused by jose too",
  ],
  "of a tenant that only ends with a GUID": [
    tokenOf(header, { ...claims, tid: `x/${tenant}`, iss: `${url}/x/${tenant}/v2.0` }),
    invalid("Invalid tid claim."),
    "refused by jose too",
  ],
  "whose tenant is a list": [
    tokenOf(header, { ...claims, tid: [tenant] }),
    invalid("Invalid tid claim."),
    "accepted by jose",
  ],
  "of another tenant than its issuer": [
    tokenOf(header, { ...claims, tid: otherTenant }),
    invalid("Invalid issuer."),
    "accepted by jose",
  ],
  "of a personal account": [
    tokenOf(header, { ...claims, tid: personalTenant, iss: `${url}/${personalTenant}/v2.0` }),
    new AccountNotSupported(),
    "refused by jose too",
  ],

  // What it permits
  "with neither scp nor roles": [
    tokenOf(header, withoutRoles),
    new TokenWithoutPermissions(),
    "accepted by jose",
  ],
  "of a user, with idtyp app": [
    tokenOf(header, { ...ofUser, idtyp: "app" }),
    invalid("Invalid idtyp claim."),
    "accepted by jose",
  ],
  "of an application, with idtyp user": [
    tokenOf(header, { ...claims, idtyp: "user" }),
    invalid("Invalid idtyp claim."),
    "accepted by jose",
  ],
  "with another idtyp": [
    tokenOf(header, { ...claims, idtyp: "device" }),
    invalid("Invalid idtyp claim."),
    "accepted by jose",
  ],
  "whose scp is not all strings": [
    tokenOf(header, { ...ofUser, scp: [ofUser.scp, 1] }),
    invalid("Invalid scp claim."),
    "accepted by jose",
  ],
  "whose scp is null, although it has a scope": [
    tokenOf(header, { ...ofUser, scp: null, scope: ofUser.scp }),
    invalid("Invalid scp claim."),
    "accepted by jose",
  ],
  "whose scope is an object": [
    tokenOf(header, { ...withoutRoles, idtyp: "user", scope: {} }),
    invalid("Invalid scope claim."),
    "accepted by jose",
  ],
  "of an application by its idtyp, with a scope": [
    tokenOf(header, { ...claims, scope: "x" }),
    invalid("Invalid idtyp claim."),
    "accepted by jose",
  ],
  "with the permissions of Auth0 alone": [
    tokenOf(header, { ...withoutRoles, permissions: claims.roles }),
    new TokenWithoutPermissions(),
    "accepted by jose",
  ],
  "whose roles are a string": [
    tokenOf(header, { ...claims, roles: claims.roles[0] }),
    invalid("Invalid roles claim."),
    "accepted by jose",
  ],
  "whose roles are not all strings": [
    tokenOf(header, { ...claims, roles: [...claims.roles, 1] }),
    invalid("Invalid roles claim."),
    "accepted by jose",
  ],
  ...Object.fromEntries(
    Object.entries({ typ: "ID", at_hash: "x", c_hash: "x" }).map(([claim, value]): [string, Row] => [
      `that is an ID token by its ${claim}`,
      [
        tokenOf(header, { ...ofUser, [claim]: value }),
        invalid("An ID token is not an access token."),
        "accepted by jose",
      ],
    ]),
  ),
  "that is an ID token, since it has a nonce and no scopes": [
    tokenOf(header, { ...ofApp, nonce: "x" }),
    invalid("An ID token is not an access token."),
    "accepted by jose",
  ],
  "that is an ID token, since it has no client": [
    tokenOf(header, { ...ofApp, azp: undefined, appid: undefined }),
    invalid("An ID token is not an access token."),
    "accepted by jose",
  ],
  ...Object.fromEntries(
    ["azp", "appid", "client_id", "cid"].map((claim): [string, Row] => [
      `that is an ID token, since its ${claim} is its audience`,
      [
        tokenOf(header, { ...ofApp, [claim]: graphResource, aud: [graphResource] }),
        invalid("An ID token is not an access token."),
        "accepted by jose",
      ],
    ]),
  ),
  "whose only client is not a string": [
    tokenOf(header, { ...ofApp, azp: undefined, appid: 1 }),
    invalid("An ID token is not an access token."),
    "accepted by jose",
  ],
  "that is an ID token, since its client is its audience": [
    tokenOf(header, { ...ofApp, azp: graphResource }),
    invalid("An ID token is not an access token."),
    "accepted by jose",
  ],
}

const writer: Principal = {
  tenantId: tenant,
  application: appId,
  user: undefined,
  canRead: true,
  canWrite: true,
}
const reader: Principal = { ...writer, canWrite: false }
const unprivileged: Principal = { ...reader, canRead: false }

describe("The claims of a token", () => {
  for (const [title, [token, failure, jose]] of Object.entries(badTokens)) {
    it.effect(`are refused in a token ${title}, which is ${jose}`, () =>
      Effect.gen(function* () {
        const refused = yield* Effect.flip(authenticate(`Bearer ${token}`))
        assert.deepStrictEqual(fieldsOf(refused), fieldsOf(failure))
        assert.strictEqual(yield* joseAccepts(token), jose === "accepted by jose")
      }),
    )
  }

  const goodTokens: Record<string, readonly [token: string, principal: Principal]> = {
    "of an application that can write": [good, writer],
    "of an application that can read": [
      tokenOf(header, { ...claims, roles: ["DeviceManagementConfiguration.Read.All"] }),
      reader,
    ],
    "of an application without permissions": [tokenOf(header, { ...claims, roles: [] }), unprivileged],
    "of an application, without idtyp": [tokenOf(header, ofApp), writer],
    "of an application for itself, by its idtyp": [
      tokenOf(header, { ...claims, azp: graphResource }),
      writer,
    ],
    "of an application, whatever its oid is": [
      tokenOf(header, { ...claims, oid: userId, sub: userId }),
      writer,
    ],
    "of a user, with the permission to write": [tokenOf(header, ofUser), { ...writer, user: userId }],
    "of a user, without idtyp": [
      tokenOf(header, { ...ofUser, idtyp: undefined }),
      { ...writer, user: userId },
    ],
    "of a user, without oid": [
      tokenOf(header, { ...ofUser, oid: undefined }),
      { ...writer, user: ofUser.sub },
    ],
    "of a user of the API itself": [
      tokenOf(header, { ...ofUser, idtyp: undefined, appid: graphResource, azp: graphResource }),
      { ...writer, user: userId, application: graphResource },
    ],
    "of a user, among other scopes": [
      tokenOf(header, { ...ofUser, scp: "openid DeviceManagementConfiguration.Read.All profile" }),
      { ...reader, user: userId },
    ],
    "of a user without scopes, whatever roles the user has": [
      tokenOf(header, { ...ofUser, scp: "User.Read", roles: claims.roles }),
      { ...unprivileged, user: userId },
    ],
    "of a user with an empty scp": [
      tokenOf(header, { ...ofUser, scp: "" }),
      { ...unprivileged, user: userId },
    ],
    "of a user with an empty scp, whatever the scope is": [
      tokenOf(header, { ...ofUser, scp: [], scope: ofUser.scp }),
      { ...unprivileged, user: userId },
    ],
    "with a scope that only begins like a permission": [
      tokenOf(header, { ...ofUser, scp: "DeviceManagementConfiguration.Read.AllX" }),
      { ...unprivileged, user: userId },
    ],
    "with two scopes in one item of a list": [
      tokenOf(header, { ...ofUser, scp: [`openid ${ofUser.scp}`] }),
      { ...unprivileged, user: userId },
    ],
    "for the application id of Graph": [tokenOf(header, { ...claims, aud: graphAppId }), writer],
    "for Graph alone, in a list": [tokenOf(header, { ...claims, aud: [graphResource] }), writer],
    "with only appid": [tokenOf(header, { ...claims, azp: undefined }), writer],
    "with only azp": [tokenOf(header, { ...claims, appid: undefined }), writer],
    "of a tenant in upper case": [
      tokenOf(header, { ...claims, tid: tenant.toUpperCase(), iss: `${url}/${tenant.toUpperCase()}/v2.0` }),
      writer,
    ],
  }
  for (const [title, [token, principal]] of Object.entries(goodTokens)) {
    it.effect(`are accepted in a token ${title}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* authenticate(`Bearer ${token}`), principal)
      }),
    )
  }
})

const Value = Schema.Union([
  Schema.Undefined,
  Schema.Literals([graphResource, ofUser.scp]),
  Schema.Array(Schema.Literals(["openid", ofUser.scp])),
  Schema.Json,
])

const Values = Schema.Record(
  Schema.Literals(["azp", "client_id", "cid", "scp", "scope", "oid", "sub"]),
  Value,
)

describe("A token with any values as its claims", () => {
  it.effect.prop(
    "is accepted if its scopes are a text or a list of texts, and has only texts as names of the caller",
    [Values],
    ([values]) =>
      Effect.gen(function* () {
        const { scp, scope } = values
        const scopes = scp === undefined ? scope : scp
        const list = typeof scopes === "string" ? scopes.split(" ") : scopes
        const isValid = Array.isArray(list) && list.every((text) => typeof text === "string")
        const token = tokenOf(header, { ...withoutRoles, idtyp: undefined, ...values })
        const result = yield* Effect.result(authenticate(`Bearer ${token}`))
        assert.strictEqual(Result.isSuccess(result), isValid)
        if (Result.isFailure(result)) return
        const { application, user, canWrite } = result.success
        assert.strictEqual(canWrite, isValid && list.includes(ofUser.scp))
        for (const name of [application, user]) assert.include(["string", "undefined"], typeof name)
      }),
  )
})

const iss = "https://id.example/"

/** The claims that every provider has, for a provider without tenants. */
const common = { iss, aud: graphResource, iat: now, exp: now + 3_600 }

const [read, write] = [
  "DeviceManagementConfiguration.Read.All",
  "DeviceManagementConfiguration.ReadWrite.All",
]

/** The access tokens of other providers, in the form that their documentation describes. */
const ofProviders: Record<string, readonly [token: string, principal: Partial<Principal>]> = {
  "RFC 9068, of a user": [
    tokenOf(
      { ...header, typ: "at+jwt" },
      { ...common, sub: "user", client_id: "app", jti: "1", scope: `openid ${write}` },
    ),
    { application: "app", user: "user", canWrite: true },
  ],
  "RFC 9068, of an application": [
    tokenOf(
      { ...header, typ: "at+jwt" },
      { ...common, sub: "app", client_id: "app", jti: "1", scope: read, roles: [write] },
    ),
    { application: "app", user: undefined, canWrite: false },
  ],
  "Okta, of a user": [
    tokenOf(
      { alg: "RS256", kid },
      { ...common, ver: 1, jti: "AT.1", cid: "app", uid: "00u1", scp: ["openid", write], sub: "a@b.example" },
    ),
    { application: "app", user: "a@b.example", canWrite: true },
  ],
  "Okta, of an application": [
    tokenOf({ alg: "RS256", kid }, { ...common, ver: 1, jti: "AT.1", cid: "app", scp: [read], sub: "app" }),
    { application: "app", user: undefined, canWrite: false },
  ],
  "Auth0, of a user with more permissions than the application got": [
    tokenOf(header, { ...common, sub: "auth0|1", azp: "app", scope: `openid ${read}`, permissions: [write] }),
    { application: "app", user: "auth0|1", canWrite: false },
  ],
  "Auth0, of an application": [
    tokenOf(header, {
      ...common,
      sub: "app@clients",
      azp: "app",
      gty: "client-credentials",
      scope: write,
      permissions: [write],
    }),
    { application: "app", user: undefined, canWrite: true },
  ],
  "Keycloak, of a user": [
    tokenOf(header, {
      ...common,
      aud: [graphResource],
      typ: "Bearer",
      sub: userId,
      azp: "app",
      scope: `profile ${read}`,
      realm_access: { roles: [write] },
    }),
    { application: "app", user: userId, canWrite: false },
  ],
  "Keycloak 24, of a user": [
    tokenOf(header, {
      ...common,
      typ: "Bearer",
      nonce: "x",
      sub: userId,
      azp: "app",
      scope: `openid ${read}`,
    }),
    { application: "app", user: userId, canWrite: false },
  ],
  "Azure AD B2C, of a user": [
    tokenOf(header, { ...common, ver: "1.0", nonce: "x", sub: userId, azp: "app", scp: write }),
    { application: "app", user: userId, canWrite: true },
  ],
  "a provider whose scope is a list": [
    tokenOf(header, { ...common, sub: "user", client_id: "app", scope: ["openid", write] }),
    { application: "app", user: "user", canWrite: true },
  ],
}

/** The ID tokens of other providers, for a client whose id is an accepted audience. */
const idTokens: Record<string, string> = {
  Okta: tokenOf({ alg: "RS256", kid }, { ...common, ver: 1, sub: "00u1", at_hash: "x", amr: ["pwd"] }),
  Auth0: tokenOf(header, { ...common, sub: "auth0|1", name: "Jane", sid: "1" }),
  Keycloak: tokenOf(header, { ...common, typ: "ID", sub: userId, azp: graphResource, roles: [write] }),
  "Amazon Cognito": tokenOf(header, { ...common, token_use: "id", sub: userId, roles: [write] }),
}

describe("A token of another provider", () => {
  for (const [provider, [token, principal]] of Object.entries(ofProviders)) {
    it.effect(`is accepted from ${provider}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* authenticate(`Bearer ${token}`, { issuers: [iss] }), {
          ...writer,
          tenantId: defaultTenant,
          ...principal,
        })
      }),
    )
  }

  for (const [provider, token] of Object.entries(idTokens)) {
    it.effect(`is refused if it is an ID token of ${provider}, which jose accepts`, () =>
      Effect.gen(function* () {
        const refused = yield* Effect.flip(authenticate(`Bearer ${token}`, { issuers: [iss] }))
        assert.deepStrictEqual(fieldsOf(refused), fieldsOf(invalid("An ID token is not an access token.")))
        assert.isTrue(yield* joseAccepts(token, iss))
      }),
    )
  }

  it.effect("has no effect on a server that trusts an issuer of each tenant, although jose accepts it", () =>
    Effect.gen(function* () {
      const issuers = [`${iss}{tenantid}`]
      for (const wrong of [iss, issuers[0]]) {
        const token = tokenOf(header, { ...common, iss: wrong, sub: "user", client_id: "app", scope: write })
        assert.deepStrictEqual(
          fieldsOf(yield* Effect.flip(authenticate(`Bearer ${token}`, { issuers }))),
          fieldsOf(invalid("Invalid tid claim.")),
        )
        assert.isTrue(yield* joseAccepts(token, wrong))
      }
    }),
  )
})

describe("The roles of a user", () => {
  const wids = widsOf(["Global Reader"])
  const user: Principal = { ...writer, user: userId }
  const authenticated = (more: object, settings: Partial<Trust>) =>
    authenticate(`Bearer ${tokenOf(header, { ...ofUser, ...more })}`, settings)

  it.effect("limit a token of the built-in issuer that lists them", () =>
    Effect.gen(function* () {
      const builtIn = { issuers: [], isIssuer: () => true }
      assert.deepStrictEqual(yield* authenticated({}, builtIn), user)
      assert.deepStrictEqual(yield* authenticated({ wids }, builtIn), {
        ...user,
        roles: { canRead: true, canWrite: false },
      })
      assert.deepStrictEqual(yield* authenticated({ wids: [] }, builtIn), {
        ...user,
        roles: { canRead: false, canWrite: false },
      })
    }),
  )

  it.effect("do not limit a token of Entra, whose users can have roles of Intune instead", () =>
    Effect.gen(function* () {
      for (const listed of [wids, []])
        assert.deepStrictEqual(yield* authenticated({ wids: listed }, {}), user)
    }),
  )
})

describe("The tenant of a token", () => {
  const from = (iss: string, tid: string | undefined, settings: Partial<Trust> = {}) =>
    authenticate(`Bearer ${tokenOf(header, { ...claims, iss, tid })}`, { issuers: [iss], ...settings })

  it.effect("is the configured one, with both issuers of Entra", () =>
    Effect.gen(function* () {
      const { jwksUri, ...trusted } = entraTenant(tenant.toUpperCase())
      assert.strictEqual(
        jwksUri.href.toLowerCase(),
        `https://login.microsoftonline.com/${tenant}/discovery/v2.0/keys`,
      )
      for (const iss of [
        `https://sts.windows.net/${tenant}/`,
        `https://login.microsoftonline.com/${tenant}/v2.0`,
      ])
        assert.deepStrictEqual(yield* from(iss, tenant, trusted), writer)
      for (const [iss, tid, failure] of [
        [
          `https://sts.windows.net/${otherTenant}/`,
          otherTenant,
          new TenantNotAllowed({ tenantId: otherTenant }),
        ],
        [`https://sts.windows.net/${tenant}/`, otherTenant, invalid("Invalid issuer.")],
        [`https://sts.windows.net/${tenant}`, tenant, invalid("Invalid issuer.")],
      ] as const)
        assert.deepStrictEqual(fieldsOf(yield* Effect.flip(from(iss, tid, trusted))), fieldsOf(failure))
    }),
  )

  it.effect("must be one of the allowed tenants, which jose does not know", () =>
    Effect.gen(function* () {
      const allowed = { issuers: trust.issuers, tenants: [tenant, defaultTenant] }
      const iss = `${url}/${otherTenant}/v2.0`
      assert.strictEqual((yield* from(claims.iss, tenant, allowed)).tenantId, tenant)
      assert.deepStrictEqual(
        fieldsOf(yield* Effect.flip(from(iss, otherTenant, allowed))),
        fieldsOf(new TenantNotAllowed({ tenantId: otherTenant })),
      )
      assert.isTrue(yield* joseAccepts(tokenOf(header, { ...claims, iss, tid: otherTenant }), iss))
    }),
  )

  it.effect("is not the default tenant if only others are allowed", () =>
    Effect.gen(function* () {
      assert.deepStrictEqual(
        fieldsOf(yield* Effect.flip(from(iss, undefined, { tenants: [tenant] }))),
        fieldsOf(new TenantNotAllowed({ tenantId: defaultTenant })),
      )
      assert.strictEqual((yield* from(iss, undefined, { tenants: [defaultTenant] })).tenantId, defaultTenant)
    }),
  )

  it.effect("is the one that a fixed issuer names, which jose does not compare with the tid", () =>
    Effect.gen(function* () {
      const iss = `https://login.microsoftonline.com/${tenant}/v2.0`
      for (const tid of [tenant, tenant.toUpperCase(), undefined])
        assert.strictEqual((yield* from(iss, tid)).tenantId, tenant)
      const foreign = tokenOf(header, { ...claims, iss, tid: otherTenant })
      assert.deepStrictEqual(
        fieldsOf(yield* Effect.flip(authenticate(`Bearer ${foreign}`, { issuers: [iss] }))),
        fieldsOf(invalid("Invalid issuer.")),
      )
      assert.isTrue(yield* joseAccepts(foreign, iss))
    }),
  )
})

describe("The key of a token", () => {
  const v2 = "https://login.microsoftonline.com/{tenantid}/v2.0"
  const v1 = "https://sts.windows.net/{tenantid}/"
  const ofTenant = (issuer: string, tid = tenant) => issuer.replace("{tenantid}", tid)
  const consumers = ofTenant(v2, personalTenant)

  const rows: Record<
    string,
    readonly [issuers: ReadonlyArray<string>, keyIssuer: string | undefined, isAccepted: boolean]
  > = {
    "without an issuer": [[v2], undefined, true],
    "of the token's issuer": [[v2], ofTenant(v2), true],
    "of the token's issuer, as a template": [[v2], v2, true],
    "of the issuer of personal accounts": [[v2], consumers, false],
    "of the issuer of another tenant": [[v2], ofTenant(v2, otherTenant), false],
    "of an issuer with another host, as a template": [
      [v2],
      "https://login.microsoftonline.us/{tenantid}/v2.0",
      false,
    ],
    "of an empty issuer": [[v2], "", false],
    "of the other issuer of Entra, if both are trusted": [[v1, v2], v1, true],
    "of the other issuer of Entra, if only one is trusted": [[v2], v1, false],
    "of personal accounts, if both issuers of Entra are trusted": [[v1, v2], consumers, false],
    "of the fixed issuer": [[ofTenant(v2)], ofTenant(v2), true],
    "of the fixed issuer, as a template": [[ofTenant(v2)], v2, true],
    "of another issuer than the fixed one": [[ofTenant(v2)], ofTenant(v2, otherTenant), false],
  }
  const token = tokenOf(header, { ...claims, iss: ofTenant(v2) })
  for (const [title, [issuers, issuer, isAccepted]] of Object.entries(rows)) {
    it.effect(`is ${isAccepted ? "accepted" : "refused, although jose accepts it,"} ${title}`, () =>
      Effect.gen(function* () {
        const settings = { issuers, keys: { find: () => Effect.succeed({ ...key, issuer }) } }
        const result = yield* Effect.result(authenticate(`Bearer ${token}`, settings))
        if (isAccepted) assert.deepStrictEqual(Result.getOrThrow(result), writer)
        else
          assert.deepStrictEqual(
            fieldsOf(Result.getOrThrow(Result.flip(result))),
            fieldsOf(invalid("Invalid issuer of the key.")),
          )
        assert.isTrue(yield* joseAccepts(token, ofTenant(v2)))
      }),
    )
  }
})
