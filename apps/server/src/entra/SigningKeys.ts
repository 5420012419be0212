/** The RSA keys of the built-in issuer. The first one signs, every one verifies. */
import type { webcrypto } from "node:crypto"
import { Effect } from "effect"
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  type JWK_RSA_Private,
} from "jose"

export const signingAlgorithm = "RS256"

export interface SigningKey {
  /** The thumbprint of the public key (RFC 7638). */
  readonly kid: string
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
  readonly publicJwk: JWK
}

export type SigningKeys = readonly [signing: SigningKey, ...others: ReadonlyArray<SigningKey>]

/** Makes a private key. */
export const generateJwk = async () => {
  const { privateKey } = await generateKeyPair(signingAlgorithm, { extractable: true })
  return (await exportJWK(privateKey)) as JWK_RSA_Private
}

/**
 * Whether a key is strong enough. An RSA key needs 2048 bits, and an exponent of at least 65537: with the exponent 1,
 * everyone can sign. Other kinds of keys have fixed parameters.
 */
export const isStrong = ({ algorithm }: CryptoKey): boolean => {
  const { modulusLength, publicExponent } = algorithm as Partial<webcrypto.RsaKeyAlgorithm>
  if (modulusLength === undefined || publicExponent === undefined) return true
  return modulusLength >= 2_048 && BigInt(`0x${Buffer.from(publicExponent).toString("hex")}`) >= 65_537n
}

/** Reads a private key. Rejects anything but a strong private RSA key. */
export const importKey = async (jwk: JWK_RSA_Private): Promise<SigningKey> => {
  const publicJwk = { kty: "RSA", n: jwk.n, e: jwk.e } as const
  const [privateKey, publicKey, kid] = await Promise.all([
    importJWK({ ...jwk, key_ops: ["sign"] }, signingAlgorithm) as Promise<CryptoKey>,
    importJWK(publicJwk, signingAlgorithm) as Promise<CryptoKey>,
    calculateJwkThumbprint(publicJwk),
  ])
  if (!isStrong(publicKey)) throw new TypeError("too weak")
  return { kid, privateKey, publicKey, publicJwk: { ...publicJwk, kid, use: "sig", alg: signingAlgorithm } }
}

/** Makes a key in memory. That takes some tenths of a second, on another thread. */
export const generateKeys: Effect.Effect<SigningKeys> = Effect.promise(async () => [
  await importKey(await generateJwk()),
])
