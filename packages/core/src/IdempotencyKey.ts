/** Identifies one create, so that the create and its retries store one connector. */
import { type DomainJoinConnector, isIdentical, type NewDomainJoinConnector } from "@odj/domain"
import { Duration, Effect, Schema } from "effect"
import { Failure } from "./Failure.ts"

/**
 * A key that a client makes for one create and its retries, such as a UUID: 1 to 255 printable ASCII characters, compared
 * exactly.
 *
 * Source: the IETF draft of the `Idempotency-Key` header, which leaves the length to the service.
 *
 * @example
 * ```ts
 * import { createConnector, IdempotencyKey } from "@odj/core"
 * import { exampleConnector } from "@odj/domain"
 * import { MemoryConnectorStore } from "@odj/memory-adapter"
 * import { Effect } from "effect"
 *
 * const idempotencyKey = IdempotencyKey.make(crypto.randomUUID())
 * const create = createConnector(exampleConnector, { idempotencyKey })
 * const twice = Effect.all([create, create]).pipe(Effect.provide(MemoryConnectorStore.layer))
 * const [first, retried] = await Effect.runPromise(twice)
 * console.log(first.id === retried.id) // => true
 * ```
 */
export const IdempotencyKey = Schema.String.check(
  Schema.isPattern(/^[ -~]{1,255}$/, { message: "Expected 1 to 255 printable ASCII characters" }),
).pipe(Schema.brand("IdempotencyKey"))
export type IdempotencyKey = typeof IdempotencyKey.Type

/** The text is not an {@link IdempotencyKey}. */
export class IdempotencyKeyInvalid extends Failure<IdempotencyKeyInvalid>()("IdempotencyKeyInvalid", {
  key: Schema.String,
}) {
  override get message() {
    return "The idempotency key is invalid: Expected 1 to 255 printable ASCII characters"
  }
}

const isIdempotencyKey = Schema.is(IdempotencyKey)

/** Returns the text as a key, or fails with {@link IdempotencyKeyInvalid}. */
export const decodeIdempotencyKey = (text: string): Effect.Effect<IdempotencyKey, IdempotencyKeyInvalid> =>
  isIdempotencyKey(text) ? Effect.succeed(text) : new IdempotencyKeyInvalid({ key: text })

/** How long a store remembers a key. */
export const idempotencyKeyLifetime = Duration.hours(24)

/** A key that was used at this time or later is still remembered at the time `now`. Both times are in milliseconds. */
export const rememberedSince = (now: number): number => now - Duration.toMillis(idempotencyKeyLifetime)

/** Whether a key that was used at the time `at` is still remembered at the time `now`. Both times are in milliseconds. */
export const isRemembered = (at: number, now: number): boolean => at >= rememberedSince(now)

/** A create that a store remembers by its key. */
export interface RememberedCreate {
  /** The connector as first stored. */
  readonly connector: DomainJoinConnector
  /** Whether the id came with the create. If not, the store generated it. */
  readonly isIdGiven: boolean
}

/**
 * Whether a create is a retry of the remembered one: all properties have the same texts, and both creates have the same id,
 * or neither has one.
 */
export const isRetryOf = (connector: NewDomainJoinConnector, remembered: RememberedCreate): boolean =>
  connector.id === (remembered.isIdGiven ? remembered.connector.id : undefined) &&
  isIdentical(connector, remembered.connector)
