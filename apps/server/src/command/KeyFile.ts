/**
 * The key file (`--keys`), which holds the private keys that sign the built-in issuer's tokens.
 *
 * It is a JWK set. The first key signs, and every key verifies. To rotate keys, insert the new key at the beginning, and keep
 * the old key until its tokens have expired.
 */
import { constants } from "node:fs"
import { open } from "node:fs/promises"
import { writeAtomically } from "@odj/command-line"
import { Data, Effect, Predicate } from "effect"
import type { JWK_RSA_Private } from "jose"
import { generateJwk, importKey, type SigningKeys } from "../entra/SigningKeys.ts"
import { systemReason } from "../http/SystemReason.ts"

/** The key file can't be used; the message is a sentence for the user. */
export class KeyFileRefused extends Data.TaggedError("KeyFileRefused")<{ readonly message: string }> {}

const refuse = (path: string, reason: string) =>
  new KeyFileRefused({ message: `Can't use the key file ${path}: ${reason}` })

const codeOf = (error: unknown) => (Predicate.hasProperty(error, "code") ? error.code : undefined)

const parseKeys = async (path: string, text: string): Promise<SigningKeys> => {
  try {
    const { keys } = JSON.parse(text) as { readonly keys: ReadonlyArray<JWK_RSA_Private> }
    const [first, ...others] = await Promise.all(keys.map(importKey))
    if (first !== undefined) return [first, ...others]
  } catch {}
  throw refuse(
    path,
    "it is not a JWK set of private RSA keys with at least 2048 bits and an exponent of at least 65537",
  )
}

/** The largest key file, in bytes. */
const maxFile = 65_536

const read = async (path: string): Promise<SigningKeys> => {
  const file = await open(path)
  try {
    const stat = await file.stat()
    if (!stat.isFile() || stat.size > maxFile)
      throw refuse(path, "it is not a file, or is larger than 64 KiB")
    // Windows has no such mode bits.
    if (process.platform !== "win32" && (stat.mode & (constants.S_IRWXG | constants.S_IRWXO)) !== 0)
      throw refuse(path, `other users can access it. Run: chmod 600 ${path}`)
    return await parseKeys(path, await file.readFile("utf8"))
  } finally {
    await file.close()
  }
}

/** Creates the file, unless another process has created it meanwhile. */
const create = async (path: string) => {
  const text = JSON.stringify({ keys: [await generateJwk()] })
  await writeAtomically(path, text, { mode: 0o600, isNew: true }).catch((error) => {
    if (codeOf(error) !== "EEXIST") throw error
  })
}

const attempt = (path: string, evaluate: () => Promise<SigningKeys>) =>
  Effect.tryPromise({
    try: evaluate,
    catch: (error) => (error instanceof KeyFileRefused ? error : refuse(path, systemReason(error))),
  })

/** Reads the keys in a file. Refuses a file that other users can access. */
export const readKeys = (path: string): Effect.Effect<SigningKeys, KeyFileRefused> =>
  attempt(path, () => read(path))

/** Reads the keys in a file, or creates the file. Processes that create it at the same time all get the same key. */
export const keepKeys = (path: string): Effect.Effect<SigningKeys, KeyFileRefused> =>
  attempt(path, () =>
    read(path).catch(async (error) => {
      if (codeOf(error) !== "ENOENT") throw error
      await create(path)
      return read(path)
    }),
  )
