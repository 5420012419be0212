/** The signing keys of the built-in issuer. */
import { createHash } from "node:crypto"
import { assert, describe, it } from "@effect/vitest"
import { Effect } from "effect"
import { generateKeys } from "../../src/entra/SigningKeys.ts"
import { isPair, kids } from "./keyPairs.ts"

describe("A new key", () => {
  it.effect("is an RSA key of 2048 bits for RS256, with the thumbprint of RFC 7638 as its kid", () =>
    Effect.gen(function* () {
      const [{ kid, privateKey, publicKey, publicJwk }, ...others] = yield* generateKeys
      const { e, kty, n, ...rest } = publicJwk
      assert.deepStrictEqual(others, [])
      assert.strictEqual(kid, createHash("sha256").update(JSON.stringify({ e, kty, n })).digest("base64url"))
      assert.deepStrictEqual([kty, rest], ["RSA", { kid, use: "sig", alg: "RS256" }])
      assert.strictEqual(Buffer.from(n ?? "", "base64url").length, 256)
      assert.isTrue(yield* isPair(privateKey, publicKey))
      assert.isFalse(privateKey.extractable)
    }),
  )

  it.effect("differs each time", () =>
    Effect.gen(function* () {
      assert.notDeepEqual(kids(yield* generateKeys), kids(yield* generateKeys))
    }),
  )
})
