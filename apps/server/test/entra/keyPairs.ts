/** Questions that tests have about signing keys. */
import { Effect } from "effect"
import type { SigningKeys } from "../../src/entra/SigningKeys.ts"

/** The ids of the keys, in order. */
export const kids = (keys: SigningKeys) => keys.map(({ kid }) => kid)

/** Whether one key verifies the signatures of the other. */
export const isPair = (privateKey: CryptoKeyLike, publicKey: CryptoKeyLike) =>
  Effect.promise(async () => {
    const data = Buffer.from("data")
    const signature = await crypto.subtle.sign("RSASSA-PKCS1-v1_5", privateKey, data)
    return crypto.subtle.verify("RSASSA-PKCS1-v1_5", publicKey, signature, data)
  })

type CryptoKeyLike = SigningKeys[0]["privateKey"]
