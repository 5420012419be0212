/**
 * The file of the keys that our own tokens are signed with.
 *
 * It is a private JWK set. The first of its keys signs, all of them verify, so that a new one can be put first while the
 * tokens of the old one run out.
 */
import { constants, open } from "node:fs/promises"
import { writeWhole } from "@odj/command-line"
import { Data, Effect, Predicate } from "effect"
import type { JWK_RSA_Private } from "jose"
import { generateJwk, importKey, type SigningKeys } from "../entra/SigningKeys.ts"

/** The file can't be used for keys; the message is a sentence for whoever named it. */
export class KeyFileRefused extends Data.TaggedError("KeyFileRefused")<{ readonly message: string }> {}

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

/** Makes the file, unless somebody else has made it meanwhile. */
const create = async (path: string) => {
  const text = JSON.stringify({ keys: [await generateJwk()] })
  await writeWhole(path, text, { mode: 0o600, isNew: true }).catch((error) => {
    if (codeOf(error) !== "EEXIST") throw error
  })
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
