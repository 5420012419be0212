/**
 * Page tokens that reveal nothing about other tenants.
 *
 * The position in a token contains a connector's number, and all tenants share the numbers. So the number is encrypted
 * with a key of the database, together with a digest of the tenant and of the rest of the token. Only a token of this
 * database has the right digest.
 */
import { createCipheriv, createDecipheriv, createHash, createSecretKey, type KeyObject } from "node:crypto"
import { decodePageToken, encodePageToken, PageTokenInvalid, type ServiceFailure } from "@odj/core"
import { Effect, Option } from "effect"
import type { SqlError, Statement } from "effect/sql"
import type { Reads } from "./SqlConnectorStore.ts"

/** A single block of AES, which no two tokens share: so the mode without an initialization vector is safe. */
const algorithm = "aes-256-ecb"

const digestOf = (tenant: string, position: string) =>
  createHash("sha256")
    .update(JSON.stringify([tenant, position]))
    .digest()
    .subarray(0, 8)

/** The rest of a token after its number, with the dot; empty if the list has no order. */
const positionIn = (token: string) => (token.includes(".") ? token.slice(token.indexOf(".")) : "")

/** Encrypts the number in a token of `encodePageToken`. */
export const seal = (key: KeyObject, tenant: string, token: string): string => {
  const { sequence } = Option.getOrThrow(decodePageToken(token))
  const position = positionIn(token)
  const number = Buffer.alloc(8)
  number.writeBigUInt64BE(BigInt(sequence))
  const cipher = createCipheriv(algorithm, key, null).setAutoPadding(false)
  const block = Buffer.concat([cipher.update(digestOf(tenant, position)), cipher.update(number)])
  return `${block.toString("base64url")}${position}`
}

/** Decrypts the number in a token of {@link seal}, or returns `None` for any other text. */
export const unseal = (key: KeyObject, tenant: string, sealed: string): Option.Option<string> => {
  const position = positionIn(sealed)
  const text = sealed.slice(0, sealed.length - position.length)
  const block = Buffer.from(text, "base64url")
  if (block.length !== 16 || block.toString("base64url") !== text) return Option.none()
  const plain = createDecipheriv(algorithm, key, null).setAutoPadding(false).update(block)
  return plain.subarray(0, 8).equals(digestOf(tenant, position))
    ? Option.some(
        `${encodePageToken({ sequence: Number(plain.readBigUInt64BE(8)), position: [] })}${position}`,
      )
    : Option.none()
}

/** The database's key, which is read when the first token needs it. */
const keyIn = (
  sql: Statement.Constructor,
  run: <A>(statement: Effect.Effect<A, SqlError.SqlError>) => Effect.Effect<A, ServiceFailure>,
): Effect.Effect<KeyObject, ServiceFailure> => {
  let key: KeyObject | undefined
  const read = Effect.flatMap(
    run(sql<{ readonly key: Uint8Array }>`SELECT key FROM odj_page_token_key`),
    ([row]) =>
      row === undefined
        ? Effect.die(new Error("The database has lost the key of its page tokens"))
        : Effect.sync(() => (key = createSecretKey(row.key))),
  )
  return Effect.suspend(() => (key === undefined ? read : Effect.succeed(key)))
}

/** The same reads, with opaque tokens. */
export const make = (
  { get, list }: Reads,
  sql: Statement.Constructor,
  run: Parameters<typeof keyIn>[1],
): Reads => {
  const keyed = keyIn(sql, run)
  return {
    get,
    list: Effect.fnUntraced(function* (tenant, { after: sealed, ...query }) {
      const after =
        sealed === undefined
          ? {}
          : {
              after: yield* Option.match(unseal(yield* keyed, tenant, sealed), {
                onNone: () => new PageTokenInvalid(),
                onSome: Effect.succeed,
              }),
            }
      const page = yield* list(tenant, { ...query, ...after })
      return page.next === undefined ? page : { ...page, next: seal(yield* keyed, tenant, page.next) }
    }),
  }
}
