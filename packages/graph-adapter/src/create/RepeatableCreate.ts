/**
 * The headers of a repeatable create: a service that has processed it before recognizes the retry by them.
 *
 * Source: OASIS Repeatable Requests 1.0. It requires every service to accept a UUID as the request's id.
 */
import type { IdempotencyKey } from "@odj/core"
import { isGuid } from "@odj/domain"
import { Effect } from "effect"

/** The headers with this id. `now` is in milliseconds since 1970. */
export const repeatabilityHeaders = (requestId: string, now: number) => ({
  "repeatability-request-id": requestId,
  "repeatability-first-sent": new Date(now).toUTCString(),
})

/** A UUID of version 8 (RFC 9562: custom data) made from a digest. */
const uuidOf = (digest: ArrayBuffer): string => {
  const bytes = new Uint8Array(digest).slice(0, 16)
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-")
}

/**
 * The headers of a create with a key, equal for equal keys. Only a lower-case UUID is used as it is, because a service
 * may ignore the case of UUIDs.
 */
export const keyedHeaders = (key: IdempotencyKey, now: number) =>
  isGuid(key) && key === key.toLowerCase()
    ? Effect.succeed(repeatabilityHeaders(key, now))
    : Effect.promise(() => crypto.subtle.digest("SHA-256", new TextEncoder().encode(key))).pipe(
        Effect.map((digest) => repeatabilityHeaders(uuidOf(digest), now)),
      )
