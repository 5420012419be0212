/**
 * The tokens that a verifier accepts and refuses.
 *
 * This file is long for its table of invalid tokens. Each differs from a valid one in one thing, and says whether `jose`
 * alone would accept it, which shows whose check refuses it.
 */
import { createPrivateKey, sign } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Exit, Schema } from "effect"
import { TestClock } from "effect/testing"
import { exportJWK, generateKeyPair, jwtVerify, SignJWT } from "jose"
import {
  AccountNotSupported,
  KeysUnavailable,
  TokenAudienceInvalid,
  TokenExpired,
  type TokenFailure,
  TokenInvalid,
  TokenMalformed,
  TokenMissing,
  TokenWithoutPermissions,
} from "../../src/auth/Authenticator.ts"
import type { KeySource } from "../../src/auth/KeySource.ts"
import { makeVerifier, type Trust } from "../../src/auth/TokenVerifier.ts"
import { entraTenant } from "../../src/entra/Entra.ts"

const graphResource = "https://graph.microsoft.com"
const graphAppId = "00000003-0000-0000-c000-000000000000"
const personalTenant = "9188040d-6c67-4c5b-b112-36a304b66dad"

const tenant = "0a5d4f5c-6f05-4e4c-8a6b-2d6f8f3ad4b1"
const otherTenant = "7c1e5f3a-9b8d-4c2e-8f60-5d4c3b2a1908"
const url = "http://127.0.0.1:8365"
const now = Date.UTC(2026, 6, 31, 12) / 1_000
const appId = "3f0f9c3e-6c0a-4d8e-9d5f-0a1b2c3d4e5f"

const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true })
const signingKey = createPrivateKey({ key: await exportJWK(privateKey), format: "jwk" })
const publicJwk = await exportJWK(publicKey)

const kid = "the-key"

/** A source with one key, for any algorithm. */
const keys: KeySource = {
  find: (wanted) => Effect.succeed(wanted === kid ? publicKey : undefined),
}

const trust: Trust = {
  issuers: [`${url}/{tenantid}/v2.0`],
  audiences: [graphResource, graphAppId],
  algorithms: ["RS256"],
  keys,
}

const header = { alg: "RS256", typ: "JWT", kid }

const claims = {
  aud: graphResource,
  iss: `${url}/${tenant}/v2.0`,
  iat: now,
  nbf: now,
  exp: now + 3_600,
  appid: appId,
  azp: appId,
  idtyp: "app",
  roles: ["DeviceManagementConfiguration.ReadWrite.All"],
  tid: tenant,
  ver: "2.0",
}

const { idtyp: _idtyp, ...ofApp } = claims
const { roles: _roles, ...withoutRoles } = claims
const ofUser = { ...withoutRoles, idtyp: "user", scp: "DeviceManagementConfiguration.ReadWrite.All" }

const without = (claim: keyof typeof claims) => {
  const { [claim]: _, ...rest } = claims
  return rest
}

const base64url = (text: string | Buffer) => Buffer.from(text).toString("base64url")

const textOf = (part: object | string) => (typeof part === "string" ? part : JSON.stringify(part))

/** Signs the given segments. */
const seal = (head: string, body: string) =>
  `${head}.${body}.${sign("RSA-SHA256", Buffer.from(`${head}.${body}`), signingKey).toString("base64url")}`

const tokenOf = (head: object | string, body: object | string) =>
  seal(base64url(textOf(head)), base64url(textOf(body)))

const good = tokenOf(header, claims)

/** A valid token of exactly this length. One base64url segment can't have every length, but two together can. */
const ofLength = (length: number) => {
  for (const more of ["", "x", "xx"]) {
    const filled = (size: number) => tokenOf({ ...header, more }, { ...claims, name: "x".repeat(size) })
    const size = Math.floor(((length - filled(0).length) * 3) / 4)
    const token = [size - 1, size, size + 1].map(filled).find((token) => token.length === length)
    if (token !== undefined) return token
  }
  throw new Error(`There is no token of ${length} characters`)
}

const [goodHead = "", goodBody = "", goodSignature = ""] = good.split(".")

const atNow = TestClock.setTime(now * 1_000)

