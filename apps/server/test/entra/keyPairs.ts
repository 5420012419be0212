/** What tests ask of keys that sign. */
import { Effect } from "effect"
import type { SigningKeys } from "../../src/entra/SigningKeys.ts"

/** The names of the keys, in their order. */
export const kids = (keys: SigningKeys) => keys.map(({ kid }) => kid)

/** Whether what one key signs the other verifies. */
export const isPair = (privateKey: CryptoKeyLike, publicKey: CryptoKeyLike) =>
  Effect.promise(async () => {
    const data = Buffer.from("data")
    const signature = await crypto.subtle.sign("RSASSA-PKCS1-v1_5", privateKey, data)
    return crypto.subtle.verify("RSASSA-PKCS1-v1_5", publicKey, signature, data)
  })

type CryptoKeyLike = SigningKeys[0]["privateKey"]
