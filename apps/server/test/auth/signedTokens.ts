/** Tokens that tests sign, and a verifier that trusts them. */
import { createPrivateKey, sign } from "node:crypto"
import { Effect } from "effect"
import { TestClock } from "effect/testing"
import { exportJWK, generateKeyPair, jwtVerify } from "jose"
import { type TokenFailure, TokenInvalid } from "../../src/auth/Authenticator.ts"
import type { KeySource, VerificationKey } from "../../src/auth/KeySource.ts"
import { makeVerifier } from "../../src/auth/TokenVerifier.ts"
import type { Trust } from "../../src/auth/Trust.ts"

export const graphResource = "https://graph.microsoft.com"
export const graphAppId = "00000003-0000-0000-c000-000000000000"
export const personalTenant = "9188040d-6c67-4c5b-b112-36a304b66dad"

export const tenant = "0a5d4f5c-6f05-4e4c-8a6b-2d6f8f3ad4b1"
export const otherTenant = "7c1e5f3a-9b8d-4c2e-8f60-5d4c3b2a1908"
export const url = "http://127.0.0.1:8365"
export const now = Date.UTC(2026, 6, 31, 12) / 1_000
export const appId = "3f0f9c3e-6c0a-4d8e-9d5f-0a1b2c3d4e5f"

export const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true })
const signingKey = createPrivateKey({ key: await exportJWK(privateKey), format: "jwk" })
const publicJwk = await exportJWK(publicKey)

export const kid = "the-key"

export const key: VerificationKey = { publicKey, isWithdrawn: false }

/** A source with one key, for any algorithm. */
export const keys: KeySource = {
  find: (wanted) => Effect.succeed(wanted === kid ? key : undefined),
}

export const trust: Trust = {
  issuers: [`${url}/{tenantid}/v2.0`],
  audiences: [graphResource, graphAppId],
  algorithms: ["RS256"],
  keys,
}

export const header = { alg: "RS256", typ: "JWT", kid }

export const claims = {
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

export const { idtyp: _idtyp, ...ofApp } = claims
export const { roles: _roles, ...withoutRoles } = claims
export const userId = "5b1f0a7e-2c3d-4e4f-9a6b-7c8d9e0f1a2b"
export const ofUser = {
  ...withoutRoles,
  idtyp: "user",
  scp: "DeviceManagementConfiguration.ReadWrite.All",
  oid: userId,
  sub: "the user in this application",
}

export const without = (claim: keyof typeof claims) => {
  const { [claim]: _, ...rest } = claims
  return rest
}

export const base64url = (text: string | Buffer) => Buffer.from(text).toString("base64url")

export const textOf = (part: object | string) => (typeof part === "string" ? part : JSON.stringify(part))

/** Signs the given segments. */
export const seal = (head: string, body: string) =>
  `${head}.${body}.${sign("RSA-SHA256", Buffer.from(`${head}.${body}`), signingKey).toString("base64url")}`

export const tokenOf = (head: object | string, body: object | string) =>
  seal(base64url(textOf(head)), base64url(textOf(body)))

export const good = tokenOf(header, claims)

export const atNow = TestClock.setTime(now * 1_000)

export const authenticate = (authorization: string | undefined, settings: Partial<Trust> = {}) =>
  Effect.andThen(
    atNow,
    Effect.suspend(() => makeVerifier({ ...trust, ...settings })(authorization)),
  )

/** Whether `jose` alone accepts a token from this issuer for Graph. */
export const joseAccepts = (token: string, issuer = claims.iss) =>
  Effect.promise(() =>
    jwtVerify(token, publicJwk, {
      issuer,
      audience: graphResource,
      currentDate: new Date(now * 1_000),
    }).then(
      () => true,
      () => false,
    ),
  )

export const invalid = (reason: string) => new TokenInvalid({ reason })

export const fieldsOf = (failure: TokenFailure): object => ({ ...failure })

/** A token that the server refuses, why, and whether \`jose\` alone accepts it, which shows whose check refuses it. */
export type Row = readonly [
  token: string,
  failure: TokenFailure,
  jose: "accepted by jose" | "refused by jose too",
]