const authenticate = (authorization: string | undefined, settings: Partial<Trust> = {}) =>
  Effect.andThen(
    atNow,
    Effect.suspend(() => makeVerifier({ ...trust, ...settings })(authorization)),
  )

/** Whether `jose` alone accepts a token from this issuer for this audience. */
const joseAccepts = (token: string) =>
  Effect.promise(() =>
    jwtVerify(token, publicJwk, {
      issuer: claims.iss,
      audience: graphResource,
      currentDate: new Date(now * 1_000),
    }).then(
      () => true,
      () => false,
    ),
  )

/** Changes the unused bits in the last character of a segment. */
const withStrayBits = (segment: string) => {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
  return segment.slice(0, -1) + alphabet[alphabet.indexOf(segment.at(-1) ?? "") + 1]
}

const invalid = (reason: string) => new TokenInvalid({ reason })

type Row = readonly [token: string, failure: TokenFailure, jose: "accepted by jose" | "refused by jose too"]

const unsigned = (name: string) =>
  `${base64url(textOf({ ...header, alg: name }))}.${goodBody}.${goodSignature}`

const ps256 = await new SignJWT(claims)
  .setProtectedHeader({ ...header, alg: "PS256" })
  .sign(await exportJWK(privateKey))

const badTokens: Record<string, Row> = {
  // Its form
  "that is empty": ["..", new TokenMalformed(), "refused by jose too"],
  "of two segments": [`${goodHead}.${goodBody}`, new TokenMalformed(), "refused by jose too"],
  "of four segments": [`${good}.`, new TokenMalformed(), "refused by jose too"],
  "with a space inside its signature": [
    `${goodHead}.${goodBody}.${goodSignature.slice(0, 9)} ${goodSignature.slice(9)}`,
    new TokenMalformed(),
    "accepted by jose",
  ],
  "with a line break at its end": [`${good}\n`, new TokenMalformed(), "accepted by jose"],
  "with padding": [`${good}==`, new TokenMalformed(), "accepted by jose"],
  "with padding inside, signed so": [
    seal(
      goodHead,
      Buffer.from(`${textOf(claims)} `.padEnd(400))
        .toString("base64")
        .replaceAll("+", "-")
        .replaceAll("/", "_"),
    ),
    new TokenMalformed(),
    "accepted by jose",
  ],
  "with a space inside its claims, signed so": [
    seal(goodHead, `${goodBody.slice(0, 8)} ${goodBody.slice(8)}`),
    new TokenMalformed(),
    "accepted by jose",
  ],
  "with unused bits set in its signature": [
    `${goodHead}.${goodBody}.${withStrayBits(goodSignature)}`,
    new TokenMalformed(),
    "accepted by jose",
  ],
  "in the alphabet of base64": [
    seal(
      goodHead,
      Buffer.from(`${textOf({ ...claims, name: "ÿÿ>>??" })}  `)
        .toString("base64")
        .replaceAll("=", ""),
    ),
    new TokenMalformed(),
    "refused by jose too",
  ],
  "longer than the limit": [ofLength(16_385), new TokenMalformed(), "accepted by jose"],
  "whose header is not JSON": [tokenOf("{", claims), new TokenMalformed(), "refused by jose too"],
  "whose header is a list": [tokenOf("[]", claims), new TokenMalformed(), "refused by jose too"],
  "whose header repeats a member": [
    tokenOf(`{"alg":"none",${textOf(header).slice(1)}`, claims),
    new TokenMalformed(),
    "accepted by jose",
  ],
  "whose claims are not JSON": [tokenOf(header, "claims"), new TokenMalformed(), "refused by jose too"],
  "whose claims are a list": [tokenOf(header, "[]"), new TokenMalformed(), "refused by jose too"],
  "whose claims repeat a member": [
    tokenOf(header, `{"tid":"${otherTenant}",${textOf(claims).slice(1)}`),
    new TokenMalformed(),
    "accepted by jose",
  ],
  "whose claims repeat a member, once with an escape": [
    tokenOf(header, `{"t\\u0069d":"${otherTenant}",${textOf(claims).slice(1)}`),
    new TokenMalformed(),
    "accepted by jose",
  ],
  "whose claims are not UTF-8": [
    seal(goodHead, base64url(Buffer.from(`{"name":"\xff",${textOf(claims).slice(1)}`, "latin1"))),
    new TokenMalformed(),
    "refused by jose too",
  ],

  // Its header
  "without a signature": [unsigned("none"), invalid("Invalid algorithm."), "refused by jose too"],
  "signed with the public key as a secret": [
    unsigned("HS256"),
    invalid("Invalid algorithm."),
    "refused by jose too",
  ],
  "by an algorithm that is not configured": [ps256, invalid("Invalid algorithm."), "accepted by jose"],
  "by an algorithm in another case": [
    unsigned("rs256"),
    invalid("Invalid algorithm."),
    "refused by jose too",
  ],
  "whose algorithm is not a string": [
    tokenOf({ ...header, alg: ["RS256"] }, claims),
    invalid("Invalid algorithm."),
    "refused by jose too",
  ],
  "without a kid": [
    tokenOf({ alg: "RS256", typ: "JWT" }, claims),
    invalid("Missing kid."),
    "accepted by jose",
  ],
  "whose kid is not a string": [
    tokenOf({ ...header, kid: 1 }, claims),
    invalid("Missing kid."),
    "accepted by jose",
  ],
  "with an unknown kid": [
    tokenOf({ ...header, kid: "another" }, claims),
    invalid("Key not found."),
    "accepted by jose",
  ],
  "of another type": [
    tokenOf({ ...header, typ: "dpop+jwt" }, claims),
    invalid("Invalid token type."),
    "accepted by jose",
  ],
  "whose type only begins like a valid one": [
    tokenOf({ ...header, typ: "jwt-x" }, claims),
    invalid("Invalid token type."),
    "accepted by jose",
  ],
  "whose type is not a string": [
    tokenOf({ ...header, typ: null }, claims),
    invalid("Invalid token type."),
    "accepted by jose",
  ],
  "with a critical extension": [
    tokenOf({ ...header, crit: ["b64"], b64: true }, claims),
    invalid("Header extensions are not supported."),
    "accepted by jose",
  ],
  "with an unknown extension": [
    tokenOf({ ...header, crit: ["x"], x: 1 }, claims),
    invalid("Header extensions are not supported."),
    "refused by jose too",
  ],
  "with an extension": [
    tokenOf({ ...header, b64: false }, claims),
    invalid("Header extensions are not supported."),
    "accepted by jose",
  ],

  // Its signature
  "with changed claims": [
    `${goodHead}.${base64url(textOf({ ...claims, tid: otherTenant }))}.${goodSignature}`,
    invalid("Invalid signature."),
    "refused by jose too",
  ],
  "with half a signature": [
    `${goodHead}.${goodBody}.${base64url(Buffer.from(goodSignature, "base64url").subarray(128))}`,
    invalid("Invalid signature."),
    "refused by jose too",
  ],
  "with an empty signature": [
    `${goodHead}.${goodBody}.`,
    invalid("Invalid signature."),
    "refused by jose too",
  ],

  // Its time
  "that expires now": [tokenOf(header, { ...claims, exp: now }), new TokenExpired(), "refused by jose too"],
  "that never expires": [tokenOf(header, without("exp")), invalid("Invalid exp claim."), "accepted by jose"],
  "whose exp is a string": [
    tokenOf(header, { ...claims, exp: String(claims.exp) }),
    invalid("Invalid exp claim."),
    "refused by jose too",
  ],
  "that expires in more than 28 hours": [
    tokenOf(header, { ...claims, exp: now + 28 * 3_600 + 1 }),
    invalid("The lifetime of the token is too long."),
    "accepted by jose",
  ],
  "whose exp is infinite": [
    tokenOf(header, textOf(claims).replace(/"exp":\d+/, '"exp":1e999')),
    invalid("The lifetime of the token is too long."),
    "accepted by jose",
  ],
  "without iat": [tokenOf(header, without("iat")), invalid("Invalid iat claim."), "accepted by jose"],
  "issued in more than five minutes": [
    tokenOf(header, { ...claims, iat: now + 301 }),
    invalid("The token is issued in the future."),
    "accepted by jose",
  ],
  "valid in more than five minutes": [
    tokenOf(header, { ...claims, nbf: now + 301 }),
    invalid("The token is not yet valid."),
    "refused by jose too",
  ],
  "whose nbf is a string": [
    tokenOf(header, { ...claims, nbf: String(now) }),
    invalid("Invalid nbf claim."),
    "refused by jose too",
  ],

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
  "for Graph alone, in a list": [
    tokenOf(header, { ...claims, aud: [graphResource] }),
    new TokenAudienceInvalid(),
    "accepted by jose",
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
  "whose scp is a list": [
    tokenOf(header, { ...ofUser, scp: [ofUser.scp] }),
    invalid("Invalid scp claim."),
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
    ["nonce", "at_hash", "c_hash"].map((claim): [string, Row] => [
      `that is an ID token by its ${claim}`,
      [
        tokenOf(header, { ...ofUser, [claim]: "x" }),
        invalid("An ID token is not an access token."),
        "accepted by jose",
      ],
    ]),
  ),
  "that is an ID token, since it has no client": [
    tokenOf(header, { ...ofApp, azp: undefined, appid: undefined }),
    invalid("An ID token is not an access token."),
    "accepted by jose",
  ],
  "that is an ID token, since its client is its audience": [
    tokenOf(header, { ...ofApp, azp: graphResource }),
    invalid("An ID token is not an access token."),
    "accepted by jose",
  ],
}

const fieldsOf = (failure: TokenFailure) => ({ ...failure })

describe("The verifier of tokens", () => {
  for (const [title, [token, failure, jose]] of Object.entries(badTokens)) {
    it.effect(`refuses a token ${title}, which is ${jose}`, () =>
      Effect.gen(function* () {
        const refused = yield* Effect.flip(authenticate(`Bearer ${token}`))
        assert.deepStrictEqual(fieldsOf(refused), fieldsOf(failure))
        assert.strictEqual(yield* joseAccepts(token), jose === "accepted by jose")
      }),
    )
  }

  const all = { tenantId: tenant, canRead: true, canWrite: true }
  const reader = { ...all, canWrite: false }
  const unprivileged = { ...reader, canRead: false }
  const goodTokens: Record<string, readonly [token: string, principal: typeof all]> = {
    "of an application that can write": [good, all],
    "of an application that can read": [
      tokenOf(header, { ...claims, roles: ["DeviceManagementConfiguration.Read.All"] }),
      reader,
    ],
    "of an application without permissions": [tokenOf(header, { ...claims, roles: [] }), unprivileged],
    "of an application, without idtyp": [tokenOf(header, ofApp), all],
    "of an application for itself, by its idtyp": [tokenOf(header, { ...claims, azp: graphResource }), all],
    "of a user, with the permission to write": [tokenOf(header, ofUser), all],
    "of a user, without idtyp": [tokenOf(header, { ...ofUser, idtyp: undefined }), all],
    "of a user of the API itself": [
      tokenOf(header, { ...ofUser, idtyp: undefined, azp: graphResource }),
      all,
    ],
    "of a user, among other scopes": [
      tokenOf(header, { ...ofUser, scp: "openid DeviceManagementConfiguration.Read.All profile" }),
      reader,
    ],
    "of a user without scopes, whatever roles the user has": [
      tokenOf(header, { ...ofUser, scp: "User.Read", roles: claims.roles }),
      unprivileged,
    ],
    "of a user with an empty scp": [tokenOf(header, { ...ofUser, scp: "" }), unprivileged],
    "with a scope that only begins like a permission": [
      tokenOf(header, { ...ofUser, scp: "DeviceManagementConfiguration.Read.AllX" }),
      unprivileged,
    ],
    "for the application id of Graph": [tokenOf(header, { ...claims, aud: graphAppId }), all],
    "without a type": [tokenOf({ alg: "RS256", kid }, claims), all],
    "typed as an access token": [tokenOf({ ...header, typ: "at+jwt" }, claims), all],
    "typed with a whole media type": [tokenOf({ ...header, typ: "application/AT+JWT" }, claims), all],
    "without nbf": [tokenOf(header, without("nbf")), all],
    "that is valid and issued in five minutes": [
      tokenOf(header, { ...claims, iat: now + 300, nbf: now + 300 }),
      all,
    ],
    "that expires in a second": [tokenOf(header, { ...claims, exp: now + 1 }), all],
    "that expires in 28 hours": [tokenOf(header, { ...claims, exp: now + 28 * 3_600 }), all],
    "of a tenant in upper case": [
      tokenOf(header, { ...claims, tid: tenant.toUpperCase(), iss: `${url}/${tenant.toUpperCase()}/v2.0` }),
      all,
    ],
    "as long as the limit": [ofLength(16_384), all],
  }
  for (const [title, [token, principal]] of Object.entries(goodTokens)) {
    it.effect(`accepts a token ${title}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* authenticate(`Bearer ${token}`), principal)
      }),
    )
  }

  it.effect("reads the scheme in any case, with any number of spaces after it", () =>
    Effect.gen(function* () {
      for (const scheme of ["Bearer ", "bearer ", "BEARER   "])
        assert.deepStrictEqual(yield* authenticate(scheme + good), all)
    }),
  )

  it.effect("refuses a header without a token", () =>
    Effect.gen(function* () {
      for (const authorization of [
        undefined,
        "",
        "Bearer",
        "Bearer  ",
        "Basic eDp5",
        good,
        `Bearer${good}`,
        `No Bearer ${good}`,
      ])
        assert.deepStrictEqual(yield* Effect.flip(authenticate(authorization)), new TokenMissing())
    }),
  )

  it.effect("refuses a header with two tokens", () =>
    Effect.gen(function* () {
      for (const joint of [" ", ",", ", Bearer "])
        assert.deepStrictEqual(
          yield* Effect.flip(authenticate(`Bearer ${good}${joint}${good}`)),
          new TokenMalformed(),
        )
    }),
  )

  it.effect.prop(
    "refuses a valid token with any one character changed",
    [
      Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: good.length - 1 })),
      Schema.String.check(Schema.isPattern(/^[\w.-]$/)),
    ],
    ([index, character]) =>
      Effect.gen(function* () {
        const token = good.slice(0, index) + character + good.slice(index + 1)
        assert.strictEqual(
          Exit.isSuccess(yield* Effect.exit(authenticate(`Bearer ${token}`))),
          token === good,
        )
      }),
  )

  it.effect.prop(
    "fails for any other text, without repeating it",
    [Schema.String, Schema.String],
    ([head, body]) =>
      Effect.gen(function* () {
        const signed = yield* Effect.flip(authenticate(`Bearer ${tokenOf(head, body)}`))
        const plain = yield* Effect.flip(authenticate(head))
        assert.deepStrictEqual([signed, plain], [new TokenMalformed(), new TokenMissing()])
      }),
  )

  it.effect("trusts both issuers of Entra, for the one configured tenant", () =>
    Effect.gen(function* () {
      const { issuers, tenant: only, jwksUri } = entraTenant(tenant.toUpperCase())
      assert.strictEqual(
        jwksUri.href.toLowerCase(),
        `https://login.microsoftonline.com/${tenant}/discovery/v2.0/keys`,
      )
      const from = (iss: string, tid: string) =>
        authenticate(`Bearer ${tokenOf(header, { ...claims, iss, tid })}`, { issuers, tenant: only })
      assert.deepStrictEqual(yield* from(`https://sts.windows.net/${tenant}/`, tenant), all)
      assert.deepStrictEqual(yield* from(`https://login.microsoftonline.com/${tenant}/v2.0`, tenant), all)
      for (const [iss, tid] of [
        [`https://sts.windows.net/${otherTenant}/`, otherTenant],
        [`https://sts.windows.net/${tenant}/`, otherTenant],
        [`https://sts.windows.net/${tenant}`, tenant],
      ] as const)
        assert.deepStrictEqual(
          fieldsOf(yield* Effect.flip(from(iss, tid))),
          fieldsOf(invalid("Invalid issuer.")),
        )
    }),
  )

  it.effect("trusts an issuer without {tenantid} for any tid", () =>
    Effect.gen(function* () {
      const iss = "https://id.example/"
      const from = (tid: string) =>
        authenticate(`Bearer ${tokenOf(header, { ...claims, iss, tid })}`, { issuers: [iss] })
      assert.strictEqual((yield* from(tenant)).tenantId, tenant)
      assert.strictEqual((yield* from(otherTenant)).tenantId, otherTenant)
    }),
  )

  it.effect("verifies with the configured algorithms, and no other", () =>
    Effect.gen(function* () {
      const pair = yield* Effect.promise(() => generateKeyPair("ES256"))
      const es256 = yield* Effect.promise(() =>
        new SignJWT(claims).setProtectedHeader({ ...header, alg: "ES256" }).sign(pair.privateKey),
      )
      const settings = { algorithms: ["ES256"], keys: { find: () => Effect.succeed(pair.publicKey) } }
      assert.deepStrictEqual(yield* authenticate(`Bearer ${es256}`, settings), all)
      assert.deepStrictEqual(
        fieldsOf(yield* Effect.flip(authenticate(`Bearer ${good}`, settings))),
        fieldsOf(invalid("Invalid algorithm.")),
      )
    }),
  )

  it.effect("fails with KeysUnavailable if there are no keys", () =>
    Effect.gen(function* () {
      const failure = yield* Effect.flip(
        authenticate(`Bearer ${good}`, { keys: { find: () => new KeysUnavailable() } }),
      )
      assert.deepStrictEqual(failure, new KeysUnavailable())
    }),
  )
})

