/**
 * The RSA keys that our own tokens are signed with, made at start or kept in a file.
 *
 * The file is a private JWK set. The first of its keys signs, all of them verify, so that a new one can be put first
 * while the tokens of the old one run out.
 */
import { randomUUID, type webcrypto } from "node:crypto"
import { constants, link, open, unlink } from "node:fs/promises"
import { Data, Effect, Predicate } from "effect"
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
  /** The thumbprint of the public key, as RFC 7638 makes it. */
  readonly kid: string
  readonly privateKey: CryptoKey
  readonly publicKey: CryptoKey
  readonly publicJwk: JWK
}

export type SigningKeys = readonly [signing: SigningKey, ...others: ReadonlyArray<SigningKey>]

/** The file can't be used for keys; the message is a sentence for whoever named it. */
export class KeyFileRefused extends Data.TaggedError("KeyFileRefused")<{ readonly message: string }> {}

const generateJwk = async () => {
  const { privateKey } = await generateKeyPair(signingAlgorithm, { extractable: true })
  return (await exportJWK(privateKey)) as JWK_RSA_Private
}

/** Whether a key is as long as its algorithm asks for, which says something of RSA only. */
export const hasSize = ({ algorithm }: CryptoKey): boolean =>
  ((algorithm as Partial<webcrypto.RsaKeyAlgorithm>).modulusLength ?? Number.POSITIVE_INFINITY) >= 2_048

/** Rejects for what is no private RSA key of the size that RS256 asks for. */
const importKey = async (jwk: JWK_RSA_Private): Promise<SigningKey> => {
  const publicJwk = { kty: "RSA", n: jwk.n, e: jwk.e } as const
  const [privateKey, publicKey, kid] = await Promise.all([
    importJWK({ ...jwk, key_ops: ["sign"] }, signingAlgorithm) as Promise<CryptoKey>,
    importJWK(publicJwk, signingAlgorithm) as Promise<CryptoKey>,
    calculateJwkThumbprint(publicJwk),
  ])
  if (!hasSize(publicKey)) throw new TypeError("too short")
  return { kid, privateKey, publicKey, publicJwk: { ...publicJwk, kid, use: "sig", alg: signingAlgorithm } }
}

/** Makes a key that lives as long as the process. That takes some tenths of a second, on another thread. */
export const generateKeys: Effect.Effect<SigningKeys> = Effect.promise(async () => [
  await importKey(await generateJwk()),
])

const refuse = (message: string) => new KeyFileRefused({ message })

const codeOf = (error: unknown) => (Predicate.hasProperty(error, "code") ? error.code : undefined)

const parseKeys = async (path: string, text: string): Promise<SigningKeys> => {
  try {
    const { keys } = JSON.parse(text) as { readonly keys: ReadonlyArray<JWK_RSA_Private> }
    const [first, ...others] = await Promise.all(keys.map(importKey))
    if (first !== undefined) return [first, ...others]
  } catch {}
  throw refuse(`Expected private RSA keys of at least 2048 bits, as a JWK set, in ${path}`)
}

/** A file of keys is not larger. */
const maxFile = 65_536

const read = async (path: string): Promise<SigningKeys> => {
  const file = await open(path)
  try {
    const stat = await file.stat()
    if (!stat.isFile() || stat.size > maxFile) throw refuse(`Expected a file of keys at ${path}`)
    // Windows keeps its permissions elsewhere.
    if (process.platform !== "win32" && (stat.mode & (constants.S_IRWXG | constants.S_IRWXO)) !== 0)
      throw refuse(`Others can read the keys in ${path}: take that right from them with chmod 600`)
    return await parseKeys(path, await file.readFile("utf8"))
  } finally {
    await file.close()
  }
}

/** Puts a whole file in place or none, and never in another's place. */
const create = async (path: string) => {
  const text = JSON.stringify({ keys: [await generateJwk()] })
  const draft = `${path}.${randomUUID()}`
  const file = await open(draft, "wx", 0o600)
  try {
    await file
      .writeFile(text)
      .then(() => file.sync())
      .finally(() => file.close())
    await link(draft, path)
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error
  } finally {
    await unlink(draft)
  }
}

const attempt = (evaluate: () => Promise<SigningKeys>) =>
  Effect.tryPromise({
    try: evaluate,
    catch: (error) =>
      error instanceof KeyFileRefused ? error : refuse(`Can't use the keys: ${(error as Error).message}`),
  })

/** Reads the keys in a file. Refuses a file that others can read. */
export const readKeys = (path: string): Effect.Effect<SigningKeys, KeyFileRefused> =>
  attempt(() => read(path))

/** Reads the keys in a file, or makes the file where there is none: of several that make it at once, all get one key. */
export const keepKeys = (path: string): Effect.Effect<SigningKeys, KeyFileRefused> =>
  attempt(() =>
    read(path).catch(async (error) => {
      if (codeOf(error) !== "ENOENT") throw error
      await create(path)
      return read(path)
    }),
  )
