/**
 * What a create says of being sent again: by `Idempotency-Key`, or by `Repeatability-Request-ID` with
 * `Repeatability-First-Sent`. Either is a key that a store remembers.
 *
 * Sources: the IETF's draft of the header `Idempotency-Key`; OASIS Repeatable Requests 1.0.
 */
import { createHash } from "node:crypto"
import { IdempotencyKey, idempotencyKeyLifetime } from "@odj/core"
import { isGuid } from "@odj/domain"
import { Clock, Duration, Effect, Result } from "effect"
import { readStructuredString } from "../http/StructuredString.ts"
import {
  IdempotencyKeyInvalid,
  RepeatabilityInvalid,
  RepeatabilityNotSupported,
  RepeatabilityOutOfTime,
} from "./RequestFailure.ts"

type Headers = Readonly<Record<string, string | undefined>>

/** A create that is carried out once, however often it is sent. */
export interface RepeatableRequest {
  readonly key: IdempotencyKey
  /** When it was sent first, in milliseconds since 1970; only a `Repeatability-Request-ID` has that with it. */
  readonly firstSent?: number
}

const hasRepeatability = (headers: Headers) =>
  headers["repeatability-request-id"] !== undefined || headers["repeatability-first-sent"] !== undefined

/** Whether there is anything to read. */
export const isRepeatable = (headers: Headers): boolean =>
  headers["idempotency-key"] !== undefined || hasRepeatability(headers)

const maxKey = 255

/** Keeps equal texts of the two headers apart, also where there is no room for a prefix. */
const keyOf = (kind: "idempotency" | "repeatability", text: string): IdempotencyKey =>
  IdempotencyKey.make(
    kind.length + 1 + text.length <= maxKey
      ? `${kind}:${text}`
      : `${kind}#${createHash("sha256").update(text).digest("base64url")}`,
  )

/** Without a comma, which would stand between two. */
const requestId = /^[ -+\--~]{1,255}$/

/** A moment in the one form in which HTTP has it sent. */
const readDate = (text: string): number | undefined => {
  const time = Date.parse(text)
  return !Number.isNaN(time) && new Date(time).toUTCString() === text ? time : undefined
}

const invalid = (header: string, expected: string) =>
  Result.fail(new RepeatabilityInvalid({ message: `${header}: Expected ${expected}.` }))

const readRepeatability = (
  id: string | undefined,
  date: string | undefined,
): Result.Result<RepeatableRequest, RepeatabilityInvalid> => {
  if (id === undefined)
    return invalid("Repeatability-Request-ID", "it together with Repeatability-First-Sent")
  if (!requestId.test(id))
    return invalid("Repeatability-Request-ID", "1 to 255 printable ASCII characters without a comma")
  if (date === undefined)
    return invalid("Repeatability-First-Sent", "it together with Repeatability-Request-ID")
  const firstSent = readDate(date)
  if (firstSent === undefined)
    return invalid("Repeatability-First-Sent", "a moment such as Sun, 06 Nov 1994 08:49:37 GMT")
  const text = isGuid(id) ? id.toLowerCase() : id
  return Result.succeed({ key: keyOf("repeatability", text), firstSent })
}

/** Reads the headers of a create of which {@link isRepeatable} holds. */
export const readRepeatable = (
  headers: Headers,
): Result.Result<RepeatableRequest, IdempotencyKeyInvalid | RepeatabilityInvalid> => {
  const field = headers["idempotency-key"]
  if (field === undefined)
    return readRepeatability(headers["repeatability-request-id"], headers["repeatability-first-sent"])
  if (hasRepeatability(headers)) return invalid("Repeatability-Request-ID", "it or Idempotency-Key, not both")
  const text = readStructuredString(field) ?? ""
  return text === "" || text.length > maxKey
    ? Result.fail(
        new IdempotencyKeyInvalid({
          expected: "a string of 1 to 255 printable ASCII characters, between double quotes",
        }),
      )
    : Result.succeed({ key: keyOf("idempotency", text) })
}

/** How far the clock of a client may be ahead of ours. */
const tolerance = Duration.toMillis(Duration.minutes(5))

/** Shorter by the tolerance: who is ahead takes a key for younger than it is. */
const lifetime = Duration.toMillis(idempotencyKeyLifetime) - tolerance

/** Whether a create that was first sent then is still remembered, if it was carried out. */
export const isInTime = (firstSent: number, now: number): boolean =>
  now - firstSent <= lifetime && firstSent - now <= tolerance

/** Reads the headers of a create of which {@link isRepeatable} holds, and refuses one that may be forgotten already. */
export const repeatableIn = (headers: Headers) =>
  Effect.flatMap(Effect.fromResult(readRepeatable(headers)), (request) => {
    const { firstSent } = request
    if (firstSent === undefined) return Effect.succeed(request)
    return Effect.flatMap(Clock.currentTimeMillis, (now) =>
      isInTime(firstSent, now) ? Effect.succeed(request) : new RepeatabilityOutOfTime(),
    )
  })

/** Refuses to promise that anything but a create is carried out once. */
export const unrepeatable = (headers: Headers): Result.Result<void, RepeatabilityNotSupported> =>
  hasRepeatability(headers) ? Result.fail(new RepeatabilityNotSupported()) : Result.void

/** Refuses besides a key that would have to count for several creates. */
export const unrepeatableBatch = (
  headers: Headers,
): Result.Result<void, RepeatabilityNotSupported | IdempotencyKeyInvalid> =>
  headers["idempotency-key"] === undefined
    ? unrepeatable(headers)
    : Result.fail(
        new IdempotencyKeyInvalid({ expected: "it with a create of the batch, not with the batch" }),
      )
