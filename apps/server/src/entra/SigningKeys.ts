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

/** Whether a key is long enough: an RSA key needs 2048 bits, other kinds have a fixed length. */
export const isLongEnough = ({ algorithm }: CryptoKey): boolean =>
  ((algorithm as Partial<webcrypto.RsaKeyAlgorithm>).modulusLength ?? Number.POSITIVE_INFINITY) >= 2_048

/** Reads a private key. Rejects anything but a private RSA key of at least 2048 bits, as RS256 requires. */
export const importKey = async (jwk: JWK_RSA_Private): Promise<SigningKey> => {
  const publicJwk = { kty: "RSA", n: jwk.n, e: jwk.e } as const
  const [privateKey, publicKey, kid] = await Promise.all([
    importJWK({ ...jwk, key_ops: ["sign"] }, signingAlgorithm) as Promise<CryptoKey>,
    importJWK(publicJwk, signingAlgorithm) as Promise<CryptoKey>,
    calculateJwkThumbprint(publicJwk),
  ])
  if (!isLongEnough(publicKey)) throw new TypeError("too short")
  return { kid, privateKey, publicKey, publicJwk: { ...publicJwk, kid, use: "sig", alg: signingAlgorithm } }
}

/** Makes a key in memory. That takes some tenths of a second, on another thread. */
export const generateKeys: Effect.Effect<SigningKeys> = Effect.promise(async () => [
  await importKey(await generateJwk()),
])