/** A verifier, and how often it has looked up a key, which it does for every token that it verifies. */
const counting = () => {
  let lookups = 0
  const verifier = makeVerifier({
    ...trust,
    keys: {
      find: (kid, algorithm) =>
        Effect.suspend(() => {
          lookups++
          return keys.find(kid, algorithm)
        }),
    },
  })
  return { verifier, lookups: () => lookups }
}

describe("The cache of the verifier", () => {
  it.effect("has a valid token until it expires", () =>
    Effect.gen(function* () {
      yield* atNow
      const { verifier, lookups } = counting()
      const first = yield* verifier(`Bearer ${good}`)
      const second = yield* verifier(`Bearer ${good}`)
      assert.deepStrictEqual([first, lookups()], [second, 1])
      yield* TestClock.adjust("3599 seconds")
      yield* verifier(`Bearer ${good}`)
      yield* TestClock.adjust("1 second")
      assert.deepStrictEqual(yield* Effect.flip(verifier(`Bearer ${good}`)), new TokenExpired())
      assert.strictEqual(lookups(), 1)
      assert.deepStrictEqual(yield* Effect.flip(verifier(`Bearer ${good}`)), new TokenExpired())
    }),
  )

  it.effect("has no refused token", () =>
    Effect.gen(function* () {
      yield* atNow
      const { verifier, lookups } = counting()
      const token = `Bearer ${badTokens["of another issuer"]?.[0]}`
      yield* Effect.flip(verifier(token))
      yield* Effect.flip(verifier(token))
      assert.strictEqual(lookups(), 2)
    }),
  )

  it.effect("has the last thousand tokens", () =>
    Effect.gen(function* () {
      yield* atNow
      const { verifier, lookups } = counting()
      const tokens = Array.from(
        { length: 1_001 },
        (_, jti) => `Bearer ${tokenOf(header, { ...claims, jti })}`,
      )
      for (const token of tokens) yield* verifier(token)
      for (const token of tokens.slice(1)) yield* verifier(token)
      assert.strictEqual(lookups(), 1_001)
      yield* verifier(tokens[0])
      assert.strictEqual(lookups(), 1_002)
    }),
  )

  it.effect("does not accept a token after its time", () =>
    Effect.gen(function* () {
      yield* atNow
      const { verifier } = counting()
      const verification = verifier(`Bearer ${good}`)
      yield* verification
      yield* TestClock.adjust("1 hour")
      assert.deepStrictEqual(yield* Effect.flip(verification), new TokenExpired())
      assert.strictEqual(yield* Clock.currentTimeMillis, claims.exp * 1_000)
    }),
  )
})
