/**
 * Reads the idempotency key of a create: `Idempotency-Key`, or `Repeatability-Request-ID` with
 * `Repeatability-First-Sent`.
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
  RepeatabilityOutOfRange,
} from "./RequestFailure.ts"

type Headers = Readonly<Record<string, string | undefined>>

/** A create that is safe to retry: the create and its retries create one connector. */
export interface RepeatableRequest {
  readonly key: IdempotencyKey
  /** The time when the create was first sent, in milliseconds since 1970; only with `Repeatability-Request-ID`. */
  readonly firstSent?: number
}

const hasRepeatability = (headers: Headers) =>
  headers["repeatability-request-id"] !== undefined || headers["repeatability-first-sent"] !== undefined

/** Whether the request has a key. */
export const isRepeatable = (headers: Headers): boolean =>
  headers["idempotency-key"] !== undefined || hasRepeatability(headers)

const maxKey = 255

/** Keeps the keys of the two headers apart with a prefix. A text that is too long for a prefix is hashed. */
const keyOf = (kind: "idempotency" | "repeatability", text: string): IdempotencyKey =>
  IdempotencyKey.make(
    kind.length + 1 + text.length <= maxKey
      ? `${kind}:${text}`
      : `${kind}#${createHash("sha256").update(text).digest("base64url")}`,
  )

/** A comma is not allowed, because it joins the values of repeated headers. */
const requestId = /^[ -+\--~]{1,255}$/

/** Reads the preferred date format of HTTP. */
const readDate = (text: string): number | undefined => {
  const time = Date.parse(text)
  return !Number.isNaN(time) && new Date(time).toUTCString() === text ? time : undefined
}

const invalid = (message: string) => Result.fail(new RepeatabilityInvalid({ message }))

const readRepeatability = (
  id: string | undefined,
  date: string | undefined,
): Result.Result<RepeatableRequest, RepeatabilityInvalid> => {
  if (id === undefined) return invalid("Missing Repeatability-Request-ID: Repeatability-First-Sent needs it.")
  if (!requestId.test(id))
    return invalid("Repeatability-Request-ID: Expected 1 to 255 printable ASCII characters without a comma.")
  if (date === undefined)
    return invalid("Missing Repeatability-First-Sent: Repeatability-Request-ID needs it.")
  const firstSent = readDate(date)
  if (firstSent === undefined)
    return invalid("Repeatability-First-Sent: Expected a date such as Sun, 06 Nov 1994 08:49:37 GMT.")
  const text = isGuid(id) ? id.toLowerCase() : id
  return Result.succeed({ key: keyOf("repeatability", text), firstSent })
}

/** Reads the key of a create for which {@link isRepeatable} is true. */
export const readRepeatable = (
  headers: Headers,
): Result.Result<RepeatableRequest, IdempotencyKeyInvalid | RepeatabilityInvalid> => {
  const field = headers["idempotency-key"]
  if (field === undefined)
    return readRepeatability(headers["repeatability-request-id"], headers["repeatability-first-sent"])
  if (hasRepeatability(headers))
    return invalid("Idempotency-Key can't be combined with Repeatability-Request-ID.")
  const text = readStructuredString(field) ?? ""
  return text === "" || text.length > maxKey
    ? Result.fail(
        new IdempotencyKeyInvalid({
          message: "Idempotency-Key: Expected 1 to 255 printable ASCII characters in double quotes.",
        }),
      )
    : Result.succeed({ key: keyOf("idempotency", text) })
}

/** How far a client's clock may be ahead of the server's. */
const tolerance = Duration.toMillis(Duration.minutes(5))

/**
 * The greatest age of a request that is accepted. It is the lifetime of a key minus the tolerance, because a request is
 * older than its date if the client's clock is ahead.
 */
const lifetime = Duration.toMillis(idempotencyKeyLifetime) - tolerance

/** Whether the key of a create that was first sent at `firstSent` is certainly still stored. */
export const isKeyStillStored = (firstSent: number, now: number): boolean =>
  now - firstSent <= lifetime && firstSent - now <= tolerance

/** Like {@link readRepeatable}, but refuses a create whose key may have expired. */
export const readUnexpiredRepeatable = (headers: Headers) =>
  Effect.flatMap(Effect.fromResult(readRepeatable(headers)), (request) => {
    const { firstSent } = request
    if (firstSent === undefined) return Effect.succeed(request)
    return Effect.flatMap(Clock.currentTimeMillis, (now) =>
      isKeyStillStored(firstSent, now) ? Effect.succeed(request) : Effect.fail(new RepeatabilityOutOfRange()),
    )
  })

/** Refuses `Repeatability-Request-ID` with anything but a create. */
export const refuseRepeatability = (headers: Headers): Result.Result<void, RepeatabilityNotSupported> =>
  hasRepeatability(headers) ? Result.fail(new RepeatabilityNotSupported()) : Result.void

/** Refuses any key for a whole batch. */
export const refuseKeys = (
  headers: Headers,
): Result.Result<void, RepeatabilityNotSupported | IdempotencyKeyInvalid> =>
  headers["idempotency-key"] === undefined
    ? refuseRepeatability(headers)
    : Result.fail(
        new IdempotencyKeyInvalid({
          message: "Idempotency-Key does not work with a batch. Send it with each create of the batch.",
        }),
      )
