/** What tells one intent to create from every other, so that it may be sent again and is carried out once. */
import { type DomainJoinConnector, isIdentical, type NewDomainJoinConnector } from "@odj/domain"
import { Duration, Effect, Schema } from "effect"
import { Failure } from "./Failure.ts"

/**
 * A key that a client makes for one create and gives to no other: 1 to 255 printable ASCII characters, compared exactly.
 *
 * Source: the IETF's draft of the header `Idempotency-Key`, which leaves the length to the service.
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

/**
 * When a key must have been used to be remembered `now`, both in milliseconds: at this time or later. A store forgets
 * what is older.
 */
export const rememberedSince = (now: number): number => now - Duration.toMillis(idempotencyKeyLifetime)

/** Whether a key that was used `at` a time is remembered `now`, both in milliseconds. */
export const isRemembered = (at: number, now: number): boolean => at >= rememberedSince(now)

/** A create that was carried out under a key. */
export interface KeptIntent {
  /** The connector as it was stored then. */
  readonly connector: DomainJoinConnector
  /** Whether its id was given. */
  readonly isIdGiven: boolean
}

/** Whether a create asks for what was carried out, property by property: a timestamp by its text. */
export const isSameIntent = (asked: NewDomainJoinConnector, { connector, isIdGiven }: KeptIntent): boolean =>
  asked.id === (isIdGiven ? connector.id : undefined) && isIdentical(asked, connector)
