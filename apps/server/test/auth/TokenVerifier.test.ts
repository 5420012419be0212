/**
 * The form, the signature and the lifetime of the tokens that a verifier accepts and refuses, and its cache. Their claims are
 * in TokenClaims.test.ts.
 *
 * This file is long for its table of invalid tokens. Each differs from a valid one in one thing, and says whether `jose`
 * alone would accept it, which shows whose check refuses it.
 */
import { assert, describe, it } from "@effect/vitest"
import { Clock, Effect, Exit, Schema } from "effect"
import { TestClock } from "effect/testing"
import { exportJWK, generateKeyPair, SignJWT } from "jose"
import { KeysUnavailable, TokenExpired, TokenMalformed, TokenMissing } from "../../src/auth/Authenticator.ts"
import type { KeySource, VerificationKey } from "../../src/auth/KeySource.ts"
import { makeVerifier } from "../../src/auth/TokenVerifier.ts"
import {
  appId,
  atNow,
  authenticate,
  base64url,
  claims,
  fieldsOf,
  good,
  header,
  invalid,
  joseAccepts,
  key,
  keys,
  kid,
  now,
  otherTenant,
  privateKey,
  publicKey,
  type Row,
  seal,
  tenant,
  textOf,
  tokenOf,
  trust,
  without,
} from "./signedTokens.ts"

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

/** Changes the unused bits in the last character of a segment. */
const withStrayBits = (segment: string) => {
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
  return segment.slice(0, -1) + alphabet[alphabet.indexOf(segment.at(-1) ?? "") + 1]
}

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
}

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

  const all = { tenantId: tenant, application: appId, user: undefined, canRead: true, canWrite: true }
  const goodTokens: Record<string, string> = {
    "without a type": tokenOf({ alg: "RS256", kid }, claims),
    "typed as an access token": tokenOf({ ...header, typ: "at+jwt" }, claims),
    "typed with a whole media type": tokenOf({ ...header, typ: "application/AT+JWT" }, claims),
    "without nbf": tokenOf(header, without("nbf")),
    "that is valid and issued in five minutes": tokenOf(header, {
      ...claims,
      iat: now + 300,
      nbf: now + 300,
    }),
    "that expires in a second": tokenOf(header, { ...claims, exp: now + 1 }),
    "that expires in 28 hours": tokenOf(header, { ...claims, exp: now + 28 * 3_600 }),
    "as long as the limit": ofLength(16_384),
  }
  for (const [title, token] of Object.entries(goodTokens)) {
    it.effect(`accepts a token ${title}`, () =>
      Effect.gen(function* () {
        assert.deepStrictEqual(yield* authenticate(`Bearer ${token}`), all)
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

  it.effect("verifies with the configured algorithms, and no other", () =>
    Effect.gen(function* () {
      const pair = yield* Effect.promise(() => generateKeyPair("ES256"))
      const es256 = yield* Effect.promise(() =>
        new SignJWT(claims).setProtectedHeader({ ...header, alg: "ES256" }).sign(pair.privateKey),
      )
      const settings = {
        algorithms: ["ES256"],
        keys: { find: () => Effect.succeed({ publicKey: pair.publicKey, isWithdrawn: false }) },
      }
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
        authenticate(`Bearer ${good}`, { keys: { find: () => Effect.fail(new KeysUnavailable()) } }),
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

/** A source whose one key a test can replace, which withdraws the key before. */
const replaceable = () => {
  let current: { publicKey: VerificationKey["publicKey"]; isWithdrawn: boolean } | undefined = { ...key }
  const source: KeySource = { find: () => Effect.sync(() => current) }
  const replace = (publicKey: VerificationKey["publicKey"] | undefined) => {
    if (current !== undefined) current.isWithdrawn = true
    current = publicKey && { publicKey, isWithdrawn: false }
  }
  return { source, replace }
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

  it.effect("has a valid token as an Exit for a caller with a clock, until it expires by that clock", () =>
    Effect.gen(function* () {
      yield* atNow
      const clock = yield* Clock.Clock
      const { verifier, lookups } = counting()
      const first = yield* verifier(`Bearer ${good}`, clock)
      assert.deepStrictEqual(verifier(`Bearer ${good}`, clock), Exit.succeed(first))
      assert.strictEqual(lookups(), 1)
      const later = { ...clock, currentTimeMillisUnsafe: () => clock.currentTimeMillisUnsafe() + 3_600_000 }
      assert.deepStrictEqual(yield* Effect.flip(verifier(`Bearer ${good}`, later)), new TokenExpired())
    }),
  )

  it.effect("has no refused token", () =>
    Effect.gen(function* () {
      yield* atNow
      const { verifier, lookups } = counting()
      const token = `Bearer ${badTokens["that expires now"]?.[0]}`
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

  it.effect("loses a token whose key is withdrawn", () =>
    Effect.gen(function* () {
      yield* atNow
      const { source, replace } = replaceable()
      const verifier = makeVerifier({ ...trust, keys: source })
      yield* verifier(`Bearer ${good}`)
      replace(undefined)
      for (const token of [good, good, tokenOf(header, { ...claims, jti: "new" })])
        assert.deepStrictEqual(
          fieldsOf(yield* Effect.flip(verifier(`Bearer ${token}`))),
          fieldsOf(invalid("Key not found.")),
        )
    }),
  )

  it.effect("loses a token whose key has become another under the same id", () =>
    Effect.gen(function* () {
      yield* atNow
      const { source, replace } = replaceable()
      const verifier = makeVerifier({ ...trust, keys: source })
      yield* verifier(`Bearer ${good}`)
      const { publicKey } = yield* Effect.promise(() => generateKeyPair("RS256"))
      replace(publicKey)
      assert.deepStrictEqual(
        fieldsOf(yield* Effect.flip(verifier(`Bearer ${good}`))),
        fieldsOf(invalid("Invalid signature.")),
      )
    }),
  )

  it.effect("verifies a token again whose key was only published anew", () =>
    Effect.gen(function* () {
      yield* atNow
      const { source, replace } = replaceable()
      const verifier = makeVerifier({ ...trust, keys: source })
      const before = yield* verifier(`Bearer ${good}`)
      replace(publicKey)
      assert.deepStrictEqual(yield* verifier(`Bearer ${good}`), before)
    }),
  )

  it.effect("never has a token whose key is withdrawn while the token is verified", () =>
    Effect.gen(function* () {
      yield* atNow
      const { source, replace } = replaceable()
      let lookups = 0
      const verifier = makeVerifier({
        ...trust,
        keys: {
          find: (kid, algorithm) =>
            Effect.tap(source.find(kid, algorithm), () =>
              Effect.sync(() => {
                if (lookups++ === 0) replace(undefined)
              }),
            ),
        },
      })
      for (const expected of [2, 3]) {
        assert.deepStrictEqual(
          fieldsOf(yield* Effect.flip(verifier(`Bearer ${good}`))),
          fieldsOf(invalid("Key not found.")),
        )
        assert.strictEqual(lookups, expected)
      }
    }),
  )
})
