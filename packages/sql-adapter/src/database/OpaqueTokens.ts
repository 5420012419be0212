/**
 * Page tokens that reveal nothing about other tenants.
 *
 * The position in a token contains a connector's number, and all tenants share the numbers. So the number is encrypted
 * with a key of the database, together with a digest of the tenant and of the rest of the token. Only a token of this
 * database has the right digest.
 */
import { createCipheriv, createDecipheriv, createHash } from "node:crypto"
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

/** Encrypts and decrypts the numbers in page tokens with one key. */
export interface TokenSeal {
  /** Encrypts the number in a token of `encodePageToken`. */
  readonly seal: (tenant: string, token: string) => string
  /** Decrypts the number in a token of {@link seal}, or returns `None` for any other text. */
  readonly unseal: (tenant: string, sealed: string) => Option.Option<string>
}

/** Without padding and vector, a cipher handles each block by itself. So one is made for all tokens. */
export const makeSeal = (key: Uint8Array): TokenSeal => {
  const cipher = createCipheriv(algorithm, key, null).setAutoPadding(false)
  const decipher = createDecipheriv(algorithm, key, null).setAutoPadding(false)
  return {
    seal: (tenant, token) => {
      const { sequence } = Option.getOrThrow(decodePageToken(token))
      const position = positionIn(token)
      const block = Buffer.alloc(16)
      block.set(digestOf(tenant, position))
      block.writeBigUInt64BE(BigInt(sequence), 8)
      return `${cipher.update(block).toString("base64url")}${position}`
    },
    unseal: (tenant, sealed) => {
      const position = positionIn(sealed)
      const text = sealed.slice(0, sealed.length - position.length)
      const block = Buffer.from(text, "base64url")
      if (block.length !== 16 || block.toString("base64url") !== text) return Option.none()
      const plain = decipher.update(block)
      return plain.subarray(0, 8).equals(digestOf(tenant, position))
        ? Option.some(
            `${encodePageToken({ sequence: Number(plain.readBigUInt64BE(8)), position: [] })}${position}`,
          )
        : Option.none()
    },
  }
}

/** The seal with the database's key, which is read when the first token needs it. */
const sealOf = (
  sql: Statement.Constructor,
  run: <A>(statement: Effect.Effect<A, SqlError.SqlError>) => Effect.Effect<A, ServiceFailure>,
): Effect.Effect<TokenSeal, ServiceFailure> => {
  let seal: TokenSeal | undefined
  const read = Effect.flatMap(
    run(sql<{ readonly key: Uint8Array }>`SELECT key FROM odj_page_token_key`),
    ([row]) =>
      row === undefined
        ? Effect.die(new Error("The database has lost the key of its page tokens"))
        : Effect.sync(() => (seal = makeSeal(row.key))),
  )
  return Effect.suspend(() => (seal === undefined ? read : Effect.succeed(seal)))
}

/** The same reads, with opaque tokens. */
export const make = (
  { get, list }: Reads,
  sql: Statement.Constructor,
  run: Parameters<typeof sealOf>[1],
): Reads => {
  const tokens = sealOf(sql, run)
  return {
    get,
    list: Effect.fnUntraced(function* (tenant, { after: sealed, ...query }) {
      const after =
        sealed === undefined
          ? {}
          : {
              after: yield* Option.match((yield* tokens).unseal(tenant, sealed), {
                onNone: () => new PageTokenInvalid(),
                onSome: Effect.succeed,
              }),
            }
      const page = yield* list(tenant, { ...query, ...after })
      return page.next === undefined ? page : { ...page, next: (yield* tokens).seal(tenant, page.next) }
    }),
  }
}
